"""Shows the progress of a long command: its steps as lines, and a progress bar on a terminal.

In: the command's verbosity; 0 means silent. Out: `say(line)` and `progress(done, total)`, for the work to call.
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
def reporting(out: OutputWrapper, verbosity: int, **bar_options: Any) -> Iterator[tuple[Say, Progress]]:
    """Yields `say` and `progress`. `bar_options` go to tqdm (`unit`, `unit_scale`)."""
    with tqdm(disable=not (sys.stderr.isatty() and verbosity), **bar_options) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        def say(line: str) -> None:
            if verbosity:
                out.write(line)

        yield say, progress
