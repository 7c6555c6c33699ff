"""Accounts of the desk: who logs in and from where, their sessions, and an audit of what happens to accounts.

client_address        the address of a reader, behind our own proxies
audit                 writes an entry into the table and a line into the log
watch_logins          logins, failures, locks
watch_accounts        changes of accounts, roles and permissions
desk_watch            remembers for each request who asks, and for each session when it was last seen
account_page          the page 我的帐号, with the sessions of an account
"""
