"""An open index takes in new commits by itself, and any number of threads may read it."""

import random
import sys
import threading

import pytest

from archive.models import Article
from search.answer import answer_from
from search.engine.query_tree import Every, Phrase, Query
from search.find import find
from search.generations import generation
from search.generations import served_snapshot as module
from search.generations.served_snapshot import open_snapshot, with_served_snapshot
from search.index import storage
from search.indexing.rebuild import rebuild
from search.question import Question
from tests.search.support import oracle
from tests.support import factories
from text.fold import fold
from text.grams import bigrams, strip_punctuation

pytestmark = pytest.mark.django_db


def test_a_snapshot_is_kept_until_the_index_changes(index, settle):
    first = open_snapshot(index)
    assert open_snapshot(index) is first
    factories.story()
    settle()
    second = open_snapshot(index)
    assert second is not first
    assert open_snapshot(index) is second


def test_a_dictionary_is_loaded_once_at_the_first_use(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    settle()
    module._open.clear()
    loaded, cutter_of = [], generation.cutter_of

    def load(root, stamp):
        loaded.append(stamp)
        return cutter_of(root, stamp)

    monkeypatch.setattr(generation, "cutter_of", load)
    first = open_snapshot(index)
    assert [pk for pk in first.digests if first.digest_of(pk)]
    assert loaded == []
    assert find("驿站").total == 1
    factories.story(title="驿站关门")
    settle()
    assert open_snapshot(index) is not first
    assert find("驿站").total == 2
    assert open_snapshot(index).cutter is first.cutter
    assert loaded == [first.stamp]


def test_an_older_snapshot_still_answers_with_its_own_stories(index, settle):
    for number in range(12):
        factories.story(title=f"驿站 {number}")
        settle()
    older = open_snapshot(index)
    Article.objects.all().remove_all()
    settle()
    # By now Whoosh has merged and removed the files of that snapshot.
    for number in range(12):
        factories.story(title=f"食堂 {number}")
        settle()
    rebuild(index, lambda done, total: None)
    rebuild(index, lambda done, total: None)
    assert len(older.stories.keys(Query(Phrase("驿站")))) == 12
    assert older.stories.search(Query(Every(), facets=("year",))).facets == {"year": {"none": 12}}
    assert find("驿站").total == 0


@pytest.fixture
def restless_threads():
    """Threads are switched a thousand times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(usual)


def test_four_threads_read_one_snapshot_correctly(index, settle, restless_threads):
    stories = [story.texts for story in oracle.stories(60, seed=4)]
    Article.objects.add_all(Article(script="mixed", **story) for story in stories)
    Article.objects.all().publish_all()
    settle()
    shared = open_snapshot(index)
    texts = ["\n".join(strip_punctuation(fold(text)).text for text in story.values()) for story in stories]
    grams = sorted({gram for text in texts for zone in text.split("\n") for gram in bigrams(zone)})
    expected = {gram: sum(gram in text for text in texts) for gram in grams}
    wrong: list[str] = []

    def read(seed: int) -> None:
        rng = random.Random(seed)
        for gram in rng.choices(grams, k=250):
            # Nothing is cached between two queries: each of them reads the files.
            for view in shared.stories.views:
                view.segment._cache.clear()
            if len(shared.stories.keys(Query(Phrase(gram)))) != expected[gram]:
                wrong.append(gram)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_segment_removed_between_reading_and_opening_is_not_an_error(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    settle()
    module._open.clear()
    generation._indexes.clear()
    opened = storage.OpenSegment
    failures = iter([FileNotFoundError("merged away")])

    def sometimes(*args):
        for error in failures:
            raise error
        return opened(*args)

    monkeypatch.setattr(storage, "OpenSegment", sometimes)
    assert find("驿站").total == 1


def test_readers_move_to_a_new_generation_without_a_failed_request(index, settle, restless_threads):
    story = factories.story(title="驿站开门")
    settle()
    stop, wrong, served = threading.Event(), [], set()

    def read() -> None:
        while not stop.is_set():
            found = with_served_snapshot(
                index, lambda snapshot: (snapshot.folder, answer_from(snapshot, Question("驿站")).hits)
            )
            served.add(found[0])
            if [pk for pk, _ in found[1]] != [story.pk]:
                wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        rebuild(index, lambda done, total: None)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(served) > 1
