"""An index refuses what it cannot store at once, keeps what it has, and keeps no lock."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from whoosh.fields import UnknownFieldError
from whoosh.writing import IndexingError

from search.engine.array_index import ArrayIndex
from search.engine.query_tree import Every, Phrase, Query, Word
from search.fields import TextField
from search.index import merge
from search.index.layout import IndexDamaged
from tests.search.support.shared_index import Pairs, add, all_answers, make_index, pairs, some_stories


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"program": [1, "1"]}, "program must be a list of strings, 1 is not a string"),
        ({"program": [None]}, "None is not a string"),
        ({"province": 50}, "province must be a string or a list of strings, not 50"),
        ({"province": ["50", "51"]}, "province takes one value, not 2"),
        ({"body": b"abc"}, "body must be a string"),
        ({"names": ["甲", 5]}, "names must be a list of strings"),
        ({"day": 1.5}, "day must be a whole number, not 1.5"),
        ({"day": True}, "day must be a whole number"),
        ({"day": "2020"}, "day must be a whole number"),
        ({"day": 1 << 63}, "day must fit into 64 bits"),
        ({"day": -(1 << 63)}, "day must fit into 64 bits"),
        ({"kept": object()}, "kept must be a value that JSON can hold"),
        ({"words": "职工"}, "stories have no values in the field words"),
        ({"id": None}, "id must be a string, not None"),
        ({"id": 1}, "id must be a string, not 1"),
    ],
)
def test_a_value_that_cannot_be_indexed_is_refused_when_it_is_added(tmp_path: Path, wrong: dict, message: str) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "body": "职工"}])
    writer = index.writer(pairs)
    with pytest.raises((TypeError, ValueError), match=message):
        writer.add_document(**{"id": "1", "body": "别的", **wrong})
    writer.add_document(id="2", body="工会")
    writer.commit(optimize=True)
    assert sorted(index.snapshot().keys(Query(Every()))) == ["1", "2"]
    assert index.snapshot().keys(Query(Phrase("职工"))) == ["1"]


def test_a_story_needs_a_key_known_fields_and_a_writer_with_a_tokenizer(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "body": "职工"}])
    with index.writer(pairs) as writer:
        with pytest.raises(TypeError, match="id is missing"):
            writer.add_document(body="别的")
        with pytest.raises(UnknownFieldError):
            writer.add_document(id="1", colour="红")
    with index.writer() as writer, pytest.raises(ValueError, match="needs a tokenizer"):
        writer.add_document(id="1", body="别的")
    assert index.snapshot().keys(Query(Phrase("职工"))) == ["1"]


def test_none_and_numpy_numbers_are_accepted(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "body": None, "province": None, "program": None, "day": None, "kept": None}])
    add(index, [{"id": "2", "body": ("职工", "工会"), "province": ["50"], "day": np.int64(5), "kept": {"a": [1]}}])
    index.optimize()
    found = index.snapshot().search(Query(Every(), facets=("province",)))
    assert found.facets == {"province": {"": 1, "50": 1}}
    assert index.snapshot().kept_of("2") == {"kept": {"a": [1]}}


def test_the_fields_of_an_index_cannot_change(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, some_stories(20))
    before = all_answers(index.snapshot())
    for change in (
        lambda: index.add_field("a_new", TextField()),
        lambda: index.remove_field("title"),
        lambda: index.writer().add_field("a_new", TextField()),
        lambda: index.writer().remove_field("title"),
    ):
        with pytest.raises(IndexingError, match="fields of an index cannot change"):
            change()
    add(ArrayIndex(tmp_path), [], optimize=True)
    assert all_answers(ArrayIndex(tmp_path).snapshot()) == before


def test_a_segment_with_other_fields_is_not_merged(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, some_stories(20))
    writer = index.writer(pairs)
    writer.segments[0].shape = replace(writer.segments[0].shape, text=("body", "title"))
    with pytest.raises(IndexingError, match="other fields"):
        writer.commit(optimize=True)
    assert len(index.snapshot()) == 20


def test_a_failed_commit_releases_the_lock_even_if_the_error_is_kept(tmp_path: Path) -> None:
    class Broken(Pairs):
        def known_words(self, folded: str) -> list[str]:
            raise ValueError("no words")

    broken = Broken()
    index = make_index(tmp_path)
    with pytest.raises(ValueError, match="no words") as kept, index.writer(broken) as writer:
        writer.add_document(id="1", body="职工")
    add(index, [{"id": "2", "body": "工会"}])
    writer = index.writer(broken)
    writer.add_document(id="1", body="职工")
    with pytest.raises(ValueError, match="no words") as kept_too:
        writer.commit()
    # A second call does nothing, so that a with statement does not hide an error by one about a closed writer.
    writer.cancel()
    add(index, [{"id": "3", "body": "工会"}])
    assert sorted(index.snapshot().keys(Query(Every()))) == ["2", "3"]
    assert kept.value is not kept_too.value


def test_a_writer_that_cannot_be_created_releases_the_lock(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    (contents,) = tmp_path.glob("*.toc")
    whole = contents.read_bytes()
    contents.write_bytes(whole[:-1])
    with pytest.raises(IndexDamaged) as kept:
        index.writer(pairs)
    contents.write_bytes(whole)
    add(index, [{"id": "1", "body": "职工"}])
    assert kept.value


def test_a_very_frequent_word_counts_for_its_own_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "COMMON", 2)
    monkeypatch.setattr(merge, "COMMON_UNIT", 2)
    index = make_index(tmp_path)
    # Without a limit the excess of a weight would spill into the number of the story.
    add(index, [{"id": "1", "body": "职工 " * 300}, {"id": "2", "body": "别的"}])
    for query in (Word("职工"), Phrase("职工"), Phrase("职")):
        assert index.snapshot().keys(Query(query)) == ["1"]
