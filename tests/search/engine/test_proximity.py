"""Words near each other rank above words far apart, and a headline of only the query above one that contains it."""

from dataclasses import replace
from pathlib import Path

import pytest

from search.engine import proximity
from search.engine.query_tree import And, Filling, Order, Phrase, Query, Ranked
from tests.search.support.shared_index import add, make_index

WORDS = (Phrase("职工"), Phrase("驿站"))
FILLING = "甲乙丙丁戊己庚辛壬癸"


def query(**wishes) -> Query:
    return Query(And(WORDS), tuple(map(Ranked, WORDS)), near=WORDS, limit=None, **wishes)


def order(index, **wishes) -> list[str]:
    return [story.key for story in index.snapshot().search(query(**wishes)).found]


def apart(characters: int) -> str:
    """A body with this many characters between the two words. All bodies have the same length."""
    between = (FILLING * 9)[:characters]
    return f"职工{between}，驿站" + (FILLING * 9)[: 60 - characters]


def test_stories_rank_higher_the_nearer_two_words_are(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": str(far), "body": apart(far)} for far in (40, 0, 3, 60, 20, 10)])
    assert order(index) == ["0", "3", "10", "20", "40", "60"]
    without = replace(query(), near=())
    assert len({story.score for story in index.snapshot().search(without).found}) == 1


def test_the_nearest_occurrence_counts_in_either_order(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "far", "body": apart(9) + "驿站" + FILLING}])
    add(index, [{"id": "turned", "body": "驿站的职工" + FILLING * 4 + "驿站" + FILLING}])
    assert order(index) == ["turned", "far"]


def test_the_end_of_one_field_is_not_near_the_beginning_of_the_next(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "fields", "names": [FILLING + "职工"], "title": "驿站" + FILLING}], merge=False)
    snapshot = index.snapshot()
    found = snapshot.search(query()).found
    plain = snapshot.search(replace(query(), near=())).found
    assert found[0].score == plain[0].score
    add(index, [{"id": "one", "names": [FILLING], "title": "驿站职工" + FILLING}], merge=False)
    assert order(index)[0] == "one"


def test_proximity_works_across_segments_and_deletions(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    for far in (30, 2, 12, 5):
        add(index, [{"id": str(far), "body": apart(far)}, {"id": f"gone{far}", "body": apart(0)}], merge=False)
    writer = index.writer()
    for far in (30, 2, 12, 5):
        writer.delete_by_key(f"gone{far}")
    writer.commit(merge=False)
    assert order(index) == ["2", "5", "12", "30"]


def test_pages_do_not_overlap_when_sorted_by_proximity(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(proximity, "RERANKED", 7)
    index = make_index(tmp_path)
    add(index, [{"id": str(far), "body": apart(far)} for far in range(0, 60, 5)])
    whole = order(index)
    assert sorted(whole) == sorted(map(str, range(0, 60, 5)))
    snapshot = index.snapshot()
    for size in (1, 5, 12):
        pages = [snapshot.search(replace(query(), offset=at, limit=size)).found for at in range(0, 12, size)]
        assert [story.key for page in pages for story in page] == whole


def test_proximity_is_not_computed_for_another_order(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "far", "body": apart(40), "day": 2}, {"id": "near", "body": apart(0), "day": 1}])
    assert order(index, order=(Order("day"),)) == ["far", "near"]
    assert order(index, order=(Order(), Order("day"))) == ["near", "far"]


def test_a_single_character_and_an_unknown_word_add_nothing(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "body": apart(3)}, {"id": "2", "body": apart(8)}])
    snapshot = index.snapshot()
    plain = [story.score for story in snapshot.search(replace(query(), near=())).found]
    for words in (
        (Phrase("职"), Phrase("站")),
        (Phrase("职工"), Phrase("没有")),
        (Phrase("没有"), Phrase("职工"), Phrase("站")),
    ):
        assert [story.score for story in snapshot.search(replace(query(), near=words)).found] == plain


def test_a_headline_that_equals_the_run_comes_first(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    titles = {
        "just": "职工驿站！",
        "half": "职工驿站甲乙丙丁",
        "body": "甲乙丙丁",
        "twice": "甲乙职工驿站，职工驿站戊",
    }
    for segment in (["just", "half"], ["body", "twice"]):
        add(index, [{"id": key, "title": titles[key], "body": "职工驿站" * 9} for key in segment], merge=False)
    run = Phrase("职工驿站", ("title", "names"))
    plain = Query(Phrase("职工驿站"), limit=None)
    filled = replace(plain, ranked=(Ranked(Phrase("职工")),), fillings=(Filling(run, (Phrase("职工"),)),))
    snapshot = index.snapshot()
    added = {
        one.key: one.score - next(other.score for other in without if other.key == one.key)
        for without in [snapshot.search(replace(filled, fillings=())).found]
        for one in snapshot.search(filled).found
    }
    whole = added["just"]
    assert whole > 0
    assert added == {
        "just": whole,
        "half": pytest.approx(whole / 2, rel=1e-3),
        "twice": pytest.approx(whole * 4 / 11, rel=1e-3),
        "body": 0,
    }
