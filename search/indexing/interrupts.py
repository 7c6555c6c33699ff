"""Protection against Ctrl-C, which a terminal sends to every process of a command and people press twice.

In: nothing. Out: a block that it does not interrupt, or processes that never receive it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def ignoring_interrupts() -> Iterator[None]:
    """Cleaning up after the first Ctrl-C, or after an error, is not interrupted by another one."""
    former = signal.getsignal(signal.SIGINT)
    if former is not signal.default_int_handler or current_thread() is not main_thread():
        # Only in the main thread, and only with this handler, does it interrupt anything.
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def blocking_interrupts() -> Iterator[None]:
    """Processes started here never receive a Ctrl-C, from their first instruction on: their parent ends them."""
    # They inherit blocked signals. Their own handler would be set only after their modules are loaded.
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
