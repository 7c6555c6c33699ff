"""The benchmark: our index beside its peers, on the same stories, words and queries, one after the other.

    python -m tests.bench [--stories N] [--corpus FILE] [--var DIR] [--peers tantivy,fts5,stock]

Prints a table and writes DIR/bench.json; then puts load on the whole archive (tests.bench.load).
Each measure runs in a process of its own. What the peers
need (tantivy) is installed into DIR/bench-packages, for the bench alone.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.bench import load, ours, peers
from tests.bench.corpus import CORPUS, Asked, draw, unpack

PACKAGES = ("tantivy==0.27.0",)
STOCK_STORIES = 3_000
BIG = 10_000 / 74_545


def main() -> None:
    options = parse()
    install(options.var / "bench-packages")
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=options.var))
    try:
        report = run(options, work)
    finally:
        shutil.rmtree(work)
    (options.var / "bench.json").write_text(json.dumps(report, indent=1))
    print_table(report)
    sys.exit(load.apart(options))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--stories", type=int, default=int(os.environ.get("N") or 74_545))
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("CORPUS") or CORPUS))
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("ARCHIVE_VAR") or "var"))
    parser.add_argument("--peers", type=lambda names: names.split(","), default=list(peers.PEERS))
    return parser.parse_args()


def install(folder: Path) -> None:
    """Packages for the bench alone, found by this process and those it starts."""
    if not folder.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), *PACKAGES]
        subprocess.run(pip, check=True)
    sys.path.append(str(folder))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))


def apart(task: Callable, *arguments: object) -> object:
    """What `task` gives back, from a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def run(options: argparse.Namespace, work: Path) -> dict:
    count = options.stories
    corpus = unpack(options.corpus, work, count)
    queries, runs, cutter, text_bytes = apart(draw, corpus, count, 7, 200)
    report: dict = {
        "load": os.getloadavg(),
        "stories": count,
        "cutter": cutter,
        "text_bytes": text_bytes,
        "query": {},
        "index": {},
    }
    folder = work / "ours"
    report["index"]["ours"] = apart(ours.build, folder, corpus, count)
    report["query"]["ours"] = apart(ours.measure, folder, queries, runs, int(count * BIG))
    report["query"]["ours"] |= apart(ours.measure_new_process, folder, queries)
    many = apart(draw, corpus, min(count, 5_000), 8, 10_000)[0]
    report["memory"] = apart(ours.measure_memory, folder, many)
    report["growth"] = growth(report, work / "tenth", corpus, count, queries, runs)
    for name in options.peers:
        stories = min(count, STOCK_STORIES) if name == "stock" else count
        some = queries[:40] if name == "stock" else queries
        figures = apart(peers.measure, name, work / name, corpus, stories, some, int(count * BIG))
        report["query"][name], report["index"][name] = figures["query"], figures["index"]
    if "stock" in options.peers:
        small = work / "small"
        report["index"]["ours_as_stock"] = apart(ours.build, small, corpus, min(count, STOCK_STORIES))
        report["query"]["ours_as_stock"] = apart(ours.measure, small, queries[:40], runs, int(count * BIG))
    report["commit"] = apart(ours.measure_commits, folder, corpus)
    return report


def growth(report: dict, folder: Path, corpus: Path, count: int, queries: list[Asked], runs: list[str]) -> dict:
    apart(ours.build, folder, corpus, count // 10)
    small = apart(ours.measure, folder, queries, runs, int(count * BIG / 10))
    return {
        "small_stories": count // 10,
        "small_p50_ms": small["warm_p50_ms"],
        "large_p50_ms": report["query"]["ours"]["warm_p50_ms"],
    }


def print_table(report: dict) -> None:
    size = report["text_bytes"] / 1e6
    print(f"load {report['load'][0]:.1f}; words cut by {report['cutter']}")
    print(f"{report['stories']} stories, {size:.1f} MB of text")
    columns = ("stories", "warm_p50_ms", "warm_p95_ms", "big_p50_ms", "run_p95_ms", "cold_p50_ms")
    print(f"{'':14}", *(f"{name:>12}" for name in (*columns, "stories/s", "stories/cpu_s", "MB")))
    for name, figures in report["query"].items():
        size = report["index"].get(name, {})
        cells = [figures.get(column) for column in columns] + [size.get("stories_per_s"), size.get("stories_per_cpu_s")]
        cells.append(round(size["bytes"] / 1e6, 1) if size else None)
        print(f"{name:14}", *(f"{'–' if cell is None else cell:>12}" for cell in cells))
    for part in ("memory", "growth", "commit"):
        print(f"{part:14}", ", ".join(f"{name} {value}" for name, value in report[part].items()))
    mine = report["query"]["ours"] | report["index"]["ours"]
    print("ours          ", ", ".join(f"{name} {value}" for name, value in mine.items() if name not in columns))


if __name__ == "__main__":
    main()
