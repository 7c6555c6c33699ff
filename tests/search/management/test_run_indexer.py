"""The indexer as a process of its own, on a real database."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from search.find import find
from search.generations import damage_notes, generation, served_snapshot
from search.generations.locks import INDEXING, lock
from search.indexing import lease
from search.indexing.indexer import IndexCounts, Indexer
from search.indexing.lease import LeaseHeld
from search.models import Lease, Pending
from search.search_indexes import document_of
from tests.support import factories
from tests.support.time_limit import keeps_within

# Seconds: the time that the archive promises, and the time that a loaded machine may need to start a process.
PROMISED, STARTING = 2.0, 30.0


def environment(settings) -> dict[str, str]:
    """The test's database and folders, for another process."""
    name = connection.settings_dict["NAME"]
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{server}/{name}"
    return {**os.environ, "ARCHIVE_VAR": str(settings.VAR_DIR), "DATABASE_URL": url}


@pytest.fixture
def process(transactional_db, root, settings) -> Iterator[subprocess.Popen]:
    running = subprocess.Popen(
        [sys.executable, "manage.py", "run_indexer"],
        cwd=django_settings.BASE_DIR,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield running
    running.kill()
    running.communicate()


def seconds_until(condition) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < STARTING
        time.sleep(0.02)


def test_a_running_indexer_makes_a_story_findable_within_two_seconds_and_stops_on_sigterm(process):
    factories.story(title="最初的驿站")
    seconds_until(lambda: find("驿站").total == 1)
    later = count(2)

    def publish_and_find() -> None:
        number = next(later)
        factories.story(title=f"第{number}个驿站")
        seconds_until(lambda: find("驿站").total == number)

    assert keeps_within(PROMISED, publish_and_find, time.monotonic)
    found = find("驿站")
    found.hits[0].article.withdraw("重复")
    assert find("驿站").total == found.total - 1
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=STARTING)
    assert process.returncode == 0
    assert output.splitlines()[-1].startswith("1 indexed,")


@pytest.mark.django_db
def test_once_builds_a_missing_index_and_drains_the_queue(root, capsys):
    factories.story(title="驿站开门")
    call_command("run_indexer", once=True)
    factories.story(title="驿站关门")
    call_command("run_indexer", once=True)
    assert find("驿站").total == 2
    assert capsys.readouterr().out.splitlines()[-1] == "1 indexed, 0 removed, 0 unchanged, 0 failed"


@pytest.mark.django_db
def test_a_second_indexer_is_refused(index):
    with lock(index, INDEXING), pytest.raises(CommandError, match="one indexer at a time"):
        call_command("run_indexer", once=True)


@pytest.mark.django_db
def test_another_machine_or_folder_is_refused_until_the_lease_expires(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    lease.renew(index / "elsewhere")
    with pytest.raises(LeaseHeld):
        settle()
    with pytest.raises(CommandError, match="elsewhere"):
        call_command("run_indexer", once=True)
    Lease.objects.update(until=Lease.objects.get().until - 2 * lease.LENGTH)
    assert settle().indexed == 1


@pytest.mark.django_db
def test_a_lease_that_is_not_renewed_expires_even_if_the_clock_was_set_back(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    lease.renew(index / "elsewhere")
    past = timezone.now() - datetime.timedelta(days=400)
    monkeypatch.setattr("django.utils.timezone.now", lambda: past)
    monkeypatch.setattr("search.indexing.lease._seen", None)
    with pytest.raises(LeaseHeld):
        settle()
    later = time.monotonic() + lease.LENGTH.total_seconds() + 1
    monkeypatch.setattr("time.monotonic", lambda: later)
    assert settle().indexed == 1


@pytest.mark.django_db
def test_changes_that_another_holder_indexed_are_indexed_here_too(index, settle):
    kept, withdrawn = factories.story(title="驿站开门"), factories.story(title="驿站关门")
    settle()
    lease.renew(index)
    Lease.objects.update(until=Lease.objects.get().until - 2 * lease.LENGTH)
    lease.renew(index / "elsewhere")
    kept.correct("标题有误", title="食堂开门")
    withdrawn.withdraw("重复")
    Pending.objects.all().delete()
    Lease.objects.update(until=Lease.objects.get().until - 2 * lease.LENGTH)
    factories.story(title="驿站修缮")
    settle()
    assert (find("食堂").total, find("驿站").total) == (1, 1)


@pytest.mark.django_db
def test_nobody_waits_for_a_holder_that_died(index, settle):
    lease.renew(index)
    factories.story()
    assert settle().indexed == 1


@pytest.mark.django_db
def test_a_damaged_index_is_rebuilt_when_it_must_be_written(index, settle, capsys):
    for number in range(9):
        factories.story(title=f"驿站 {number}", body="职工都来了。" * 30)
        settle()
    segment = max(generation.current(index).glob("*.arr"), key=lambda path: path.stat().st_size)
    whole = segment.read_bytes()
    segment.write_bytes(whole[:128] + bytes(byte ^ 0xFF for byte in whole[128:512]) + whole[512:])
    served_snapshot._open.clear()
    generation._indexes.clear()
    for number in range(9, 16):
        factories.story(title=f"驿站 {number}")
        call_command("run_indexer", once=True)
    assert any("damaged" in said for said in capsys.readouterr())
    assert find("驿站").total == 16


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Restore the signal handlers of this process after the indexer has set its own."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    handlers = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)


@pytest.mark.django_db
def test_the_indexer_waits_until_a_passing_error_is_over(index, monkeypatch, own_signals, capsys):
    factories.story(title="驿站开门")
    errors = iter([OperationalError("database is locked"), OSError(28, "No space left on device")])
    step = Indexer.step

    def first_fail_then_work_then_end(indexer: Indexer) -> IndexCounts | None:
        for error in errors:
            raise error
        done = step(indexer)
        if done is None:
            os.kill(os.getpid(), signal.SIGTERM)
        return done

    monkeypatch.setattr(Indexer, "step", first_fail_then_work_then_end)
    monkeypatch.setattr("search.management.commands.run_indexer.FIRST_PAUSE", 0.01)
    # The connection must stay open: it holds the test's own transaction.
    monkeypatch.setattr("search.management.commands.run_indexer.close_old_connections", lambda: None)
    call_command("run_indexer")
    output = capsys.readouterr()
    assert output.out.splitlines()[-1] == "1 indexed, 0 removed, 0 unchanged, 0 failed"
    assert [line.split(":")[0] for line in output.err.splitlines()] == ["OperationalError", "OSError"]
    assert find("驿站").total == 1


@pytest.mark.django_db
def test_stopped_during_a_rebuild_it_leaves_nothing_behind(root, monkeypatch, own_signals):
    factories.story(title="驿站开门")
    monkeypatch.setattr(
        "search.indexing.indexer.document_of",
        lambda article: os.kill(os.getpid(), signal.SIGINT) or document_of(article),
    )
    call_command("run_indexer")
    assert list((root / "generations").iterdir()) == []
    assert find("驿站").total == 0


@pytest.mark.django_db
def test_damage_found_by_a_reader_makes_an_idle_indexer_rebuild_the_index(index, settle, monkeypatch, own_signals):
    factories.story(title="驿站开门")
    settle()
    spoilt = generation.current(index)
    looks = iter([lambda: damage_notes.mark_damaged(index, spoilt, "a wrong byte"), None])

    def idle(indexer: Indexer) -> None:
        found = next(looks, None)
        if found:
            return found()
        if generation.current(index) != spoilt:
            os.kill(os.getpid(), signal.SIGTERM)
        return None

    monkeypatch.setattr(Indexer, "step", idle)
    monkeypatch.setattr("search.management.commands.run_indexer.IDLE", 0.01)
    call_command("run_indexer")
    assert generation.current(index) != spoilt
    assert generation.is_served(index)
    assert find("驿站").total == 1
