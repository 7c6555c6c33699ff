"""manage.py check_index: every difference between index and database is found."""

import datetime
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

import search.indexing.check
from archive.models import Article, Credit, Topic
from search.answer import Answer
from search.generations import damage_notes, generation, generation_writer
from search.generations.locks import INDEXING, lock
from search.indexing import canaries
from search.indexing.rebuild import rebuild
from search.management.commands.check_index import HELP
from search.models import Pending
from search.search_indexes import document_of
from search.story_document import SCHEMA_VERSION
from tests.search.support.made_generations import restamp, segment_of
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(capsys):
    """Run the command; returns its exit code and its report."""

    def check() -> tuple[int, dict]:
        try:
            call_command("check_index", format="json")
        except SystemExit as end:
            return end.code, json.loads(capsys.readouterr().out)
        return 0, json.loads(capsys.readouterr().out)

    return check


def test_an_index_that_equals_the_database_is_clean(index, settle, check):
    factories.story()
    factories.draft()
    settle()
    code, report = check()
    assert code == 0
    assert report["clean"]
    assert (report["published"], report["indexed"], report["waiting"]) == (1, 1, 0)


def test_a_story_not_yet_indexed_is_missing(index, check):
    story = factories.story()
    code, report = check()
    assert (code, report["missing"], report["waiting"]) == (1, [story.pk], 1)


def test_a_story_that_should_be_gone_is_surplus(index, settle, check):
    story = factories.story()
    settle()
    Article.objects.filter(pk=story.pk).update(status="draft")
    code, report = check()
    assert (code, report["surplus"]) == (1, [story.pk])


def test_a_change_without_announcement_is_a_difference(index, settle, check):
    changed, credited = factories.story(), factories.story()
    settle()
    Article.objects.filter(pk=changed.pk).update(body="悄悄改了。")
    Credit.objects.create(article=credited, name="李国", role="记者")
    code, report = check()
    assert (code, report["different"]) == (1, [changed.pk, credited.pk])


def test_a_story_written_twice_is_in_the_index_once(index, settle, check):
    story = factories.story()
    settle()
    folder = generation.current(index)
    cutter = generation.cutter_of(index, generation.stamp_of(folder))
    document = document_of(story)
    generation_writer.write(folder, cutter, [document, document])
    code, report = check()
    assert (code, report["doubled"], report["indexed"]) == (0, [], 1)


def test_a_story_that_was_set_aside_is_named(index, check, capsys):
    story = factories.story()
    Pending.objects.update(due=None)
    _, report = check()
    assert report["set_aside"] == [story.pk]
    with pytest.raises(SystemExit):
        call_command("check_index")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [f"missing: {story.pk}", f"set_aside: {story.pk}"]
    assert lines[2].startswith("1 published, 0 indexed, 1 waiting (the oldest for ")
    assert lines[2].endswith("index differs from database")


def test_an_index_made_by_other_code_is_not_clean(index, check):
    path = generation.current(index) / "stamp.json"
    path.write_text(path.read_text().replace(f'"schema": {SCHEMA_VERSION}', '"schema": 0'))
    code, report = check()
    assert (code, report["rebuild_needed"]) == (1, f"made by schema 0, this is schema {SCHEMA_VERSION}")


def test_without_an_index_there_is_nothing_to_check(root):
    with pytest.raises(CommandError, match="rebuild_index"):
        call_command("check_index")


def test_differences_are_queued_and_then_the_index_is_clean(index, settle, check, capsys):
    changed, vanished, hidden = factories.story(), factories.story(), factories.story()
    settle()
    lost = factories.story()
    Pending.objects.all().delete()
    Article.objects.filter(pk=changed.pk).update(body="悄悄改了。")
    Article.objects.filter(pk=vanished.pk)._raw_delete("default")
    # As if it had never been public, so that the queue would not take it.
    Article.objects.filter(pk=hidden.pk).update(status="draft", first_published_at=None)
    with pytest.raises(SystemExit):
        call_command("check_index", repair=True)
    assert "4 stories queued: the indexer puts them right; then check again" in capsys.readouterr().out
    assert set(Pending.objects.values_list("pk", flat=True)) == {changed.pk, vanished.pk, hidden.pk, lost.pk}
    settle()
    code, report = check()
    assert (code, report["clean"], report["published"]) == (0, True, 2)


def test_nothing_is_queued_if_the_index_is_clean(index, settle, capsys):
    factories.story()
    settle()
    call_command("check_index", repair=True)
    assert not Pending.objects.exists()


def test_canaries_are_searched_in_both_scripts(index, settle, check):
    factories.story(title="职工书屋开门", body="廣東省總工會昨日召開會議，聽取各地意見。")
    settle()
    _, report = check()
    assert report["canaries"] >= 200
    assert report["lost"] == []


def test_a_canary_that_is_not_found_is_named(index, settle, check, monkeypatch):
    story = factories.story(title="职工书屋开门", body="职工来了。")
    settle()
    monkeypatch.setattr("search.indexing.canaries.answer_from", lambda snapshot, question: Answer())
    code, report = check()
    assert code == 1
    assert {one["story"] for one in report["lost"]} == {story.pk}
    assert len(report["lost"]) == report["canaries"]


def test_the_name_of_a_topic_must_find_every_story_that_prints_it(index, settle, check, monkeypatch):
    Topic.objects.create(name="司机之家", synonyms=[])
    story = factories.story(body="各地建起司机之家。")
    settle()
    asked = []
    answer_from = canaries.answer_from

    def spy(snapshot, question):
        asked.append(question.query)
        return answer_from(snapshot, question)

    monkeypatch.setattr("search.indexing.canaries.answer_from", spy)
    assert check()[0] == 0
    assert {'"司机之家"', '"司機之家"'} <= set(asked)
    monkeypatch.setattr("search.indexing.canaries.answer_from", lambda snapshot, question: Answer())
    assert story.pk in [one["story"] for one in check()[1]["lost"]]


def test_every_byte_is_read_and_a_damaged_generation_stops_answering(index, settle, check, capsys):
    factories.story(body="职工都来了。" * 50)
    settle()
    rebuild(index, lambda done, total: None)
    former, current = generation.former(index), generation.current(index)
    assert check()[1]["bytes"] > 0
    path = segment_of(current)
    whole = path.read_bytes()
    path.write_bytes(whole[:70] + bytes([whole[70] ^ 1]) + whole[71:])
    code, report = check()
    assert (code, report["served"]) == (1, former.name)
    assert report["damage"][0].startswith(f"{current.name}: ")
    assert report["rebuild_needed"].startswith("damaged: ")
    with pytest.raises(SystemExit):
        call_command("check_index")
    assert f"served is {former.name} as of " in capsys.readouterr().out
    path.write_bytes(whole)
    code, report = check()
    assert (code, report["served"], report["damage"]) == (0, current.name, [])


def test_damage_that_turns_out_to_be_none_is_forgotten(index, settle, check):
    factories.story()
    settle()
    rebuild(index, lambda done, total: None)
    damage_notes.mark_damaged(index, generation.current(index), "a mistake of memory")
    code, report = check()
    assert (code, report["served"]) == (0, generation.current(index).name)


def test_a_damaged_former_generation_is_reported(index, settle, check):
    factories.story()
    settle()
    rebuild(index, lambda done, total: None)
    segment_of(generation.former(index)).unlink()
    code, report = check()
    assert code == 1
    assert report["damage"][0].startswith(generation.former(index).name)
    assert report["served"] == generation.current(index).name


def test_a_lost_dictionary_of_an_older_generation_is_reported(index, settle, check):
    factories.story()
    settle()
    restamp(generation.current(index), cutter="of-then")
    _, report = check()
    assert report["damage"] == ["words-of-then.txt is lost: words are cut with today's dictionary"]


def test_the_age_of_the_queue_is_reported(index, check):
    factories.story()
    Pending.objects.update(queued_at=timezone.now() - datetime.timedelta(minutes=2))
    _, report = check()
    assert report["waiting"] == 1
    assert 120 <= report["oldest_waiting_seconds"] < 180


def test_every_key_of_the_report_is_in_the_help(index, check):
    _, report = check()
    assert [key for key in report if not re.search(rf"^  .*\b{key}\b", HELP, re.M)] == []


def test_a_story_indexed_during_the_check_is_no_difference(index, settle, check, monkeypatch):
    factories.story()
    settle()
    scan = search.indexing.check.scan

    def late(snapshot):
        factories.story()
        return scan(snapshot)

    def pause(seconds):
        settle()

    monkeypatch.setattr("search.indexing.check.scan", late)
    monkeypatch.setattr("search.indexing.check.time.sleep", pause)
    with lock(index, INDEXING):
        code, report = check()
    assert (code, report["missing"]) == (0, [])


@pytest.fixture
def other_code(monkeypatch):
    """Let the index look as if other code had made it: its segments lack something that this code needs."""

    def unknown(path, seal):
        raise AttributeError("'ArraySegment' object has no attribute 'seal'")

    return lambda: monkeypatch.setattr("search.engine.array_index.check_file", unknown)


def test_an_index_that_this_code_cannot_read_is_reported_as_made_by_other_code(index, settle, other_code):
    factories.story()
    settle()
    restamp(generation.current(index), code="then")
    other_code()
    with pytest.raises(CommandError, match=r"rebuild needed: made by other code \(then, .*no index can be read"):
        call_command("check_index")


def test_a_form_that_folds_to_another_word_is_not_a_canary(monkeypatch):
    assert canaries._in_both_scripts("职工书屋") == ["职工书屋", "職工書屋"]
    monkeypatch.setattr("search.indexing.canaries.to_traditional", lambda run: run.replace("链", "鍛"))
    assert canaries._in_both_scripts("项链") == ["项链"]
