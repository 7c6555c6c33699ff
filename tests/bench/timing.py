"""Measures all peers in the same way.

In: a function that answers a query. Out: milliseconds.
"""

import gc
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

REPEATS = 5


def first_times(answer: Callable, queries: Sequence) -> list[float]:
    """Milliseconds of each query, run once."""
    times = []
    for query in queries:
        start = time.perf_counter()
        answer(query)
        times.append((time.perf_counter() - start) * 1000)
    return times


def warm_times(answer: Callable, queries: Sequence, repeats: int = REPEATS) -> list[float]:
    """Milliseconds of each query, the minimum of `repeats`, after all of them ran once.

    Anything above the minimum is caused by other work of the machine.
    """
    first_times(answer, queries)
    gc.collect()
    rounds = [first_times(answer, queries) for _ in range(repeats)]
    return list(map(min, zip(*rounds, strict=True)))


def percentile(times: Sequence[float], share: float) -> float | None:
    """The nearest rank; None if there are no values."""
    ordered = sorted(times)
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 4) if ordered else None


def of_big(times: Sequence[float], counts: Sequence[int], many: int) -> list[float]:
    """Times of the queries that have more than `many` hits."""
    return [some for some, count in zip(times, counts, strict=True) if count > many]


class Building:
    """Measures the building of an index: by the clock, and by the CPU time of this process and its children.

    On a machine with other users the second says more.
    """

    def __enter__(self) -> "Building":
        self._clock, self._processors = time.perf_counter(), processor_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self._clock = time.perf_counter() - self._clock
        self._processors = processor_seconds() - self._processors

    def speed(self, stories: int) -> dict[str, int]:
        return {
            "stories": stories,
            "stories_per_s": round(stories / self._clock),
            "stories_per_cpu_s": round(stories / self._processors),
        }


def processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_mb() -> dict[str, float]:
    """The most memory that this process used, and that of the largest of its finished children."""
    whose = {"peak_mb": resource.RUSAGE_SELF, "peak_of_a_worker_mb": resource.RUSAGE_CHILDREN}
    return {name: round(resource.getrusage(who).ru_maxrss / 1024, 1) for name, who in whose.items()}


def folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def memory_mb() -> dict[str, float]:
    """Resident and private memory of this process, from Linux's smaps_rollup."""
    sizes: dict[str, int] = {}
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        sizes[name] = int(rest.split()[0])
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return {"resident_mb": round(sizes["Rss"] / 1024, 1), "private_mb": round(private / 1024, 1)}
