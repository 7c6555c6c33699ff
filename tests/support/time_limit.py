"""Checks a time limit on a machine that is busy with other work.

In: an action and its time limit. Out: whether it keeps to the limit. The action is tried a few times: differences
between tries come from other work, such as another test or garbage collection, and slow code is slow in every try.
"""

import time
from collections.abc import Callable

TRIES = 3


def keeps_within(seconds: float, action: Callable[[], object], clock: Callable[[], float] = time.process_time) -> bool:
    """Whether `action` takes less than `seconds` in one of a few tries; by default in processor time."""
    return any(_taken(action, clock) < seconds for _ in range(TRIES))


def _taken(action: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    action()
    return clock() - begun
