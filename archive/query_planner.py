"""What the database's planner knows of how its tables are filled.

In: the tables as they are. Out: the planner's statistics, anew. Without them SQLite takes a status for something
few stories have, and reads the whole index of published stories to fetch twenty by their keys.
"""

import logging

from django.db import OperationalError, connection

log = logging.getLogger(__name__)

# Rows SQLite looks at in each index: more than any statement names keys.
LOOKED_AT = 10_000


def refresh_statistics() -> None:
    """Call it after stories came by the thousand; it takes milliseconds.

    It writes: it waits for other writers as any does. Where they take too long, all is left as it is.
    """
    with connection.cursor() as cursor:
        try:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
            cursor.execute("ANALYZE")
        except OperationalError as error:
            log.warning("the planner's statistics are as they were: %s", error)
