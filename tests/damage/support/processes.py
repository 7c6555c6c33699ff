"""Starts, kills and waits for the processes of tests.damage.support.process_roles, and logs every kill.

In: an archive in a folder of its own. Out: processes, and the number of kills at each step.
"""

import json
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from archive.models import Article
from tests.damage.support import process_roles

# Seconds within which a process must reach the step it was ordered to, on a busy machine.
PATIENCE = 60.0
WRITERS = 4
STEPS = {
    "queue": ("queue.taken", "queue.read", "queue.written", "queue.confirmed", "queue.ticked"),
    "commit": ("commit.written", "commit.synced", "commit.toc", "commit.renamed", "commit.cleaned"),
    "rebuild": (
        *("rebuild.filled", "rebuild.checked", "rebuild.replayed", "rebuild.proved", "rebuild.renamed"),
        *("rebuild.swept", "rebuild.confirmed"),
    ),
    "rollback": ("rollback.caught_up",),
    "ingest": ("ingest.stored", "ingest.row", "ingest.stories"),
    "server": ("server.snapshot", "server.moved"),
}
NOTE_ALL = ",".join(f"{step}=note@1+" for steps in STEPS.values() for step in steps)


@dataclass
class Arena:
    """`folder` holds the archive; `root` is its index."""

    folder: Path
    root: Path
    rng: random.Random = field(default_factory=lambda: random.Random(5))
    kills: Counter[str] = field(default_factory=Counter)
    runs: int = 0

    def __post_init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["pytest", "tests.damage.support.warm"])

    @property
    def output(self) -> Path:
        """The output of the processes."""
        return self.folder / "output.log"

    def start(self, role: Callable[..., None], orders: str = "", *arguments: object) -> "Running":
        self.runs += 1
        hits = self.folder / f"hits-{self.runs}.log"
        process = self.context.Process(target=role, args=(orders, str(hits), str(self.output), *arguments))
        process.start()
        return Running(process, hits)

    def run(self, role: Callable[..., None], orders: str = "", *arguments: object) -> int:
        """The exit code of a process that ends by itself."""
        running = self.start(role, orders, *arguments)
        return running.wait()

    def kill_at(self, step: str, role: Callable[..., None], hit: int, *arguments: object) -> None:
        """A process that kills itself at this step. If anything else happens, the test fails."""
        code = self.run(role, f"{step}=kill@{hit}", *arguments)
        assert code == -signal.SIGKILL, f"{step}: exit code {code}; see {self.output}"
        self.log(step, "at the step")

    def kill_within(self, seconds: float, role: Callable[..., None], *arguments: object) -> bool:
        """Kill a process at a random moment; returns whether it was still alive."""
        running = self.start(role, NOTE_ALL, *arguments)
        time.sleep(self.rng.uniform(0, seconds))
        if not running.kill():
            return False
        self.log(running.last_step(), "at random")
        return True

    def log_hits(self, running: "Running") -> None:
        """Record the kills of a process whose children killed themselves."""
        for line in running.hits.read_text().splitlines():
            self.log(line.split()[1], "at the step")

    def log(self, step: str, how: str) -> None:
        self.kills[f"{step} ({how})"] += 1
        with (self.folder / "kills.log").open("a", encoding="utf-8") as file:
            file.write(f"{time.monotonic():.3f} {step} {how}\n")

    @contextmanager
    def writers(self, stopping_after: Callable[[], None] | None = None) -> Iterator[None]:
        """Four processes that publish, correct and withdraw. At the end none of their acknowledged changes is lost."""
        stopping = self.context.Event()
        notes = [self.folder / f"acknowledged-{number}" for number in range(WRITERS)]
        for note in notes:
            note.unlink(missing_ok=True)
        processes = [
            self.context.Process(target=process_roles.write, args=(number, self.rng.random(), str(note), stopping))
            for number, note in enumerate(notes)
        ]
        for process in processes:
            process.start()
        try:
            yield
        finally:
            stopping.set()
            for process in processes:
                process.join(PATIENCE)
                process.kill()
        assert [process.exitcode for process in processes] == [0] * WRITERS
        assert_nothing_lost(notes)

    @contextmanager
    def indexer(self) -> Iterator[None]:
        """An indexer that nobody interrupts."""
        running = self.start(process_roles.index)
        try:
            yield
        finally:
            running.end()

    def answers(self, queries: list[str]) -> dict[str, Any]:
        """The answers of a new process, and whether it reports damage."""
        replies = self.folder / "replies.json"
        assert self.run(process_roles.answer, "", str(replies), queries) == 0, f"see {self.output}"
        return json.loads(replies.read_text())

    def settle(self) -> None:
        """Finish everything that is left to do."""
        assert self.run(process_roles.index_once) == 0, f"the indexer failed; see {self.output}"


@dataclass
class Running:
    process: ForkServerProcess
    hits: Path

    def wait(self) -> int:
        self.process.join(PATIENCE)
        if self.process.exitcode is None:
            self.process.kill()
            raise AssertionError("a process did not end")
        return self.process.exitcode

    def end(self) -> None:
        self.process.terminate()
        # The signal may come before the process has set its handler.
        assert self.wait() in (0, -signal.SIGTERM)

    def kill(self) -> bool:
        """Whether it was killed, rather than having ended before."""
        pid = self.process.pid
        if pid and self.process.is_alive():
            os.kill(pid, signal.SIGKILL)
        self.process.join(PATIENCE)
        return self.process.exitcode == -signal.SIGKILL

    def steps(self) -> set[str]:
        """The steps at which something was done to it."""
        return {line.split()[1] for line in self.hits.read_text().splitlines()} if self.hits.exists() else set()

    def last_step(self) -> str:
        """The last step it passed."""
        lines = self.hits.read_text().splitlines() if self.hits.exists() else []
        return f"after {lines[-1].split()[1]}" if lines else "before any step"


def assert_nothing_lost(notes: list[Path]) -> None:
    """Every acknowledged change of a writer is in the database, unless the same writer made a later one."""
    last: dict[int, tuple[str, str]] = {}
    for note in notes:
        for line in note.read_text(encoding="utf-8").splitlines():
            pk, status, title = line.split(" ", 2)
            last[int(pk)] = (status, title)
    assert last
    found = {pk: (status, title) for pk, status, title in Article.objects.filter(pk__in=last).values_list(
        "pk", "status", "title"
    )}  # fmt: skip
    assert found == last
