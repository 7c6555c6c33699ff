"""Mistakes of operators: two processes of a kind, a clock set back, a busy database."""

import os
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from archive.models import Article
from search.find import find
from search.indexing import queue
from search.models import Pending
from tests.damage.support import process_roles, world
from tests.damage.support.processes import PATIENCE, Arena

pytestmark = pytest.mark.damage


def publish(arena: Arena) -> tuple[int, str]:
    """A new story, and the mark that finds it."""
    article = Article.objects.add_all([world.new(arena.rng)])[0]
    Article.objects.filter(pk=article.pk).publish_all()
    return article.pk, article.title[article.title.index("标") :]


def seconds_until_found(mark: str) -> float:
    begun = time.monotonic()
    while find(f"“{mark}”").total != 1:
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.02)
    return time.monotonic() - begun


def test_only_one_of_two_indexers_works_and_the_other_says_why(arena: Arena):
    with arena.writers(), arena.indexer():
        seconds_until_found(publish(arena)[1])
        for _ in range(3):
            assert arena.run(process_roles.index) == 1
        assert "one indexer at a time" in arena.output.read_text()
    arena.settle()
    world.assert_right()


def test_an_indexer_takes_over_from_one_that_was_killed(arena: Arena):
    with arena.writers():
        for _ in range(3):
            first = arena.start(process_roles.index)
            seconds_until_found(publish(arena)[1])
            assert first.kill()
    arena.settle()
    world.assert_right()


def test_two_rebuilds_at_once_leave_one_right_index(arena: Arena):
    with arena.writers(), arena.indexer():
        for _ in range(3):
            both = [arena.start(process_roles.rebuild), arena.start(process_roles.rebuild)]
            codes = sorted(one.wait() for one in both)
            assert codes in ([0, 0], [0, 1])
    arena.settle()
    world.assert_right()


def test_a_second_server_on_the_same_port_is_refused_and_the_first_continues(arena: Arena):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert process.returncode == 2
    assert "Try another port" in process.stderr


@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_set_back_or_forward_delays_nothing(arena: Arena, days: int):
    running = arena.start(process_roles.index_long_ago, "", days)
    with arena.writers():
        for _ in range(3):
            assert seconds_until_found(publish(arena)[1]) < PATIENCE
    running.end()
    # The rows that this machine put off, and its lease, have times that are not current.
    pk, mark = publish(arena)
    Pending.objects.filter(pk=pk).update(due=timezone.now() + timedelta(days=400), attempts=1)
    assert pk in {row.article_id for row in queue.take(1000)}
    with arena.indexer():
        seconds_until_found(mark)
    arena.settle()
    world.assert_right()


def test_the_indexer_waits_for_a_busy_database(arena: Arena):
    indexer = arena.start(process_roles.index_impatiently)
    seconds_until_found(publish(arena)[1])
    for _ in range(3):
        _, mark = publish(arena)
        holder = arena.start(process_roles.hold_database, "", 1.0)
        time.sleep(0.5)
        assert find("驿站").total > 0
        holder.wait()
        seconds_until_found(mark)
    indexer.end()
    assert "locked" in arena.output.read_text()
    world.assert_right()
