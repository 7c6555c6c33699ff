"""Work that goes on beside a test, in another thread and over another connection to the database."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

LONGEST = 20  # seconds until it has begun


@contextmanager
def beside(work: Callable[[threading.Event, threading.Event], None]) -> Iterator[None]:
    """`work` sets the first event when it has begun, and ends soon after the second is set."""
    begun, stopping = threading.Event(), threading.Event()

    def run() -> None:
        work(begun, stopping)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(LONGEST)
    try:
        yield
    finally:
        stopping.set()
        thread.join()
