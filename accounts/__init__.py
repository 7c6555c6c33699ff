"""Accounts of the desk: where a reader comes from (client_address)."""
