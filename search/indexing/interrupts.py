"""Ctrl-C, which a terminal sends to every process of a command, and people press twice.

In: nothing. Out: a stretch of a program that it does not break off, or processes that never hear of it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def ignoring_interrupts() -> Iterator[None]:
    """Who cleans up after the first Ctrl-C, or an error, does so to the end: another changes nothing."""
    former = signal.getsignal(signal.SIGINT)
    if former is not signal.default_int_handler or current_thread() is not main_thread():
        # Only there, and only by that handler, does it break off anything.
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def blocking_interrupts() -> Iterator[None]:
    """Processes started here never get a Ctrl-C, from their first instruction on: their parent ends them."""
    # They inherit what is blocked; a handler of their own would be set only after they have read their modules.
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
