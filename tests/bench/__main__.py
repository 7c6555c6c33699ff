"""The benchmark: our index and its peers, on the same stories, words and queries, one after the other.

    python -m tests.bench [--stories N] [--corpus FILE] [--var DIR] [--peers tantivy,fts5,stock]

Prints a table of figures and one of required values; then puts the whole archive under load
(tests.bench.server_load). Writes DIR/bench.json, and all measurements to DIR/bench-details.json. Each measurement
runs in a process of its own.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.bench import ours, peers, server_load
from tests.bench.corpus import CORPUS, BenchQuery, draw, unpack
from tests.bench.table import print_bars, print_figures

STOCK_STORIES = 3_000
STOCK_QUERIES = 40
BIG = 10_000 / 74_545
# The keys of bench.json that every peer has.
QUERY = ("stories", "warm_p50_ms", "warm_p95_ms", "big_p50_ms", "run_p95_ms", "cold_p50_ms")
INDEX = ("stories_per_s", "bytes")


def main() -> None:
    options = parse()
    options.var.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=options.var))
    try:
        details = run(options, work)
    finally:
        shutil.rmtree(work)
    (options.var / "bench-details.json").write_text(json.dumps(details, indent=1))
    (options.var / "bench.json").write_text(json.dumps(report(details, options.peers), indent=1))
    print_figures(details)
    print_bars(details)
    sys.exit(server_load.apart(options))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--stories", type=int, default=int(os.environ.get("N") or 74_545))
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("CORPUS") or CORPUS))
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("ARCHIVE_VAR") or "var"))
    parser.add_argument("--peers", type=lambda names: names.split(","), default=list(peers.PEERS))
    return parser.parse_args()


def apart(task: Callable, *arguments: object) -> object:
    """The result of `task` from a process of its own; a terminal shows its name while it runs."""
    if sys.stderr.isatty():
        print(f"\r\033[K{task.__module__}.{task.__name__} …", end="", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def run(options: argparse.Namespace, work: Path) -> dict:
    """All measurements."""
    corpus = unpack(options.corpus, work, options.stories)
    queries, runs, cutter, text_bytes, count = apart(draw, corpus, options.stories, 7, 200)
    details: dict = {"machine_load": os.getloadavg(), "stories": count, "cutter": cutter, "text_bytes": text_bytes}
    details |= {"query": {}, "index": {}}
    measure_ours(details, work, corpus, queries, runs)
    for name in options.peers:
        stories = min(count, STOCK_STORIES) if name == "stock" else count
        some = queries[:STOCK_QUERIES] if name == "stock" else queries
        figures = apart(peers.measure, name, work / name, corpus, stories, some, int(count * BIG))
        details["query"][name], details["index"][name] = figures["query"], figures["index"]
    if "stock" in options.peers:
        small = work / "small"
        details["index"]["ours_as_stock"] = apart(ours.build, small, corpus, min(count, STOCK_STORIES))
        arguments = small, queries[:STOCK_QUERIES], runs, int(count * BIG)
        details["query"]["ours_as_stock"] = apart(ours.measure, *arguments)
    return details


def measure_ours(details: dict, work: Path, corpus: Path, queries: list[BenchQuery], runs: list[str]) -> None:
    count, folder, tenth = details["stories"], work / "ours", work / "tenth"
    details["index"]["ours"] = apart(ours.build, folder, corpus, count)
    details["query"]["ours"] = apart(ours.measure, folder, queries, runs, int(count * BIG))
    details["query"]["ours"] |= apart(ours.measure_new_process, folder, queries)
    many = apart(draw, corpus, min(count, 5_000), 8, 10_000)[0]
    details["memory"] = apart(ours.measure_memory, folder, many)
    apart(ours.build, tenth, corpus, count // 10)
    small = apart(ours.measure, tenth, queries, runs, int(count * BIG / 10))
    details["growth"] = {
        "small_stories": count // 10,
        "small_p50_ms": small["warm_p50_ms"],
        "large_p50_ms": details["query"]["ours"]["warm_p50_ms"],
    }
    details["commit"] = apart(ours.measure_commits, folder, corpus)


def report(details: dict, names: list[str]) -> dict:
    """The contents of bench.json."""
    everybody = ["ours", *names]
    return {
        "stories": details["stories"],
        "query": {name: {key: details["query"][name][key] for key in QUERY} for name in everybody},
        "index": {name: {key: details["index"][name][key] for key in INDEX} for name in everybody},
        "memory": {key: details["memory"][key] for key in ("resident_mb", "private_mb")},
        "growth": details["growth"],
    }


if __name__ == "__main__":
    main()
