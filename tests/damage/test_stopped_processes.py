"""Processes that a signal stops are noticed and replaced; after the death of their parent none is left."""

import os
import signal
from pathlib import Path

import pytest

from tests.damage.support.served_copy import Editor, ServedCopy, answer_of, wait_until

pytestmark = pytest.mark.damage

NOTICED, REPLACED, ENDED = 5, 60, 20  # seconds; the machine may be busy
DESK = "后台的程序停住了"


def children(pid: int) -> dict[int, str]:
    """The processes that this one has started, with their commands."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ") for child in found}


def descendants(pid: int) -> list[int]:
    direct = list(children(pid))
    return [*direct, *(one for child in direct for one in descendants(child))]


def child(archive: ServedCopy, words: str) -> int:
    """The process of `serve` with these words in its command."""
    return next((pid for pid, command in children(archive.process.pid).items() if words in command), 0)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def desk(editor: Editor) -> str:
    return answer_of(editor.opener, f"{editor.address}/admin/")[1]


@pytest.mark.parametrize("name", ["indexer", "worker"])
def test_a_stopped_process_is_said_and_goes_on_when_it_is_continued(served_copy: ServedCopy, name: str):
    editor, stopped = Editor(served_copy), child(served_copy, f"run_{name}")
    wait_until(lambda: served_copy.checks() == "")
    os.kill(stopped, signal.SIGSTOP)
    wait_until(lambda: f"stopped by a signal: {name}; continue it" in served_copy.checks(), NOTICED)
    assert DESK in desk(editor)
    os.kill(stopped, signal.SIGCONT)
    wait_until(lambda: served_copy.checks() == "", NOTICED)
    assert DESK not in desk(editor)
    assert child(served_copy, f"run_{name}") == stopped


def test_stopped_processes_that_nobody_continues_are_replaced(served_copy: ServedCopy):
    indexer, server = child(served_copy, "run_indexer"), child(served_copy, "gunicorn")
    answering = next(iter(children(server)))
    for pid in (indexer, answering):
        os.kill(pid, signal.SIGSTOP)
    assert served_copy.ask("/articles/")[0] == 200
    wait_until(lambda: child(served_copy, "run_indexer") not in (0, indexer), REPLACED)
    wait_until(lambda: is_gone(answering) and len(children(server)) == 2, REPLACED)
    wait_until(lambda: served_copy.checks() == "", REPLACED)
    assert "indexer is stopped by a signal; in 10 s it is replaced" in served_copy.printed()


def test_nothing_is_left_of_a_supervisor_that_was_killed_and_the_next_start_works(served_copy: ServedCopy):
    left = descendants(served_copy.process.pid)
    assert len(left) >= 5
    served_copy.process.kill()
    served_copy.process.wait()
    wait_until(lambda: all(map(is_gone, left)), ENDED)
    served_copy.start()
    wait_until(lambda: served_copy.checks() == "")
