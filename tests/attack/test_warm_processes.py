"""Every process of the server has the index open before anybody asks it, and the first search is as fast as others."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.support.served_archive import ServedArchive

pytestmark = pytest.mark.attack

PATIENCE = 60  # seconds
FIRST_SEARCH = 1.0  # seconds, if the machine has no other work; else longer in proportion


def mapped(pid: int) -> str:
    """The files that a process has mapped into its memory; none if it has ended."""
    try:
        return Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return ""


def current_generation(served: ServedArchive) -> str:
    return (served.folder / "index" / "current").read_text().splitlines()[0]


def wait_until_warm(served: ServedArchive, besides: set[int] = frozenset()) -> list[int]:
    """The processes, as soon as there are two others than `besides` and each has the current generation open."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        processes = set(served.server_processes()[1]) - besides
        if len(processes) == 2 and all(f"/{current_generation(served)}/" in mapped(pid) for pid in processes):
            return sorted(processes)
        time.sleep(0.1)
    raise TimeoutError("not warm")


def first_search(served: ServedArchive) -> float:
    begun = time.monotonic()
    assert "驿站" in served.search("驿站")
    return time.monotonic() - begun


def longest() -> float:
    return FIRST_SEARCH * max(1.0, os.getloadavg()[0] / (4 * (os.cpu_count() or 1)))


def test_a_process_that_takes_the_place_of_another_is_warm_before_anybody_asks_it(served: ServedArchive):
    former = wait_until_warm(served)
    for pid in former:
        os.kill(pid, signal.SIGKILL)
    wait_until_warm(served, besides=set(former))
    assert first_search(served) <= longest()


def test_a_new_generation_is_opened_before_anybody_asks(served: ServedArchive):
    wait_until_warm(served)
    former = current_generation(served)
    served.manage("rebuild_index")
    assert current_generation(served) != former
    wait_until_warm(served)
    assert first_search(served) <= longest()


def test_the_process_that_forks_the_others_keeps_no_index_open(served: ServedArchive):
    first, _ = served.server_processes()
    assert "/generations/" not in mapped(first)


def test_the_dictionary_of_words_is_in_memory_once(served: ServedArchive):
    """Memory that a process shares with nobody: a dictionary alone has 100 MB."""
    for pid in wait_until_warm(served):
        first_search(served)
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        own = {name: int(size.split()[0]) for name, _, size in (line.partition(":") for line in lines)}
        assert own["Private_Dirty"] < 90 * 1024
