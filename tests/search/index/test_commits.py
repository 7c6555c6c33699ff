"""The effect of a commit on readers, on older segments, and on the disk if it is killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from whoosh.reading import IndexReader
from whoosh.writing import LockError

from search.engine.array_index import ArrayIndex
from search.engine.query_tree import And, Every, Phrase, Query, Word
from search.index import postings
from tests.search.support.shared_index import SCHEMA, add, all_answers, make_index, pairs, some_stories

ROOT = Path(__file__).parents[3]


def test_a_snapshot_stays_right_when_its_segments_are_merged_away(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    stories = some_stories(60)
    for start in range(0, 60, 20):
        add(index, stories[start : start + 20], merge=False)
    held, untouched = index.snapshot(), ArrayIndex(tmp_path).snapshot()
    expected = all_answers(held)
    other = ArrayIndex(tmp_path)
    for key in range(3):
        writer = other.writer(pairs)
        writer.add_document(id=f"new{key}", body="完全不同")
        writer.commit(optimize=True)
    assert len(list(tmp_path.glob("*.arr"))) <= 2
    assert all_answers(held) == expected
    assert all_answers(untouched) == expected
    assert index.snapshot().keys(Query(Phrase("完全不同"))) != []


def read_by_whoosh(reader: IndexReader) -> list:
    """Everything that Whoosh can read: stored fields, terms, and their stories."""
    terms = [(field, term) for field in ("words", "grams") for term in reader.field_terms(field)]
    postings = [(field, term, list(reader.postings(field, term).all_ids())) for field, term in terms]
    return [*postings, *reader.iter_docs()]


def test_an_open_snapshot_does_not_need_its_files(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    for start in range(0, 40, 20):
        add(index, some_stories(40)[start : start + 20], merge=False)
    expected = all_answers(ArrayIndex(tmp_path).snapshot()), read_by_whoosh(ArrayIndex(tmp_path).reader())
    other = ArrayIndex(tmp_path)
    held, reader = other.snapshot(), other.reader()
    shutil.rmtree(tmp_path)
    assert (all_answers(held), read_by_whoosh(reader)) == expected


def test_threads_share_one_reader_of_whoosh(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, some_stories(40))
    expected, reader = read_by_whoosh(index.reader()), index.reader()
    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(read_by_whoosh, [reader] * 8))


def test_one_segment_answers_as_the_many_it_was_merged_from(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    stories = some_stories(80)
    for start in range(0, 80, 20):
        add(index, stories[start : start + 20], merge=False)
    expected = all_answers(index.snapshot())
    index.optimize()
    assert len(index.snapshot().views) == 1
    assert all_answers(index.snapshot()) == expected


def test_deleted_stories_disappear_at_once_and_are_merged_away_later(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    stories = some_stories(80)
    add(index, stories[:50], merge=False)
    add(index, stories[50:], merge=False)
    writer = index.writer()
    gone = {str(key) for key in range(0, 80, 3)}
    assert all(writer.delete_by_key(key) for key in gone)
    assert not writer.delete_by_key("nobody")
    writer.commit(merge=False)
    assert set(index.snapshot().keys(Query(Every()))) == {story["id"] for story in stories} - gone
    before = [(total, [found[0] for found in hits], facets) for total, hits, facets in all_answers(index.snapshot())]
    index.optimize()
    (view,) = index.snapshot().views
    assert (view.segment.stories, view.alive) == (80 - len(gone), None)
    after = [(total, [found[0] for found in hits], facets) for total, hits, facets in all_answers(index.snapshot())]
    assert after == before
    fresh = make_index(tmp_path / "fresh") if (tmp_path / "fresh").mkdir() is None else index
    add(fresh, [story for story in stories if story["id"] not in gone])
    assert all_answers(fresh.snapshot()) == all_answers(index.snapshot())


def test_deleting_every_story_leaves_an_empty_index(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, some_stories(5))
    writer = index.writer()
    for key in range(5):
        writer.delete_by_key(str(key))
    writer.commit(optimize=True)
    assert len(index.snapshot()) == 0
    assert index.snapshot().search(Query(Every(), facets=("province",))).total == 0


def test_a_story_added_again_replaces_the_old_one_committed_or_not(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "body": "甲甲"}, {"id": "2", "body": "乙乙"}, {"id": "1", "body": "丙丙"}])
    add(index, [{"id": "2", "body": "丁丁"}])
    snapshot = index.snapshot()
    found = {run: snapshot.keys(Query(Phrase(run))) for run in ("甲甲", "乙乙", "丙丙", "丁丁")}
    assert found == {"甲甲": [], "乙乙": [], "丙丙": ["1"], "丁丁": ["2"]}


def test_many_small_commits_leave_few_segments(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    for story in some_stories(40):
        add(index, [story])
        assert len(index.snapshot().views) <= 14
    assert len(index.snapshot()) == 40


def test_only_one_writer_works_at_a_time_and_a_cancelled_one_leaves_nothing(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, some_stories(3))
    writer = index.writer(pairs)
    with pytest.raises(LockError):
        ArrayIndex(tmp_path).writer(pairs)
    writer.add_document(id="x", body="不要")
    writer.cancel()
    assert index.snapshot().keys(Query(Phrase("不要"))) == []
    add(index, [])


def test_threads_share_a_snapshot_while_another_writes(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, some_stories(60))
    held = index.snapshot()
    expected = all_answers(ArrayIndex(tmp_path).snapshot())
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(4):
            if all_answers(held) != expected:
                wrong.append("an answer")
            if len(index.snapshot()) < 60:
                wrong.append("a snapshot")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(12):
        add(index, [{"id": f"new{number}", "body": "别的"}])
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(index.snapshot()) == 72


WRITE_FOR_EVER = """
import sys
from pathlib import Path
from search.engine.array_index import ArrayIndex
from tests.search.support.shared_index import pairs
index = ArrayIndex(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    writer = index.writer(pairs, timeout=5)
    for key in ("a", "b", "c"):
        writer.add_document(id=key, body=f"第{number}次")
    writer.add_document(id=str(number), body="更多")
    writer.commit(optimize=number % 5 == 0)
    print(number, flush=True)
    number += 1
"""


def test_a_writer_killed_at_any_moment_leaves_the_last_commit_or_the_next(tmp_path: Path) -> None:
    make_index(tmp_path)
    rng = random.Random(3)
    last = 0
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path), str(last + 1)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        commits = [int(process.stdout.readline())]
        time.sleep(rng.random() / 5)
        os.kill(process.pid, signal.SIGKILL)
        commits += [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
        process.stdout.close()
        index = ArrayIndex(tmp_path)
        index.check()
        snapshot = index.snapshot()
        numbers = [int(key) for key in snapshot.keys(Query(Phrase("更多")))]
        last = max(numbers)
        assert last in (commits[-1], commits[-1] + 1)
        assert sorted(numbers) == list(range(1, last + 1))
        assert sorted(snapshot.keys(Query(Phrase(f"第{last}次")))) == ["a", "b", "c"]
    add(index, [])
    listed = {path.name.partition(".")[0] for path in tmp_path.glob("MAIN_*.arr")}
    assert len(listed) == len(list(tmp_path.glob("*.arr")))
    assert not list(tmp_path.glob("*.toc.*"))


def test_a_schema_without_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="KeyField"):
        ArrayIndex.make(tmp_path, type(SCHEMA)())


def test_words_and_runs_can_be_searched_together_in_many_segments(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    for number in range(3):
        add(index, [{"id": str(number), "body": "职工之家"}], merge=False)
    assert sorted(index.snapshot().keys(Query(And((Phrase("职工"), Word("之家")))))) == ["0", "1", "2"]


def test_terms_of_only_deleted_stories_are_gone_after_a_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "CHUNK", 3)
    index = make_index(tmp_path)
    deleted = {"id": "2", "body": "秘密人名", "province": "密省"}
    add(index, [{"id": "1", "body": "职工之家", "province": "重庆"}, deleted])
    writer = index.writer()
    writer.delete_by_key("2")
    writer.commit(optimize=True)
    (segment,) = [view.segment for view in index.snapshot().views]
    content = (tmp_path / segment.name).read_bytes()
    assert "职工".encode() in content
    assert "秘密".encode() not in content
    assert index.snapshot().values("province") == {"重庆"}
    assert {chr(key >> 16) for key in segment.sections["text.keys"].tolist() if key >> 16} == set("职工之家")
    assert index.snapshot().keys(Query(Phrase("职工"))) == ["1"]
