"""Puts the production server under load: how much it can do, and how much publishing slows searches.

    python -m tests.bench.server_load [--stories N] [--corpus FILE] [--var DIR] [--seconds S]

Prints figures and adds them to DIR/bench.json under `load`. Exit code 1 if a requirement is missed: an error, a
published story that is not found, searches slowed to more than twice by publishing, memory that grows. The archive
for it stays in DIR/load-N: it is made once, in some minutes, then used again.
"""

import argparse
import gzip
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from tests.bench import load_archive
from tests.bench.corpus import CORPUS, unpack
from tests.bench.load_client import Client, Done, Request, arrive, publish, saturate, search
from tests.bench.timing import percentile

ROOT = Path(__file__).parents[2]
WARM_UP, CAPACITY = 8.0, 12.0  # seconds
SHARES = {"search": 95, "article": 4, "publish": 1}
# Seconds between two checks whether the last published story is found and how much memory is used.
LOOK, WEIGH = 0.05, 1.0
PATIENCE = 30.0  # seconds within which everything published must be found
SLOWED, GROWN = 2.0, 1.10  # the most that is allowed


def main() -> None:
    options = parse()
    folder = options.var.absolute() / f"load-{options.stories}"
    load_archive.open_archive(folder)
    if not (folder / "corpus.jsonl").exists():
        unpack(options.corpus, folder, options.stories)
    load_archive.prepare(folder / "corpus.jsonl", folder, options.stories)
    figures = measure(options.stories, options.seconds)
    path = options.var / "bench.json"
    report = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(report | {"load": figures}, indent=1))
    for name, value in figures.items():
        print(f"{name:28} {value}")
    sys.exit(1 if figures["missed"] else 0)


def apart(options: argparse.Namespace) -> int:
    """Run it in a process of its own; returns its exit code."""
    given = ["--stories", str(options.stories), "--corpus", str(options.corpus), "--var", str(options.var)]
    return subprocess.run([sys.executable, "-m", "tests.bench.server_load", *given], check=False).returncode


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.server_load")
    parser.add_argument("--stories", type=int, default=int(os.environ.get("N") or 74_545))
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("CORPUS") or CORPUS))
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("ARCHIVE_VAR") or "var"))
    parser.add_argument("--seconds", type=float, default=60.0)
    return parser.parse_args()


def measure(stories: int, seconds: float) -> dict:
    rng = random.Random(3)
    requests = Requests(rng)
    with serving() as (port, server):
        client = Client(port, load_archive.editor_cookies(), load_archive.CSRF)
        saturate(client, requests.searches(), WARM_UP)
        full = saturate(client, requests.searches(), CAPACITY)
        capacity = len(full) / CAPACITY
        rate = capacity / 2
        quiet = arrive(client, requests.mixed([]), rate, seconds)
        drafts = load_archive.drafts(int(rate * seconds * SHARES["publish"] / 100) + 1)
        with Watch(client, drafts, server) as watch:
            busy = arrive(client, requests.mixed([publish(pk) for pk, _ in drafts]), rate, seconds)
            watch.wait_for(sum(done.kind == "publish" and not done.is_error for done in busy))
    return judged(
        {
            "stories": stories,
            "seconds": seconds,
            "machine_load": os.getloadavg()[0],
            "capacity_per_s": round(capacity, 1),
            "arriving_per_s": round(rate, 1),
            "errors": sum(done.is_error for done in [*full, *quiet, *busy]),
            "published": sum(done.kind == "publish" for done in busy),
            "lost": watch.lost,
            **times("search_quiet", quiet, "search"),
            **times("search_busy", busy, "search"),
            **times("article_busy", busy, "article"),
            **times("publish", busy, "publish"),
            **spread("published_to_found", watch.seconds),
            **watch.memory(),
        }
    )


def judged(figures: dict) -> dict:
    """Adds `missed`: the requirements that are not met."""
    slower = figures["search_busy_p95_ms"] / figures["search_quiet_p95_ms"]
    bars = {
        "errors": figures["errors"] == 0,
        "lost": figures["lost"] == 0,
        "slower": slower <= SLOWED,
        "memory": figures["memory_end_mb"] <= GROWN * figures["memory_begin_mb"],
        "found within a second": (figures["published_to_found_p95_ms"] or 0) <= 1_000,
    }
    return figures | {"slower": round(slower, 2), "missed": [name for name, is_kept in bars.items() if not is_kept]}


def times(name: str, done: list[Done], kind: str) -> dict:
    return spread(name, [one.seconds for one in done if one.kind == kind])


def spread(name: str, seconds: list[float]) -> dict:
    shares, milliseconds = {"p50": 0.5, "p95": 0.95, "max": 1.0}, [1000 * one for one in seconds]
    return {f"{name}_{share}_ms": percentile(milliseconds, value) for share, value in shares.items()}


class Requests:
    """Searches cut from headlines, article pages, publishing: each without end."""

    def __init__(self, rng: random.Random) -> None:
        from archive.models import Article

        self._rng = rng
        self._titles = load_archive.titles(5_000, rng)
        self._keys = list(Article.objects.published().values_list("pk", flat=True)[:2_000])

    def searches(self) -> Iterator[Request]:
        while True:
            yield search(" ".join(self._run() for _ in range(self._rng.choice((1, 1, 2)))))

    def mixed(self, publishing: list[Request]) -> Iterator[Request]:
        """Mixed by SHARES; without publishing there are searches instead."""
        searches, articles, left = self.searches(), self._articles(), iter(publishing)
        plan = [kind for kind, share in SHARES.items() for _ in range(share)]
        self._rng.shuffle(plan)
        for kind in cycle(plan):
            if kind == "article":
                yield next(articles)
            else:
                yield (next(left, None) if kind == "publish" else None) or next(searches)

    def _articles(self) -> Iterator[Request]:
        while True:
            yield Request("article", f"/articles/{self._rng.choice(self._keys)}/")

    def _run(self) -> str:
        title = self._rng.choice(self._titles)
        start = self._rng.randrange(max(1, len(title) - 6))
        return title[start : start + self._rng.randint(2, 6)].replace('"', "") or title


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """`manage.py serve` on a free port: the port, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
    try:
        _wait_until_it_answers(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait_until_it_answers(port: int, process: subprocess.Popen) -> None:
    client = Client(port, "", "")
    while client.ask(search("职工"))[0] != 200:
        if process.poll() is not None:
            sys.exit("the server did not start")
        time.sleep(0.2)


class Watch:
    """Searches for each published story until it is found, and measures the memory of the server meanwhile."""

    def __init__(self, client: Client, drafts: list[tuple[int, str]], server: int) -> None:
        self._client, self._drafts, self._server = client, drafts, server
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._find), threading.Thread(target=self._weigh)]
        self._sizes: list[float] = []
        self.seconds: list[float] = []
        self.lost = 0

    def __enter__(self) -> "Watch":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, published: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(self.seconds) < published and time.monotonic() < deadline:
            time.sleep(LOOK)
        self.lost = published - len(self.seconds)

    def memory(self) -> dict:
        """Megabytes of all processes together: mean of the first and of the last five measurements, maximum."""
        some = max(1, min(5, len(self._sizes) // 2))
        return {
            "memory_begin_mb": round(sum(self._sizes[:some]) / some, 1),
            "memory_end_mb": round(sum(self._sizes[-some:]) / some, 1),
            "memory_most_mb": max(self._sizes),
        }

    def _find(self) -> None:
        """From the moment it is public by the database's clock to the first page that shows it."""
        from archive.models import Article

        waiting = dict(self._drafts)
        while not self._stopping.wait(LOOK):
            public = Article.objects.published().filter(pk__in=waiting).values_list("pk", "first_published_at")
            for pk, since in list(public):
                _, page = self._client.ask(search(f"“{waiting[pk]}”"))
                if re.search(rb'"/articles/0*%d/"' % pk, _unpacked(page)):
                    self.seconds.append(time.time() - since.timestamp())
                    del waiting[pk]

    def _weigh(self) -> None:
        while not self._stopping.wait(WEIGH):
            self._sizes.append(round(sum(map(_megabytes, _family(self._server))), 1))


def _unpacked(page: bytes) -> bytes:
    return gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, children.read_text().split())
    return found


def _megabytes(pid: int) -> float:
    """Proportional set size (PSS): shared memory is divided by the number of sharers. 0 if the process has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


if __name__ == "__main__":
    main()
