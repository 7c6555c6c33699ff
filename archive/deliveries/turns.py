"""Whose turn it is: accounts share the reader's time equally, however many files each of them has sent.

In: the accounts that have files to read, and the seconds that each file took. Out: the account to read for. This is
start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996): the account that has used least comes next, and one that
comes back begins where the others are, so it gains nothing by having waited and loses nothing by what it sent before.
"""

from collections.abc import Collection

Account = int | None  # the key of a user; None for files that nobody has sent


class Turns:
    """The seconds used by each account since it last began. They are kept in memory: a new process starts from zero."""

    def __init__(self) -> None:
        self._used: dict[Account, float] = {}
        self._now = 0.0  # what the account had used whose turn was last

    def next(self, accounts: Collection[Account]) -> Account:
        """The account that comes next; the others are forgotten once they have no advantage to give back."""
        self._used = {account: used for account, used in self._used.items() if account in accounts or used > self._now}
        for account in accounts:
            self._used[account] = max(self._used.get(account, 0.0), self._now)
        chosen = min(accounts, key=lambda account: (self._used[account], account or 0))
        self._now = self._used[chosen]
        return chosen

    def charge(self, account: Account, seconds: float) -> None:
        self._used[account] = self._used.get(account, self._now) + seconds
