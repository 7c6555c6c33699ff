"""The list of what has still to be indexed: written with the change, ticked off only when it is done."""

import datetime

import pytest
from django.db import transaction

from archive.models import Article
from search import queue
from search.find import find
from search.index import writing
from search.indexer import Indexer
from search.models import Pending
from search.search_indexes import ArticleIndex
from tests import factories

pytestmark = pytest.mark.django_db


def queued() -> set[int]:
    return set(Pending.objects.values_list("article_id", flat=True))


def test_a_draft_that_was_never_public_is_not_queued():
    factories.draft()
    assert queued() == set()


def test_a_change_and_its_place_in_the_queue_are_one_transaction():
    story = factories.draft()
    with transaction.atomic():
        story.publish()
        assert queued() == {story.pk}
        transaction.set_rollback(True)
    assert queued() == set()


def test_many_ids_are_queued_in_few_statements(django_assert_max_num_queries):
    articles = Article.objects.add_all(Article(title="驿站", body="正文", script="hans") for _ in range(1200))
    Article.objects.all().publish_all()
    Pending.objects.all().delete()
    with django_assert_max_num_queries(20):
        queue.enqueue([article.pk for article in articles])
    assert Pending.objects.count() == 1200


def test_a_row_asked_for_again_meanwhile_is_not_ticked_off():
    story = factories.story()
    taken = queue.take(10)
    story.correct("标题有误", title="新的标题")
    queue.tick_off(taken)
    assert queued() == {story.pk}
    queue.tick_off(queue.take(10))
    assert queued() == set()


def test_rows_are_taken_in_the_order_they_were_asked_for():
    first, second = factories.story(), factories.story()
    first.correct("标题有误", title="新的标题")
    assert [row.article_id for row in queue.take(10)] == [second.pk, first.pk]


def test_a_fresh_row_is_due_even_if_the_clock_was_set_back(monkeypatch):
    story = factories.story()
    past = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: past)
    assert [row.article_id for row in queue.take(10)] == [story.pk]


def test_a_story_that_cannot_be_indexed_holds_up_no_other(index, settle, monkeypatch):
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


def test_pauses_grow_and_at_last_a_story_is_set_aside():
    factories.story()
    pauses = []
    for _ in range(queue.MOST_ATTEMPTS):
        row = Pending.objects.get()
        queue.put_off({queue.Taken(row.article_id, row.revision): "ValueError: broken"})
        row.refresh_from_db()
        pauses.append(row.due)
    assert pauses[-1] is None
    assert pauses[:-1] == sorted(pauses[:-1])
    assert pauses[-2] - pauses[0] > queue.LONGEST_PAUSE / 2
    assert list(Pending.objects.set_aside()) == [row]
    assert not queue.take(10)


def test_a_story_set_aside_is_tried_again_when_it_changes():
    story = factories.story()
    Pending.objects.update(due=None, attempts=queue.MOST_ATTEMPTS, error="broken")
    story.correct("标题有误", title="新的标题")
    row = Pending.objects.get()
    assert (row.attempts, row.error) == (0, "")
    assert [taken.article_id for taken in queue.take(10)] == [story.pk]


def test_a_failed_commit_leaves_every_row(index, monkeypatch):
    story = factories.story(title="驿站开门")

    def full_disk(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search.index.arrays.gather.SectionFile", full_disk)
    with pytest.raises(OSError, match="No space"):
        Indexer(index).drain()
    monkeypatch.undo()
    assert queued() == {story.pk}
    assert find("驿站").total == 0
    Indexer(index).drain()
    assert find("驿站").total == 1


def test_a_story_that_reads_as_before_is_not_written_again(index, settle, monkeypatch):
    story = factories.story()
    settle()
    story.save()
    monkeypatch.setattr(writing, "write", None)
    assert settle().unchanged == 1
    assert queued() == set()


def test_batches_grow_while_there_is_much_to_do(index, settle, monkeypatch):
    monkeypatch.setattr("search.indexer.BATCH", 4)
    for _ in range(9):
        factories.story(title="驿站开门")
    indexer = Indexer(index)
    indexer.batch = 1
    counts = [indexer.step() for _ in range(5)]
    assert [done and done.indexed for done in counts] == [1, 2, 4, 2, None]
    assert find("驿站").total == 9
