"""Filling an index by several processes, in bounded memory, gives the same index as a single writer."""

import os
import signal
from multiprocessing import Value, active_children
from pathlib import Path

import pytest

from search.fields import Shape
from search.index import merge, segment_builder, writer
from search.indexing.shards import _Worker, _write_shard, fill
from tests.search.support.shared_index import Pairs, add, all_answers, make_index, pairs, some_stories


def test_memory_is_limited_by_buffers_and_files_with_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = some_stories(120)
    plain = make_index(tmp_path)
    add(plain, stories)
    monkeypatch.setattr(segment_builder, "PART_TEXT", 200)
    monkeypatch.setattr(segment_builder, "MAX_TEXT", 1000)
    (tmp_path / "spilling").mkdir()
    index = make_index(tmp_path / "spilling")
    writer = index.writer(pairs)
    for number, story in enumerate([*stories[:10], *stories]):
        writer.add_document(**story)
        if number == 100:
            assert list((tmp_path / "spilling").glob("*.spill"))
    writer.commit()
    assert not list((tmp_path / "spilling").glob("*.spill"))
    assert all_answers(index.snapshot()) == all_answers(plain.snapshot())


def stories_of(shard: range) -> list[dict]:
    return [story for story in some_stories(90) if int(story["id"]) in shard]


def make_pairs() -> Pairs:
    return pairs


def test_several_processes_make_the_same_index_as_one(tmp_path: Path) -> None:
    one = make_index(tmp_path)
    add(one, some_stories(90))
    (tmp_path / "many").mkdir()
    many = make_index(tmp_path / "many")
    progress: list[int] = []

    def done(stories: int) -> None:
        progress.append(stories)
        # Only this process reacts to Ctrl-C: the others never receive it, not even while they start.
        for worker in active_children():
            os.kill(worker.pid, signal.SIGINT)

    shards = [range(40), range(40, 40), range(40, 90)]
    assert fill(many, shards, stories_of, make_pairs, processes=2, done=done) == 90
    assert sum(progress) == 90
    assert len(many.snapshot().views) == 1
    assert all_answers(many.snapshot()) == all_answers(one.snapshot())
    assert len(list((tmp_path / "many").glob("*.arr"))) == 1


def test_stories_too_many_for_one_segment_stay_in_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = make_index(tmp_path)
    add(one, some_stories(90))
    (tmp_path / "many").mkdir()
    many = make_index(tmp_path / "many")
    monkeypatch.setattr(merge, "MAX_PLACES", 1000)
    monkeypatch.setattr(writer, "MAX_ADOPTED", 1000)
    assert fill(many, [range(40), range(40, 90)], stories_of, make_pairs, processes=2) == 90
    assert len(many.snapshot().views) == 2
    assert all_answers(many.snapshot()) == all_answers(one.snapshot())
    merging = many.writer(pairs)
    with pytest.raises(merge.TooLarge):
        merging.commit(optimize=True)
    merging.cancel()
    assert all_answers(many.snapshot()) == all_answers(one.snapshot())


def test_a_shard_of_any_size_is_written_in_bounded_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = make_index(tmp_path)
    add(one, some_stories(90))
    (tmp_path / "parted").mkdir()
    parted = make_index(tmp_path / "parted")
    monkeypatch.setattr(segment_builder, "FULL", 1500)
    _Worker.start(make_pairs, Value("q"))
    with parted.writer() as filling:
        segments = _write_shard(str(tmp_path / "parted"), Shape.of(filling.schema), stories_of, range(90))
        filling.segments.extend(segments)
    assert len(segments) > 2
    assert all_answers(parted.snapshot()) == all_answers(one.snapshot())


def broken_stories(shard: range) -> list[dict]:
    return [{"id": "1", "body": 5}]


def test_a_shard_that_fails_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, some_stories(3))
    before = all_answers(index.snapshot())
    with pytest.raises(TypeError):
        fill(index, [range(9)], broken_stories, make_pairs, processes=1)
    assert all_answers(index.snapshot()) == before
    add(index, [])
    assert len(list(tmp_path.glob("*.arr"))) == 1
