"""manage.py check_index: every difference between index and database is found."""

import json

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, Credit
from search.index import generation, writing
from search.models import Pending
from search.search_indexes import document_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(capsys):
    """Run the command; its exit code and report."""

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


def test_a_change_that_nobody_announced_is_a_difference(index, settle, check):
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
    writing.write(folder, cutter, [document, document])
    code, report = check()
    assert (code, report["doubled"], report["indexed"]) == (0, [], 1)


def test_a_story_set_aside_is_named(index, check, capsys):
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


def test_an_index_made_otherwise_is_not_clean(index, check):
    path = generation.current(index) / "stamp.json"
    path.write_text(path.read_text().replace('"schema": 2', '"schema": 0'))
    code, report = check()
    assert (code, report["rebuild_needed"]) == (1, "made by schema 0, this is schema 2")


def test_without_an_index_there_is_nothing_to_check(root):
    with pytest.raises(CommandError, match="rebuild_index"):
        call_command("check_index")
