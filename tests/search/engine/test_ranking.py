"""Scores equal those of BM25 computed by hand, over any number of segments."""

import random
from dataclasses import replace
from functools import cache
from math import log
from pathlib import Path

import pytest

from search.engine.query_tree import And, Bonus, Every, Not, Or, Order, Phrase, Query, Ranked, Word
from search.engine.rank import K1, B
from tests.search.support.shared_index import COMMON_TEXT, add, make_index, pieces, random_story, search_words
from text.fold import fold
from text.grams import strip_punctuation

WEIGHTS = {"title": 4, "body": 1, "names": 2}


@cache
def stripped_and_words(piece: str) -> tuple[str, list[str]]:
    folded = fold(piece)
    return strip_punctuation(folded).text, [
        word for cut in search_words(folded) if (word := strip_punctuation(cut).text)
    ]


def weight_in(story: dict, leaf: Phrase | Word) -> int:
    """How often a leaf occurs in a story, weighted by field."""
    total = 0
    for name in COMMON_TEXT:
        for piece in pieces(story, name):
            stripped, words = stripped_and_words(piece)
            if isinstance(leaf, Phrase):
                times = sum(stripped.startswith(leaf.text, start) for start in range(len(stripped)))
            else:
                times = words.count(leaf.text)
            total += WEIGHTS[name] * times
    return min(total, 255)


def length_of(story: dict, leaf: Phrase | Word) -> int:
    total = 0
    for name in COMMON_TEXT:
        for piece in pieces(story, name):
            stripped, words = stripped_and_words(piece)
            if isinstance(leaf, Phrase):
                # Each piece has one more unit, its end. Characters beyond the first plane have two units.
                total += WEIGHTS[name] * (len(stripped.encode("utf-16-le")) // 2 + 1)
            else:
                total += WEIGHTS[name] * len(words)
    return total


def score_by_hand(stories: list[dict], story: dict, leaf: Phrase | Word, boost: float) -> float:
    weights = [weight_in(other, leaf) for other in stories]
    frequency = sum(weight > 0 for weight in weights)
    mean = sum(length_of(other, leaf) for other in stories) / len(stories)
    idf = log(1 + (len(stories) - frequency + 0.5) / (frequency + 0.5))
    weight = weight_in(story, leaf)
    norm = K1 * (1 - B + B * length_of(story, leaf) / mean)
    return boost * idf * weight * (K1 + 1) / (weight + norm)


@pytest.mark.parametrize("segments", [1, 3])
def test_scores_are_bm25_with_field_weights(tmp_path: Path, segments: int) -> None:
    rng = random.Random(1)
    stories = [random_story(rng, str(key)) for key in range(60)]
    index = make_index(tmp_path)
    for start in range(0, 60, 60 // segments):
        add(index, stories[start : start + 60 // segments], merge=False)
    assert len(index.snapshot().views) == segments
    ranked = (
        Ranked(Phrase("工会")),
        Ranked(Word("工会"), 2.0),
        Ranked(Phrase("职"), 0.5),
        Ranked(Phrase("会职工"), 3.0),
    )
    answer = index.snapshot().search(Query(Every(), ranked, limit=None))
    by_key = {story["id"]: story for story in stories}
    scores = [found.score for found in answer.found]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 20
    for found in answer.found[::4]:
        expected = sum(score_by_hand(stories, by_key[found.key], item.leaf, item.boost) for item in ranked)
        assert found.score == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_the_newer_story_wins_a_tie(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    days = {"old": 1, "new": 9, "none": None}
    add(index, [{"id": key, "body": "工会", "day": day} for key, day in days.items()])
    ranked = (Ranked(Phrase("工会")),)
    answer = index.snapshot().search(Query(Phrase("工会"), ranked, order=(Order(), Order("day"))))
    assert [found.key for found in answer.found] == ["new", "old", "none"]
    first = index.snapshot().search(Query(Phrase("工会"), ranked, order=(Order(), Order("day")), limit=1))
    assert [found.key for found in first.found] == ["new"]


def test_equal_stories_tie_whatever_segment_they_are_in(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    rng = random.Random(3)
    text = "".join(rng.choices("河流缓向东而去天气困难职工驿站", k=400))
    add(index, [{"id": f"{number}", "body": text, "day": 1} for number in range(700)], merge=False)
    add(index, [{"id": "newest", "body": text, "day": 9}], merge=False)
    assert len(index.snapshot().views) == 2
    for size in range(2, 30):
        ranked = tuple(Ranked(Phrase(text[at : at + 2]), rng.random()) for at in range(0, 2 * size, 2))
        answer = index.snapshot().search(Query(Every(), ranked, order=(Order(), Order("day")), limit=1))
        assert answer.found[0].key == "newest"


def test_a_story_may_match_without_the_ranking_terms(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "body": "职工"}, {"id": "2", "body": "职工之家"}, {"id": "3", "body": "工会"}])
    condition = Or((Phrase("职工"), Phrase("工会")))
    answer = index.snapshot().search(Query(condition, (Ranked(Word("之家")), Ranked(Phrase("没有")))))
    assert answer.found[0].key == "2"
    assert answer.total == 3


def test_the_best_of_many_matches_are_found(tmp_path: Path) -> None:
    """So many stories that they are not all sorted, and the shortcut to the best of them is taken."""
    index = make_index(tmp_path)
    rng = random.Random(5)
    bodies = ["工会" * rng.randint(1, 30) + "职工" * rng.randint(0, 30) for _ in range(3000)]
    add(index, [{"id": str(key), "body": body} for key, body in enumerate(bodies)])
    ranked = (Ranked(Phrase("工会")),)
    whole = index.snapshot().search(Query(Phrase("工会"), ranked, limit=None))
    for limit in (1, 3, 10, 20):
        best = index.snapshot().search(Query(Phrase("工会"), ranked, limit=limit))
        assert [found.key for found in best.found] == [found.key for found in whole.found[:limit]]


def test_a_whole_run_ranks_above_any_number_of_its_words(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "scattered", "title": "职工，驿" * 30 + "工驿站" * 30}])
    add(index, [{"id": "whole", "body": "职工驿站" + "工" * 90}])
    pairs_of_it = tuple(map(Phrase, ("职工", "工驿", "驿站")))
    query = Query(Phrase("驿站"), tuple(map(Ranked, pairs_of_it)))
    whole = Phrase("职工驿站")
    assert index.snapshot().search(query).found[0].key == "scattered"
    better = replace(query, bonuses=(Bonus(whole, pairs_of_it),))
    assert index.snapshot().search(better).found[0].key == "whole"


def test_a_bonus_is_the_most_that_the_leaves_could_add(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": str(key), "body": "职工" if key % 3 else "驿站"} for key in range(9)])
    bonus = Bonus(Phrase("职工"), (Phrase("驿站"), Phrase("没有")), 0.5)
    found = index.snapshot().search(Query(Every(), bonuses=(bonus,))).found
    idf = log(1 + (9 - 3 + 0.5) / (3 + 0.5))
    assert [round(story.score, 4) for story in found] == [round(0.5 * idf * (K1 + 1), 4)] * 6 + [0] * 3
    assert index.snapshot().frequency(Phrase("驿站")) == 3


def test_without_full_matches_the_stories_with_most_words_come_first(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    bodies = {"both": "职工驿站很多", "often": "职工" * 50, "rare": "驿站没人来", "none": "工会", "gone": "职工驿站"}
    add(index, [{"id": key, "body": body} for key, body in bodies.items()], merge=False)
    add(index, [{"id": f"more{key}", "body": "职工"} for key in range(20)], merge=False)
    leaves = (Phrase("职工"), Phrase("驿站"), Phrase("没有"))
    query = Query(Not(Phrase("很少")), tuple(map(Ranked, leaves)), partly=leaves, least=0.25, limit=None)
    found = [story.key for story in index.snapshot().search(query).found]
    # 职工 is in almost every story, and 没有 in none: that weighs most.
    assert found == ["gone", "both", "rare"]
    assert index.snapshot().search(replace(query, least=0.5)).total == 0
    all_of_them = index.snapshot().search(replace(query, least=0.0))
    assert all_of_them.total == 24
    assert [story.key for story in all_of_them.found][:4] == ["gone", "both", "rare", "often"]
    assert index.snapshot().keys(replace(query, tree=And((Phrase("工会"),)))) == []


def test_a_story_is_looked_up_by_its_key(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "kept": "old"}, {"id": "2", "kept": "two"}], merge=False)
    add(index, [{"id": "1", "kept": "new"}], merge=False)
    writer = index.writer()
    writer.delete_by_key("2")
    writer.commit(merge=False)
    snapshot = index.snapshot()
    assert [snapshot.kept_of(key) for key in ("1", "2", "3")] == [{"kept": "new"}, None, None]
