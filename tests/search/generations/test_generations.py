"""Which generation is served if one is damaged or was made by other code."""

import json
import shutil

import pytest
from django.core.management import call_command

from archive.models import Article
from search.facets import Filters
from search.find import find
from search.generations import damage_notes, generation
from search.generations.generation import IncompatibleIndex, UnreadableIndex, needs_rebuild
from search.generations.served_snapshot import open_current, open_snapshot, read
from search.generations.serving import state
from search.indexing import queue
from search.indexing.indexer import Indexer
from search.indexing.rebuild import rebuild
from search.models import Pending
from search.query.note import INDEX_UNREADABLE, Note
from tests.search.support.made_generations import (
    cut_segment,
    flip_contents,
    flip_directory,
    lose_pointer,
    remove_segment,
    remove_stamp,
    reopened,
    restamp,
    segment_of,
    silent,
    titles,
)
from tests.support import factories
from text.frequency_file import write_frequencies

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "spoil", [remove_segment, cut_segment, flip_directory, flip_contents, remove_stamp, shutil.rmtree]
)
def test_the_former_generation_is_served_if_the_current_one_is_damaged(two, spoil):
    former, current = generation.former(two), generation.current(two)
    spoil(current)
    reopened()
    assert titles("驿站") == ["驿站丙", "驿站乙", "驿站甲"]
    assert find("驿站").notes == ()
    now = state(two)
    assert (now.served, now.is_former) == (former.name, True)
    assert now.as_of
    assert now.damage
    assert now.rebuild_needed.startswith("damaged: ")
    with pytest.raises(UnreadableIndex):
        open_current(two)


def test_the_state_of_an_undamaged_index_reports_no_damage(two):
    now = state(two)
    assert (now.served, now.damage, now.rebuild_needed) == (generation.current(two).name, None, None)
    assert not now.is_former


def test_a_lost_pointer_hides_no_generation(two):
    current = generation.current(two)
    lose_pointer(current)
    reopened()
    assert state(two).served == current.name
    assert needs_rebuild() == "damaged: current does not name a generation"
    assert len(titles("驿站")) == 3


def test_a_pointer_to_a_missing_generation_is_damage(two):
    current = generation.current(two)
    names = (two / "current").read_text()
    (two / "current").write_text(names.replace(current.name, current.name[:-1] + "x"))
    reopened()
    assert state(two).served == current.name
    assert needs_rebuild().startswith("damaged")
    call_command("rebuild_index", verbosity=0)
    assert needs_rebuild() is None


def test_damage_found_when_a_word_is_first_used_is_answered_from_the_former_generation(two):
    current = generation.current(two)
    path = segment_of(current)
    whole = path.read_bytes()
    sections = read(two, current).stories.views[0].segment.sections
    places = sections["text.lists"].tobytes()
    reopened()
    at = whole.index(places)
    path.write_bytes(whole[:at] + bytes(byte ^ 0xFF for byte in places) + whole[at + len(places) :])
    for query in ("驿站", "“职工甲都来了”", "开门", "都"):
        find(query)
    assert titles("“职工甲都来了”") == ["驿站甲"]
    assert find("“职工甲都来了”").notes == ()
    assert state(two).served == generation.former(two).name


def test_other_processes_learn_of_the_damage(two):
    current = generation.current(two)
    damage_notes.mark_damaged(two, current, "a wrong byte")
    reopened()
    assert state(two).damage == "a wrong byte"
    assert state(two).served == generation.former(two).name


def test_if_the_note_cannot_be_written_this_process_still_knows(two, monkeypatch):
    def read_only(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(damage_notes, "write_durably", read_only)
    damage_notes.mark_damaged(two, generation.current(two), "a wrong byte")
    assert state(two).served == generation.former(two).name


def test_a_generation_that_was_put_right_is_served_again(two):
    current = generation.current(two)
    path = segment_of(current)
    whole = path.read_bytes()
    path.unlink()
    reopened()
    assert state(two).is_former
    path.write_bytes(whole)
    assert not state(two).is_former
    assert titles("驿站") == ["驿站丙", "驿站乙", "驿站甲"]


def test_a_malformed_note_is_ignored(two):
    (two / damage_notes.NAME).write_text('{"x": 1}')
    assert not state(two).is_former


def test_without_an_undamaged_generation_the_answer_says_so(two):
    for folder in (generation.current(two), generation.former(two)):
        remove_segment(folder)
    reopened()
    answer = find("驿站")
    assert (answer.total, answer.notes) == (0, (Note.of(INDEX_UNREADABLE),))
    assert state(two).served is None
    call_command("run_indexer", once=True)
    assert find("驿站").total == 3


def test_withdrawn_stories_are_subtracted_from_the_former_generation_too(two, settle):
    first, second, _ = Article.objects.order_by("pk")
    first.withdraw("重复")
    settle()
    assert not Pending.objects.exists()
    remove_segment(generation.current(two))
    reopened()
    assert titles("驿站") == ["驿站丙", "驿站乙"]
    second.withdraw("重复")
    answer = find("驿站", filters=Filters(province=("500000",)))
    assert answer.total == 1
    assert [(one.value, one.count) for one in answer.facets["province"]] == [("500000", 1)]


def test_the_former_generation_never_shows_an_outdated_title(two, settle):
    story = Article.objects.earliest("pk")
    story.correct("标题有误", title="食堂甲")
    settle()
    remove_segment(generation.current(two))
    reopened()
    assert "驿站甲" not in titles("驿站")


def test_the_indexer_never_writes_to_a_former_generation_that_is_served(two):
    former = generation.former(two)
    remove_segment(generation.current(two))
    reopened()
    before = damage_notes.signature(former)
    factories.story(title="驿站丁")
    with pytest.raises(UnreadableIndex):
        Indexer(two).drain()
    assert damage_notes.signature(former) == before
    assert Pending.objects.count() == 1


def test_a_rebuild_ends_the_damage_and_keeps_the_undamaged_generation_as_the_former(two):
    sound, spoilt = generation.former(two), generation.current(two)
    remove_segment(spoilt)
    reopened()
    find("驿站")
    rebuild(two, silent)
    assert not state(two).is_former
    assert generation.former(two) == sound
    assert not spoilt.exists()


# What made it


def test_an_index_of_other_code_is_served_with_its_own_dictionary_until_it_is_rebuilt(index, settle):
    factories.story(title="驿站开门")
    settle()
    folder = generation.current(index)
    then = index / "dictionaries" / "words-of-then.txt"
    write_frequencies(then, {"驿站开门": 10_000, "了": 1})
    restamp(folder, cutter="of-then")
    reopened()
    assert needs_rebuild().startswith("made by another cutter or dictionary (of-then, this is ")
    assert "驿站开门" in open_snapshot(index).cutter.cut("驿站开门了")
    assert find("驿站").total == 1
    factories.story(title="驿站关门")
    settle()
    assert find("驿站").total == 2
    rebuild(index, silent)
    assert needs_rebuild() is None
    assert "驿站开门" not in open_snapshot(index).cutter.cut("驿站开门了")
    # A rollback to the former generation is still possible.
    assert then.exists()


def test_an_index_of_another_schema_is_served_but_not_written_to(index, settle):
    factories.story(title="驿站开门")
    settle()
    restamp(generation.current(index), schema=1)
    reopened()
    assert find("驿站").total == 1
    factories.story(title="驿站关门")
    with pytest.raises(UnreadableIndex, match="rebuild needed: made by schema 1, this is schema"):
        Indexer(index).drain()
    call_command("run_indexer", once=True)
    assert find("驿站").total == 2


def test_a_table_of_contents_of_other_code_is_reported_as_such(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    settle()
    restamp(generation.current(index), schema=1)
    reopened()

    def other_code(self):
        raise AttributeError("Can't get attribute 'OldField'")

    monkeypatch.setattr("search.engine.array_index.ArrayIndex.latest_schema", other_code)
    assert find("驿站").notes == (Note.of(INDEX_UNREADABLE),)
    assert needs_rebuild().startswith("made by schema 1, this is schema")


def test_a_query_that_an_old_schema_cannot_answer_gets_no_wrong_answer(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    settle()
    restamp(generation.current(index), schema=1)
    reopened()

    def unknown_facet(self, query):
        raise KeyError("a facet of today")

    monkeypatch.setattr("search.engine.index_snapshot.IndexSnapshot.search", unknown_facet)
    assert find("驿站").notes == (Note.of(INDEX_UNREADABLE),)


def test_such_an_error_is_raised_for_an_index_of_today(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    settle()

    def mistake(*args):
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("search.engine.index_snapshot.IndexSnapshot.search", mistake)
    with pytest.raises(KeyError):
        find("驿站")


def test_fields_of_other_versions_in_the_stamp_are_ignored(index):
    restamp(generation.current(index), colour="red")
    assert needs_rebuild() is None


def test_a_stamp_without_a_newer_field_asks_for_a_rebuild(index):
    path = generation.current(index) / "stamp.json"
    fields = json.loads(path.read_text())
    del fields["code"]
    path.write_text(json.dumps(fields))
    assert needs_rebuild().startswith("made by other code (unnamed, this is ")


def test_a_rebuild_with_an_empty_queue_acknowledges_nothing(two):
    queue.enqueue([Article.objects.earliest("pk").pk])
    rebuild(two, silent)
    assert not Pending.objects.exists()


def test_an_index_that_only_this_code_cannot_read_is_not_noted_as_damaged(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    settle()
    reopened()
    with monkeypatch.context() as other:
        other.setattr("search.generations.served_snapshot.generation.open_index", refuse)
        assert find("驿站").notes == (Note.of(INDEX_UNREADABLE),)
    reopened()
    assert find("驿站").total == 1


def refuse(folder) -> None:
    raise IncompatibleIndex(AttributeError("no such field"))
