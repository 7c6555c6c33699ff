"""Shortens the log of refused requests: their line stays, without a traceback."""

import logging


class DropRefusalTracebacks(logging.Filter):
    """Removes the traceback from records of answers below 500. Every record passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
