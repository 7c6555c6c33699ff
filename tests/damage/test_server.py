"""While the production server is killed and the index changes, answers are right, or there are none."""

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive.models import Article
from tests.bench.load_client import Client, search
from tests.damage.support import process_roles, world
from tests.damage.support.processes import PATIENCE, STEPS, Arena, Running

pytestmark = pytest.mark.damage

KILLS, RANDOM_KILLS, KILLS_OF_ALL = 20, 20, 5
LINKS = re.compile(rb'href="/articles/0*(\d+)/"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Visitors:
    """Two visitors who search without end for stories that nobody changes."""

    def __init__(self, port: int) -> None:
        untouched = Article.objects.published().filter(pk__lte=world.STORIES)
        titles = list(untouched.values_list("pk", "title"))
        self.expected = [(title[title.index("标") :], pk) for pk, title in titles]
        self.client = Client(port, "", "")
        self.wrong: list[tuple[str, int, set[int]]] = []
        self.answered = self.unanswered = 0
        self.stopping = threading.Event()

    def visit(self) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            mark, pk = self.expected[number * 7 % len(self.expected)]
            status, page = self.client.ask(search(f"“{mark}”"))
            found = {int(key) for key in LINKS.findall(page)}
            if status == 0:
                self.unanswered += 1
                time.sleep(0.02)
            elif status != 200 or found != {pk}:
                self.wrong.append((mark, status, found))
            else:
                self.answered += 1
        self.client.close()

    @contextmanager
    def visiting(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.visit) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 2 * PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The workers of a server."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def answers(port: int) -> bool:
    client = Client(port, "", "")
    status, _ = client.ask(search("驿站"))
    client.close()
    return status == 200


@contextmanager
def serving(arena: Arena, orders: str = "", port: int = 0) -> Iterator[tuple[Running, int]]:
    port = port or free_port()
    running = arena.start(process_roles.serve, orders, port)
    try:
        until(lambda: answers(port))
        yield running, port
    finally:
        running.process.terminate()
        running.process.join(10)
        running.kill()


@pytest.mark.parametrize("step", STEPS["server"])
def test_a_worker_killed_in_a_request_fails_only_that_request(arena: Arena, step: str):
    # Late enough that a worker answers first: the hits of the warm start, which it shares with its parent, count too.
    with arena.writers(), arena.indexer(), serving(arena, f"{step}=kill@14") as (server, port):
        visitors = Visitors(port)
        with visitors.visiting():
            until(lambda: server.hits.exists() and len(server.hits.read_text().splitlines()) >= KILLS)
    arena.log_hits(server)
    assert visitors.wrong == []
    assert visitors.answered > KILLS
    assert visitors.unanswered <= 2 * (len(server.hits.read_text().splitlines()) + 1)


def test_workers_killed_at_random_moments_are_replaced(arena: Arena):
    with arena.writers(), arena.indexer(), serving(arena) as (server, port):
        visitors = Visitors(port)
        with visitors.visiting():
            for _ in range(RANDOM_KILLS):
                answered = visitors.answered
                until(lambda: visitors.answered > answered and len(children(server.process.pid)) == 2)  # noqa: B023
                time.sleep(arena.rng.uniform(0.0, 0.3))
                os.kill(arena.rng.choice(children(server.process.pid)), signal.SIGKILL)
                arena.log("worker of the server", "at random")
    assert visitors.wrong == []
    assert visitors.answered >= RANDOM_KILLS


def test_a_server_whose_master_alone_is_killed_can_start_again_at_once(arena: Arena):
    port = free_port()
    with arena.writers(), arena.indexer():
        visitors = Visitors(port)
        for _ in range(KILLS_OF_ALL):
            with serving(arena, port=port) as (server, _), visitors.visiting():
                time.sleep(arena.rng.uniform(0.1, 0.6))
                workers = children(server.process.pid)
                assert server.kill()
                arena.log("the server", "at random")
                until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))  # noqa: B023 - called here
            visitors.stopping.clear()
    assert visitors.wrong == []


def test_no_request_fails_while_generations_are_switched(arena: Arena):
    with arena.writers(), arena.indexer(), serving(arena) as (_, port):
        visitors = Visitors(port)
        with visitors.visiting():
            for _ in range(5):
                assert arena.run(process_roles.rebuild) == 0
    assert (visitors.wrong, visitors.unanswered) == ([], 0)
    assert visitors.answered > 50
