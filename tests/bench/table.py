"""Prints the results of the benchmark: the figures of all peers, and every required value with what was reached.

In: the measurements of tests.bench. Out: two tables. Requirements that were not measured are left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

COLUMNS = ("stories", "warm_p50_ms", "warm_p95_ms", "big_p50_ms", "run_p95_ms", "cold_p50_ms")
MB = 1_000_000


class Threshold(NamedTuple):
    """`reached` must be at least `bar` or at most `bar`, as `least` says."""

    what: str
    bar: float
    reached: float
    least: bool = False

    @property
    def is_met(self) -> bool:
        return self.reached >= self.bar if self.least else self.reached <= self.bar


def print_figures(details: dict) -> None:
    print(f"load {details['machine_load'][0]:.1f}; words cut by {details['cutter']}")
    print(f"{details['stories']} stories, {details['text_bytes'] / MB:.1f} MB of text")
    print(f"{'':14}", *(f"{name:>12}" for name in (*COLUMNS, "stories/s", "stories/cpu_s", "MB")))
    for name, figures in details["query"].items():
        size = details["index"][name]
        cells = [figures.get(column) for column in COLUMNS]
        cells += [size["stories_per_s"], size["stories_per_cpu_s"], round(size["bytes"] / MB, 1)]
        print(f"{name:14}", *(f"{'–' if cell is None else cell:>12}" for cell in cells))
        more = {key: value for key, value in (figures | size).items() if key not in (*COLUMNS, "bytes")}
        print(" " * 14, ", ".join(f"{key} {value}" for key, value in more.items()))
    for part in ("memory", "growth", "commit"):
        print(f"{part:14}", ", ".join(f"{name} {value}" for name, value in details[part].items()))


def print_bars(details: dict) -> None:
    print(f"\n{'bar, meant for 74,545 stories':84} {'':>10} {'reached':>10}")
    for bar in (*_beside_peers(details), *_alone(details)):
        sign = "≥" if bar.least else "≤"
        print(f"{bar.what:84} {sign} {bar.bar:>8g} {bar.reached:>10.4g}  {'pass' if bar.is_met else 'MISSED'}")


def _beside_peers(details: dict) -> Iterator[Threshold]:
    query, index = details["query"], details["index"]
    ours = query["ours"]
    if tantivy := query.get("tantivy"):
        for what, key in (("the same words", "warm"), ("words as runs of characters", "as_runs")):
            for share, bar in (("p50", 6), ("p95", 2)):
                ratio = ours[f"{key}_{share}_ms"] / tantivy[f"warm_{share}_ms"]
                yield Threshold(f"warm, with five facets, {what}, {share}, × tantivy without facets", bar, ratio)
        if tantivy["big_p50_ms"]:
            plain, faceted = ours["big_p50_ms"], ours["big_with_facets_p50_ms"]
            yield Threshold("over 10,000 hits, twenty and count, × tantivy", 1, plain / tantivy["big_p50_ms"])
            yield Threshold("over 10,000 hits, with facets, × tantivy", 2, faceted / tantivy["big_p50_ms"])
    if fts5 := query.get("fts5"):
        for share in ("p50", "p95", "mean"):
            plain = fts5[f"plain_{share}_ms"] / ours[f"plain_{share}_ms"]
            yield Threshold(
                f"times as fast as FTS5, all with facets, {share}", 20, _ratio(fts5, ours, share), least=True
            )
            yield Threshold(f"times as fast as FTS5, none with facets, {share}", 20, plain, least=True)
    if stock := query.get("stock"):
        there = query["ours_as_stock"]
        yield Threshold("times as fast as the stock backend, p50", 1000, _ratio(stock, there, "p50"), least=True)
        speed = index["ours"]["stories_per_s"] / index["stock"]["stories_per_s"]
        yield Threshold("indexed, times as fast as the stock backend", 60, speed, least=True)


def _ratio(slower: dict, faster: dict, share: str) -> float:
    return slower[f"warm_{share}_ms"] / faster[f"warm_{share}_ms"]


def _alone(details: dict) -> Iterator[Threshold]:
    ours, index, memory = details["query"]["ours"], details["index"]["ours"], details["memory"]
    growth = details["growth"]
    yield Threshold("runs of 3 to 20 characters with count, p95, ms", 5, ours["run_p95_ms"])
    yield Threshold("a question as the page asks it, with the count of each tier, p50, ms", 1, ours["as_asked_p50_ms"])
    yield Threshold("a question as the page asks it, with the count of each tier, p95, ms", 6, ours["as_asked_p95_ms"])
    yield Threshold("a new process: index open, ms", 50, ours["open_ms"])
    yield Threshold("a new process: first touch, p95, ms", 5, ours["cold_p95_ms"])
    yield Threshold("indexed, stories/s", 1500, index["stories_per_s"], least=True)
    yield Threshold("one story committed, synced and found, p95, ms", 50, details["commit"]["p95_ms"])
    yield Threshold(f"memory after {memory['queries']} queries, resident, MB", 450, memory["resident_mb"])
    yield Threshold(f"memory after {memory['queries']} queries, private, MB", 200, memory["private_mb"])
    yield Threshold("index on the disk, × the text in UTF-8", 3, index["bytes"] / details["text_bytes"])
    yield Threshold(
        "memory of a rebuild, the largest process, MB", 1000, max(index["peak_mb"], index["peak_of_a_worker_mb"])
    )
    yield Threshold("median query, ten times the stories, ×", 4, growth["large_p50_ms"] / growth["small_p50_ms"])
