"""If Ctrl-C is pressed twice while several processes fill an index, nothing hangs and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from search.engine.array_index import ArrayIndex
from search.indexing.interrupts import ignoring_interrupts
from tests.search.support.shared_index import add, make_index, some_stories

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30  # seconds that a busy machine may take to start or end a process
# Does what a command of manage.py does to fill an index, and prints how many stories were read.
PROGRAM = """
import signal
import sys
from pathlib import Path
import manage
from search.engine.array_index import ArrayIndex
from search.indexing.shards import fill
from tests.search.index.test_filling import make_pairs
from tests.search.indexing.test_interrupts import slow_stories

def run(argv):
    shards = [range(0, 4000), range(4000, 8000), range(8000, 12000)]
    report = lambda count: print(count, flush=True)
    fill(ArrayIndex(Path(argv[1])), shards, slow_stories, make_pairs, processes=2, done=report)

# Tests that run in the background of a shell inherited that it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
manage.execute_from_command_line = run
manage.main()
"""


def slow_stories(shard: range) -> Iterator[dict]:
    for number in shard:
        time.sleep(0.01)
        yield {"id": str(number), "body": "职工都来了"}


def living(group: int) -> list[str]:
    """The processes of this group that have not ended."""
    # `ps` is not on every machine. See proc_pid_stat(5): after the name in parentheses come state, parent and group.
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            head, _, rest = stat.read_text(errors="replace").rpartition(")")
            state, _, its_group = rest.split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(head)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc: Linux only")
@pytest.mark.parametrize("is_time", [lambda read: True, lambda read: read > 0], ids=["starting", "reading"])
def test_two_interrupts_end_a_command_and_its_workers_at_once(tmp_path, is_time):
    add(make_index(tmp_path), some_stories(3))
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        while not is_time(int(running.stdout.readline())):
            pass
        assert living(running.pid)
        # A terminal sends it to every process of the command.
        os.killpg(running.pid, signal.SIGINT)
        time.sleep(0.015)
        os.killpg(running.pid, signal.SIGINT)
        _, output = running.communicate(timeout=PATIENCE)
    finally:
        running.kill()
    assert output == f"interrupted: {tmp_path} did not end its work\n"
    assert running.returncode == 130
    deadline = time.monotonic() + PATIENCE
    while living(running.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert living(running.pid) == []
    # The writer's lock is free, and the next writer removes the files that they had begun.
    index = ArrayIndex(tmp_path)
    add(index, [])
    assert len(index.snapshot()) == 3
    assert len(list(tmp_path.glob("*.arr"))) == 1
    assert not list(tmp_path.glob("*.spill"))


@pytest.fixture
def answer() -> Iterator[Callable]:
    """The function it calls sets the handler of Ctrl-C until the test has ended."""
    former = signal.getsignal(signal.SIGINT)
    yield lambda handler: signal.signal(signal.SIGINT, handler)
    signal.signal(signal.SIGINT, former)


def test_cleaning_up_is_not_interrupted_but_other_work_is(answer):
    answer(signal.default_int_handler)
    with ignoring_interrupts():
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_command_with_its_own_handler_receives_every_ctrl_c(answer):
    heard = []
    answer(lambda *_: heard.append(1))
    with ignoring_interrupts():
        signal.raise_signal(signal.SIGINT)
    assert heard == [1]
