"""The list of stories to index: written with the change, acknowledged only when they are indexed."""

import datetime

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from archive.models import Article
from search.find import find
from search.generations import generation_writer
from search.index.writer import ArrayWriter
from search.indexing import queue
from search.indexing.indexer import NOT_FOUND, Indexer
from search.models import Pending
from search.search_indexes import ArticleIndex
from search.withdrawn import left_out_ids
from tests.support import factories

pytestmark = pytest.mark.django_db


def queued() -> set[int]:
    return set(Pending.objects.values_list("article_id", flat=True))


def test_a_draft_that_was_never_public_is_not_queued():
    factories.draft()
    assert queued() == set()


def test_a_change_and_its_queue_row_are_one_transaction():
    story = factories.draft()
    with transaction.atomic():
        story.publish()
        assert queued() == {story.pk}
        transaction.set_rollback(True)
    assert queued() == set()


def test_many_ids_are_queued_in_few_queries(django_assert_max_num_queries):
    articles = Article.objects.add_all(Article(title="驿站", body="正文", script="hans") for _ in range(1200))
    Article.objects.all().publish_all()
    Pending.objects.all().delete()
    with django_assert_max_num_queries(20):
        queue.enqueue([article.pk for article in articles])
    assert Pending.objects.count() == 1200


def test_a_row_queued_again_meanwhile_is_not_acknowledged():
    story = factories.story()
    taken = queue.take(10)
    story.correct("标题有误", title="新的标题")
    queue.acknowledge(taken)
    assert queued() == {story.pk}
    queue.acknowledge(queue.take(10))
    assert queued() == set()


def test_rows_are_taken_in_the_order_they_were_queued():
    first, second = factories.story(), factories.story()
    first.correct("标题有误", title="新的标题")
    assert [row.article_id for row in queue.take(10)] == [second.pk, first.pk]


def test_a_new_row_is_due_even_if_the_clock_was_set_back(monkeypatch):
    story = factories.story()
    past = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: past)
    assert [row.article_id for row in queue.take(10)] == [story.pk]


def test_a_row_postponed_before_the_clock_was_set_back_is_due(monkeypatch):
    story = factories.story()
    now = timezone.now()
    Pending.objects.update(due=now + queue.LONGEST_PAUSE / 2)
    assert not queue.take(10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now - datetime.timedelta(days=400))
    assert [row.article_id for row in queue.take(10)] == [story.pk]


def test_a_changed_name_queues_its_stories_in_the_same_transaction():
    union = factories.organization("巫山县总工会")
    named, other = factories.story(title="巫山县总工会开门"), factories.story()
    named.mentions.create(organization=union, field="title", start=0, end=6, text="巫山县总工会")
    for change in (lambda: union.rename("巫山区总工会"), lambda: union.aliases.create(name="巫工", kind="short")):
        Pending.objects.all().delete()
        with transaction.atomic():
            change()
            assert queued() == {named.pk}
            transaction.set_rollback(True)
        assert queued() == set()
    union.name = "巫山总工会"
    union.save()
    assert queued() == {named.pk}
    assert other.pk not in queued()


@pytest.mark.django_db(transaction=True)
def test_a_name_whose_stories_cannot_be_queued_is_not_changed(monkeypatch):
    source = factories.source("工人日报")
    factories.story(source=source)

    def full(*args):
        raise OperationalError("disk full")

    monkeypatch.setattr("search.indexing.queue._queue", full)
    source.name = "工人日報"
    with pytest.raises(OperationalError):
        source.save()
    source.refresh_from_db()
    assert source.name == "工人日报"


def test_a_deleted_program_queues_its_stories(index, settle):
    program = factories.program("书香企业")
    story = factories.story(title="书香企业来了")
    story.program_mentions.create(program=program, field="title", start=0, end=4, text="书香企业")
    settle()
    assert find("项目:书香企业").total == 1
    program.delete()
    assert queued() == {story.pk}
    settle()
    assert find("项目:书香企业").hits == [] or find("项目:书香企业").notes


def test_a_withdrawn_story_stays_gone_when_it_is_queued_again():
    story = factories.story()
    story.withdraw("重复")
    queue.enqueue([story.pk])
    assert left_out_ids() == [story.pk]
    story.publish()
    assert not Pending.objects.get().gone


def test_a_story_that_cannot_be_written_is_separated_from_the_others(index, settle, monkeypatch):
    stories = [factories.story(title=f"驿站 {number}") for number in range(9)]
    withdrawn = stories[0]
    settle()
    withdrawn.withdraw("重复")
    broken = [stories[3].pk, stories[4].pk]
    for story in stories[1:]:
        story.correct("标题有误", title=f"食堂 {story.pk}")
    add = ArrayWriter.add_document

    def fail_on_broken(self, **fields):
        if fields["pk"] in broken:
            raise ValueError("no such word")
        add(self, **fields)

    monkeypatch.setattr(ArrayWriter, "add_document", fail_on_broken)
    counts = settle()
    assert (counts.indexed, counts.removed, counts.failed) == (6, 1, 2)
    assert find("食堂").total == 6
    assert dict(Pending.objects.values_list("article_id", "error")) == dict.fromkeys(broken, "ValueError: no such word")


def test_a_story_is_acknowledged_only_when_a_reader_opened_later_finds_it(index, settle, monkeypatch):
    story = factories.story(title="驿站开门")
    monkeypatch.setattr(generation_writer, "write", lambda *args: None)
    assert settle().failed == 1
    row = Pending.objects.get()
    assert (row.article_id, row.error) == (story.pk, NOT_FOUND)
    monkeypatch.undo()
    Pending.objects.update(due=row.queued_at)
    assert settle().indexed == 1
    assert queued() == set()


def test_a_story_that_cannot_be_indexed_does_not_delay_others(index, settle, monkeypatch):
    broken, sound = factories.story(title="坏的驿站"), factories.story(title="好的驿站")
    prepare = ArticleIndex.prepare_people

    def fail_on_broken(self, article):
        if article.pk == broken.pk:
            raise ValueError("no such person")
        return prepare(self, article)

    monkeypatch.setattr(ArticleIndex, "prepare_people", fail_on_broken)
    counts = settle()
    assert (counts.indexed, counts.failed) == (1, 1)
    assert [hit.article.pk for hit in find("驿站").hits] == [sound.pk]
    row = Pending.objects.get()
    assert (row.article_id, row.attempts, row.error) == (broken.pk, 1, "ValueError: no such person")
    assert not queue.take(10)

    monkeypatch.undo()
    Pending.objects.update(due=row.queued_at)
    assert settle().indexed == 1
    assert find("驿站").total == 2


def test_pauses_grow_until_a_story_is_set_aside():
    factories.story()
    pauses = []
    for _ in range(queue.MAX_ATTEMPTS):
        row = Pending.objects.get()
        queue.retry_later({queue.QueueRow(row.article_id, row.revision): "ValueError: broken"})
        row.refresh_from_db()
        pauses.append(row.due)
    assert pauses[-1] is None
    assert pauses[:-1] == sorted(pauses[:-1])
    assert pauses[-2] - pauses[0] > queue.LONGEST_PAUSE / 2
    assert list(Pending.objects.set_aside()) == [row]
    assert not queue.take(10)


def test_a_story_set_aside_is_tried_again_when_it_changes():
    story = factories.story()
    Pending.objects.update(due=None, attempts=queue.MAX_ATTEMPTS, error="broken")
    story.correct("标题有误", title="新的标题")
    row = Pending.objects.get()
    assert (row.attempts, row.error) == (0, "")
    assert [taken.article_id for taken in queue.take(10)] == [story.pk]


def test_a_failed_commit_leaves_every_row(index, monkeypatch):
    story = factories.story(title="驿站开门")

    def full_disk(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search.index.segment_builder.SectionFile", full_disk)
    with pytest.raises(OSError, match="No space"):
        Indexer(index).drain()
    monkeypatch.undo()
    assert queued() == {story.pk}
    assert find("驿站").total == 0
    Indexer(index).drain()
    assert find("驿站").total == 1


def test_an_unchanged_story_is_not_written_again(index, settle, monkeypatch):
    story = factories.story()
    settle()
    story.save()
    monkeypatch.setattr(generation_writer, "write", None)
    assert settle().unchanged == 1
    assert queued() == set()


def test_batches_grow_while_many_stories_wait(index, settle, monkeypatch):
    monkeypatch.setattr("search.indexing.indexer.BATCH", 4)
    for _ in range(9):
        factories.story(title="驿站开门")
    indexer = Indexer(index)
    indexer.batch = 1
    counts = [indexer.step() for _ in range(5)]
    assert [done and done.indexed for done in counts] == [1, 2, 4, 2, None]
    assert find("驿站").total == 9
