"""If the disk is full or read-only, the index stays as it was, reports it, and continues when it can."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.utils import timezone

from archive.models import Article
from search.models import Pending
from tests.damage.support import process_roles, world
from tests.damage.support.processes import PATIENCE, STEPS, Arena

pytestmark = pytest.mark.damage

INDEX_STEPS = (*STEPS["queue"], *STEPS["commit"])


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_until_idle() -> None:
    wait_until(lambda: not Pending.objects.due(timezone.now()).exists())


@pytest.mark.parametrize("action", ["nospace", "busy", "pause"])
def test_an_indexer_continues_after_an_error_at_any_step(arena: Arena, action: str):
    with arena.writers():
        indexer = arena.start(process_roles.index, ",".join(f"{step}={action}@2" for step in INDEX_STEPS))
        wait_until(lambda: indexer.steps() == set(INDEX_STEPS))
    wait_until_idle()
    indexer.end()
    world.assert_right()


def test_a_rebuild_that_fails_at_any_step_leaves_a_right_index(arena: Arena):
    with arena.writers(), arena.indexer():
        for step in STEPS["rebuild"]:
            for action in ("nospace", "busy"):
                assert arena.run(process_roles.rebuild, f"{step}={action}") == 1
    arena.settle()
    world.assert_right()


def test_nothing_is_lost_if_no_file_may_grow(arena: Arena):
    with arena.writers():
        for size in (0, 100, 10_000, 100_000):
            running = arena.start(process_roles.index_with_small_files, "", size)
            time.sleep(1.5)
            running.kill()
    stories = world.scan()
    queued = set(Pending.objects.values_list("article_id", flat=True))
    untouched = {pk: fields for pk, fields in stories.items() if pk not in queued}
    wrong = list(world.wrong_answers(untouched, [fields[0][-14:] for fields in list(untouched.values())[:40]]))
    assert wrong == []
    arena.settle()
    world.assert_right()


@contextmanager
def small_file_system(arena: Arena) -> Iterator[None]:
    """The index on a file system of its own, with three megabytes more than it needs."""
    kept = arena.folder / "index-kept"
    arena.root.rename(kept)
    arena.root.mkdir()
    size = sum(path.stat().st_size for path in kept.rglob("*") if path.is_file()) + 3_000_000
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", arena.root], check=True)
    try:
        shutil.copytree(kept, arena.root, dirs_exist_ok=True)
        yield
    finally:
        shutil.rmtree(kept)
        shutil.copytree(arena.root, kept)
        # Lazily: processes that have its files open can still read them.
        subprocess.run(["umount", "--lazy", arena.root], check=True)
        arena.root.rmdir()
        kept.rename(arena.root)


def test_an_index_on_a_full_disk_answers_as_before_and_continues_when_there_is_room(arena: Arena):
    if os.geteuid() != 0:
        return  # only root may mount one: the tests above cover the rest
    with small_file_system(arena):
        ballast = arena.root / "ballast"
        for left in (0, 4_096, 60_000):
            with ballast.open("wb", buffering=0) as file:
                fill_up(file, left)
            article = Article.objects.add_all([world.new(arena.rng)])[0]
            Article.objects.filter(pk=article.pk).publish_all()
            indexer = arena.start(process_roles.index)
            rebuilt = arena.run(process_roles.rebuild)
            stories = world.scan()
            known = {pk: fields for pk, fields in stories.items() if pk != article.pk}
            marks = [fields[0][fields[0].index("标") :] for fields in list(known.values())[:30]]
            assert list(world.wrong_answers(known, marks)) == []
            assert rebuilt == 1
            assert "not enough room" in arena.output.read_text()
            ballast.unlink()
            wait_until_idle()
            indexer.end()
            world.assert_right()


def fill_up(file, left: int) -> None:
    """Fill it until no more than `left` bytes are free."""
    with suppress(OSError):
        while True:
            file.write(bytes(4_096))
    file.truncate(max(0, file.tell() - left))


def test_a_read_only_index_answers_and_catches_up_later(arena: Arena):
    arena.settle()
    folders = [arena.root, *(path for path in arena.root.rglob("*") if path.is_dir())]
    own(arena.folder)
    for folder in folders:
        folder.chmod(0o555)
    try:
        article = Article.objects.add_all([world.new(arena.rng)])[0]
        Article.objects.filter(pk=article.pk).publish_all()
        own(arena.folder)
        indexer = arena.start(process_roles.index_as_nobody)
        time.sleep(2)
        assert Pending.objects.filter(article_id=article.pk).exists()
        known = {pk: fields for pk, fields in world.scan().items() if pk != article.pk}
        marks = [fields[0][fields[0].index("标") :] for fields in list(known.values())[:30]]
        assert list(world.wrong_answers(known, marks)) == []
    finally:
        for folder in folders:
            folder.chmod(0o755)
    wait_until_idle()
    indexer.end()
    world.assert_right()


def own(folder: Path) -> None:
    """If we are root, give all of it to the unprivileged user."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, process_roles.NOBODY, process_roles.NOBODY)
