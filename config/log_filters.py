"""What the log keeps of a request that was refused: its line, without the way through the code."""

import logging


class DropRefusalTracebacks(logging.Filter):
    """Takes the traceback off records of answers below 500; lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
