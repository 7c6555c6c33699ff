"""Refreshes the statistics that the database's query planner has about its tables.

Without them SQLite assumes that few stories have a given status, and reads the whole index of published stories to
fetch twenty stories by their keys.
"""

import logging

from django.db import OperationalError, connection

log = logging.getLogger(__name__)

# How many rows SQLite looks at in each index: more than the number of keys in any statement.
LOOKED_AT = 10_000


def refresh_statistics() -> None:
    """Call it after thousands of stories were added. It takes milliseconds.

    It writes to the database, so it may have to wait for other writers. If they take too long, nothing is changed.
    """
    with connection.cursor() as cursor:
        try:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
            cursor.execute("ANALYZE")
        except OperationalError as error:
            log.warning("the statistics of the query planner were not refreshed: %s", error)
