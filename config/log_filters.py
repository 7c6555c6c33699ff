"""Shortens the log of requests that were answered in words: their line stays, without a traceback."""

import logging


class DropRefusalTracebacks(logging.Filter):
    """Removes the traceback unless the answer is 500: only that is a mistake of the code. Every record passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) != 500:
            record.exc_info = None
        return True
