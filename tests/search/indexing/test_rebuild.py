"""A new generation is built beside the old one: nothing is lost, nothing interrupted."""

import json
import shutil
from concurrent.futures import Future

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, Topic
from search.find import find
from search.generations import generation, served_snapshot
from search.generations.generation import IndexMissing, needs_rebuild
from search.generations.locks import REBUILDING, Locked, lock
from search.indexing import queue
from search.indexing.indexer import Indexer
from search.indexing.rebuild import clear, rebuild
from search.models import Pending
from search.query.note import INDEX_MISSING, INDEX_UNREADABLE, Note
from search.story_document import SCHEMA_VERSION
from tests.support import factories

pytestmark = pytest.mark.django_db


def silent(done: int, total: int) -> None:
    """Show no progress."""


def generations(root) -> set[str]:
    return {folder.name for folder in (root / "generations").iterdir()}


def test_without_an_index_the_answer_says_so(root):
    factories.story(title="驿站开门")
    answer = find("驿站")
    assert (answer.total, answer.notes) == (0, (Note.of(INDEX_MISSING),))
    assert needs_rebuild() == "missing"
    with pytest.raises(IndexMissing):
        Indexer(root).drain()


def test_a_rebuild_indexes_all_published_stories_and_empties_the_queue(root):
    factories.story(title="驿站开门")
    factories.draft(title="驿站草稿")
    steps = []
    assert rebuild(root, lambda *step: steps.append(step)) == 1
    assert steps[0] == (0, 1)
    assert steps[-1] == (1, 1)
    assert find("驿站").total == 1
    assert needs_rebuild() is None
    assert not Pending.objects.exists()


def test_changes_made_while_it_is_built_are_in_both_indexes(index, settle):
    published = factories.story(title="驿站甲")
    withdrawn = factories.story(title="驿站乙")
    settle()

    def change(done: int, total: int) -> None:
        if done == 0:
            return
        # All stories have been read by now.
        published.correct("标题有误", title="食堂甲")
        withdrawn.withdraw("重复")
        factories.story(title="驿站丙")
        Indexer(index).drain()
        assert find("驿站").total == 1
        assert Pending.objects.filter(kept=True).count() == 3

    former = generation.current(index)
    rebuild(index, change)
    assert generation.current(index) != former
    assert [hit.article.title for hit in find("驿站").hits] == ["驿站丙"]
    assert [hit.article.title for hit in find("食堂").hits] == ["食堂甲"]
    assert not Pending.objects.exists()


def test_a_rebuild_that_fails_leaves_the_current_index_as_it_was(index, settle):
    factories.story(title="驿站开门")
    settle()
    before = generations(index)

    def fail(done: int, total: int) -> None:
        factories.story(title="驿站关门")
        Indexer(index).drain()
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        rebuild(index, fail)
    assert generations(index) == before
    assert find("驿站").total == 2
    assert Pending.objects.filter(kept=True).exists()
    factories.story(title="驿站修缮")
    settle()
    assert not Pending.objects.exists()


def test_a_story_that_cannot_be_indexed_does_not_stop_a_rebuild(root, monkeypatch):
    factories.story(title="驿站开门")
    broken = factories.story(title="驿站关门")
    queue.acknowledge(queue.take(10))

    def fail(article):
        if article.pk == broken.pk:
            raise ValueError("broken")
        return document_of(article)

    from search.indexing.indexer import document_of

    monkeypatch.setattr("search.indexing.indexer.document_of", fail)
    assert rebuild(root, silent) == 1
    assert Pending.objects.get().article_id == broken.pk


class InlineProcessPool:
    """Replaces a pool of processes, which could not see the database of a test."""

    def __init__(self, processes, context, initializer, arguments):
        initializer(*arguments)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def submit(self, task, *arguments):
        future = Future()
        future.set_result(task(*arguments))
        return future


def test_many_stories_are_indexed_by_several_processes_with_the_same_result(root, monkeypatch):
    for number in range(7):
        factories.story(title=f"驿站 {number}")
    broken = Article.objects.first()

    def fail(article):
        if article.pk == broken.pk:
            raise ValueError("broken")
        return document_of(article)

    from search.indexing.indexer import document_of

    monkeypatch.setattr("search.indexing.indexer.document_of", fail)
    monkeypatch.setattr("search.indexing.filling.MANY", 1)
    monkeypatch.setattr("search.indexing.shards.ProcessPoolExecutor", InlineProcessPool)
    steps = []
    assert rebuild(root, lambda *step: steps.append(step)) == 6
    assert (steps[0], steps[-1]) == ((0, 7), (6, 7))
    assert find("驿站").total == 6
    assert Pending.objects.get().article_id == broken.pk


def test_two_rebuilds_at_once_are_refused(index):
    with lock(index, REBUILDING), pytest.raises(Locked):
        rebuild(index, silent)


def test_only_the_current_and_the_former_generation_are_kept(index):
    former = generation.current(index)
    rebuild(index, silent)
    rebuild(index, silent)
    assert former.name not in generations(index)
    assert len(generations(index)) == 2


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("schema", f"made by schema 0, this is schema {SCHEMA_VERSION}"),
        ("fold", "made by another folding table (0, this is "),
        ("cutter", "made by another cutter or dictionary (0, this is "),
        ("code", "made by other code (0, this is "),
    ],
)
def test_an_index_of_other_code_has_to_be_rebuilt(index, field, reason):
    path = generation.current(index) / "stamp.json"
    stamp = json.loads(path.read_text())
    path.write_text(json.dumps({**stamp, field: 0}))
    assert needs_rebuild().startswith(reason)


def test_an_unreadable_stamp_requires_a_rebuild(index):
    (generation.current(index) / "stamp.json").write_text("{")
    assert needs_rebuild() == "damaged: stamp.json cannot be read (JSONDecodeError)"


def test_dictionaries_that_no_generation_uses_are_removed(index):
    old = index / "dictionaries" / f"words-{'a' * 64}.txt"
    old.write_text("")
    rebuild(index, silent)
    assert not old.exists()
    (kept,) = (index / "dictionaries").glob("*.txt")
    assert generation.stamp_of(generation.current(index)).cutter in kept.name


def test_a_new_name_is_searched_at_once_and_needs_no_rebuild(index, settle):
    factories.story(title="产业工人队伍建设改革")
    settle()
    assert find("产改").total == 0
    Topic.objects.create(name="产改", synonyms=["产业工人队伍建设改革"])
    assert find("产改").total == 1
    assert needs_rebuild() is None
    rebuild(index, silent)
    assert generation.stamp_of(generation.current(index)).names == ()


def test_a_cleared_index_is_filled_again_from_the_queue(index, settle):
    factories.story(title="驿站开门")
    settle()
    clear(index)
    assert find("驿站").total == 0
    assert settle().indexed == 1
    assert find("驿站").total == 1


def test_a_story_is_in_the_index_once_however_often_it_changes(index, settle):
    story = factories.story(title="驿站开门")
    for number in range(12):
        story.correct("标题有误", title=f"驿站 {number}")
        settle()
    assert find("驿站").total == 1
    assert find("", limit=None).total == 1
    assert [hit.article.title for hit in find("“11”").hits] == ["驿站 11"]


def remove_stamp(folder) -> None:
    (folder / "stamp.json").unlink()


def cut_contents(folder) -> None:
    for toc in folder.glob("*.toc"):
        toc.write_bytes(toc.read_bytes()[:40])


def remove_contents(folder) -> None:
    for toc in folder.glob("*.toc"):
        toc.unlink()


@pytest.mark.parametrize("damage", [remove_stamp, cut_contents, remove_contents, shutil.rmtree])
def test_a_damaged_index_is_rebuilt_too(index, settle, damage):
    factories.story(title="驿站开门")
    settle()
    damage(generation.current(index))
    served_snapshot._open.clear()
    assert find("驿站").notes == (Note.of(INDEX_UNREADABLE),)
    assert needs_rebuild().startswith("damaged: ")
    call_command("run_indexer", once=True)
    assert find("驿站").total == 1


def test_a_wrong_byte_among_the_postings_is_reported_and_never_a_wrong_answer(index, settle):
    factories.story(title="驿站开门", body="职工都来了。" * 50)
    settle()
    (segment,) = generation.current(index).glob("*.arr")
    sections = generation.open_index(generation.current(index)).snapshot().stories()
    assert len(list(sections)) == 1
    whole = segment.read_bytes()
    # The first section is short, and the places of pairs of characters follow it, after those of sentences and signs.
    segment.write_bytes(whole[:128] + bytes(byte ^ 0xFF for byte in whole[128:1024]) + whole[1024:])
    served_snapshot._open.clear()
    generation._indexes.clear()
    answers = [find(query) for query in ("驿站", "开门", "职工", "都来", "来了")]
    assert (Note.of(INDEX_UNREADABLE),) in [answer.notes for answer in answers]
    assert all(answer.total == 1 or answer.notes for answer in answers)
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert find("驿站").total == 1


def test_the_command_reports_each_step_and_the_count(root, capsys):
    factories.story(title="驿站开门")
    call_command("rebuild_index", interactive=False)
    assert capsys.readouterr().out.splitlines() == [
        "0 of 1 stories",
        "1 of 1 stories",
        "proving: every story, every byte, canaries",
        "replaying what changed meanwhile",
        "1 stories indexed",
    ]
    call_command("rebuild_index", "--noinput", verbosity=0)
    assert capsys.readouterr().out == ""
    with lock(root, REBUILDING), pytest.raises(CommandError, match="rebuilding"):
        call_command("rebuild_index")
