"""What a long command tells while it works: its steps, and a bar where it is watched on a terminal.

In: the command's verbosity; 0 is silence. Out: `progress(done, total)` and `say(line)`, for what works to call.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import OutputWrapper
from tqdm import tqdm

Progress = Callable[[int, int], None]
Say = Callable[[str], None]


@contextmanager
def telling(out: OutputWrapper, verbosity: int, **bar_of: Any) -> Iterator[tuple[Say, Progress]]:
    """`bar_of`: what tqdm is to count, as it takes it (`unit`, `unit_scale`)."""
    with tqdm(disable=not (sys.stderr.isatty() and verbosity), **bar_of) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        def say(line: str) -> None:
            if verbosity:
                out.write(line)

        yield say, progress
