"""How long something takes on a machine that others use too.

In: what to do, how long it may take. Out: whether it keeps to that. What it takes more in one try than in another is
what else goes on: another test, the collector of garbage. What is too slow is so in every try.
"""

import time
from collections.abc import Callable

TRIES = 3


def keeps_within(seconds: float, action: Callable[[], object], clock: Callable[[], float] = time.process_time) -> bool:
    """Whether `action` takes less than `seconds` of `clock` in one of a few tries; by default of one processor."""
    return any(_taken(action, clock) < seconds for _ in range(TRIES))


def _taken(action: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    action()
    return clock() - begun
