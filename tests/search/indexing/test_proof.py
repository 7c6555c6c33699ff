"""A generation is proved before it becomes current, and a rollback to the former one is possible."""

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article
from search.answer import Answer
from search.find import find
from search.generations import generation, generation_writer
from search.generations.generation import UnreadableIndex
from search.generations.serving import state
from search.indexing.indexer import Indexer
from search.indexing.rebuild import IndexNotProved, NoFormerGeneration, rebuild, rollback
from search.models import Lease, Pending
from tests.search.support.made_generations import (
    remove_segment,
    restamp,
    segment_of,
    silent,
    titles,
)
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_a_generation_that_lacks_a_story_fails_its_check_and_is_removed(two, monkeypatch):
    before, current = set((two / "generations").iterdir()), generation.current(two)

    def lose_one(root, folder, progress):
        failed = fill(root, folder, progress)
        pk = Article.objects.earliest("pk").pk
        generation_writer.write(folder, generation.cutter_of(root, generation.stamp_of(folder)), (), [pk])
        return failed

    from search.indexing.rebuild import fill

    monkeypatch.setattr("search.indexing.rebuild.fill", lose_one)
    with pytest.raises(CommandError, match=r"in 1 stories .*; the current index is as it was"):
        call_command("rebuild_index", verbosity=0)
    assert set((two / "generations").iterdir()) == before
    assert generation.current(two) == current
    assert len(titles("驿站")) == 3


def test_a_generation_with_a_wrong_byte_fails_its_check(two, monkeypatch):
    current = generation.current(two)

    def spoil(root, folder, progress):
        failed = fill(root, folder, progress)
        path = segment_of(folder)
        whole = path.read_bytes()
        path.write_bytes(whole[:70] + bytes([whole[70] ^ 1]) + whole[71:])
        return failed

    from search.indexing.rebuild import fill

    monkeypatch.setattr("search.indexing.rebuild.fill", spoil)
    with pytest.raises((IndexNotProved, UnreadableIndex)):
        rebuild(two, silent)
    assert generation.current(two) == current


def test_a_generation_that_does_not_find_a_canary_fails_its_check(two, monkeypatch):
    current = generation.current(two)
    monkeypatch.setattr("search.indexing.canaries.answer_from", lambda snapshot, question: Answer())
    with pytest.raises(IndexNotProved, match="does not find story"):
        rebuild(two, silent)
    assert generation.current(two) == current


def test_an_error_after_the_switch_keeps_the_new_generation(two, monkeypatch):
    former = generation.current(two)

    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr("search.indexing.rebuild.findable.confirm_all", fail)
    with pytest.raises(OSError, match="disk full"):
        rebuild(two, silent)
    assert generation.current(two) != former
    assert len(titles("驿站")) == 3
    assert state(two).rebuild_needed is None


def test_a_full_disk_is_reported_in_one_line(two, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search.indexing.rebuild.fill", full)
    with pytest.raises(CommandError, match=r"No space left on device.*the current index is as it was"):
        call_command("rebuild_index", verbosity=0)
    assert len(titles("驿站")) == 3


def test_files_left_by_a_killed_run_are_removed_by_the_next(two):
    left = two / "generations" / "20200101T000000-dead"
    left.mkdir()
    (left / "MAIN_x.arr").write_bytes(b"half")
    drafts = [two / "current.0000.new", two / "dictionaries" / "words-half.txtab12"]
    for path in drafts:
        path.write_text("half")
    rebuild(two, silent)
    assert not left.exists()
    assert not any(path.exists() for path in drafts)


# Rollback


def test_a_rollback_restores_the_former_generation_with_all_later_changes(two, settle):
    former, current = generation.former(two), generation.current(two)
    first, second, third = Article.objects.order_by("pk")
    first.correct("标题有误", title="食堂甲")
    second.withdraw("重复")
    third.delete()
    settle()
    factories.story(title="驿站丁")
    call_command("rebuild_index", rollback=True, verbosity=0)
    assert (generation.current(two), generation.former(two)) == (former, current)
    assert titles("驿站") == ["驿站丁"]
    assert titles("食堂") == ["食堂甲"]
    assert find("").total == 2
    assert not Pending.objects.exists()
    call_command("check_index")


def test_a_rollback_can_itself_be_rolled_back(two):
    former, current = generation.former(two), generation.current(two)
    rollback(two)
    factories.story(title="驿站丁")
    rollback(two)
    assert (generation.current(two), generation.former(two)) == (current, former)
    assert len(titles("驿站")) == 4


def test_a_rollback_without_a_former_generation_is_refused(index):
    with pytest.raises(CommandError, match="no former generation to go back to; the current index is as it was"):
        call_command("rebuild_index", rollback=True)


def test_a_rollback_to_a_damaged_generation_is_refused(two):
    current = generation.current(two)
    remove_segment(generation.former(two))
    with pytest.raises(NoFormerGeneration, match="cannot be used either"):
        rollback(two)
    assert generation.current(two) == current


def test_a_rollback_to_a_generation_with_another_schema_is_refused(two):
    restamp(generation.former(two), schema=1)
    with pytest.raises(NoFormerGeneration, match="made by schema 1, this is schema"):
        rollback(two)


def test_changes_during_a_rollback_are_included(two, monkeypatch):
    def say(step: str) -> None:
        if step.startswith("proving"):
            factories.story(title="驿站丁")
            Indexer(two).drain()
            assert len(titles("驿站")) == 4

    rollback(two, say)
    assert len(titles("驿站")) == 4
    assert not Pending.objects.exists()


def test_a_rebuild_leaves_the_queue_to_the_machine_that_holds_the_lease(two):
    story = factories.story(title="驿站丁")
    Lease.objects.update(holder="another machine")
    rebuild(two, silent)
    assert Pending.objects.get().article_id == story.pk
    assert len(titles("驿站")) == 4
