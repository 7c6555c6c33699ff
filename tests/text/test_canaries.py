"""Words and characters that must be equal in both scripts, whichever table they come from."""

import json
import lzma
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from tests.support.time_limit import keeps_within
from tests.text.test_fold import check_map
from text import build_fold_table
from text.fold import TABLE_FILE, fold, fold_with_map
from text.readings import readings
from text.words import Cutter

HERE = Path(__file__).parent


def pairs_of(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(one, other) for one, other in map(str.split, rows(lines))]


def rows(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith("#")]


def apart(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(one, other) for one, other in pairs if fold(one) != fold(other)]


def test_words_from_a_handwritten_list_fold_alike_in_both_scripts():
    pairs = pairs_of("canaries.txt")
    assert len({pair for pair in pairs if pair[0] != pair[1]}) >= 300
    assert apart(pairs) == []


def test_unihan_pairs_missing_from_opencc_fold_alike():
    pairs = pairs_of("unihan_pairs.txt")
    assert len(set(pairs)) == 200
    assert apart(pairs) == []


def test_no_class_of_folded_characters_is_large():
    lines = rows(TABLE_FILE.with_name("classes.txt").read_text(encoding="utf-8").splitlines())
    assert len(lines) > 6000
    assert max(map(len, lines)) <= 6


def test_the_fold_table_is_up_to_date(shared):
    if unicodedata.unidata_version not in TABLE_FILE.read_text(encoding="utf-8").split("\n")[0]:
        pytest.skip("the table was written by a Python with another version of Unicode")
    classes = build_fold_table.build_classes(shared / "data")
    made = build_fold_table.fold_rows(build_fold_table.targets(classes))
    assert rows(TABLE_FILE.read_text(encoding="utf-8").split("\n"))[:-1] == list(made)


def test_unihan_never_joins_two_classes_of_opencc(shared):
    classes = build_fold_table.build_classes(shared / "data")
    assert len(classes.refused) < 10
    assert apart(classes.refused) == classes.refused


def stories(shared: Path, step: int) -> list[str]:
    with lzma.open(shared / "corpus" / "news.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["body"] for line in islice(lines, 0, None, step)]


def words_of(texts: Iterable[str]) -> list[str]:
    """The 20,000 commonest words as they occur in the texts."""
    cutter = Cutter()
    counts: Counter[str] = Counter()
    for text in texts:
        folded = fold_with_map(text)
        ends = accumulate(map(len, cutter.cut(folded.text)), initial=0)
        counts.update(text[slice(*folded.origin(start, end))] for start, end in pairwise(ends))
    return [word for word, _ in counts.most_common(20_000)]


@pytest.mark.corpus
def test_the_commonest_words_fold_alike_in_every_standard_of_opencc(shared):
    words = words_of(stories(shared, 1))
    assert len(words) == 20_000
    for standard in ("s2t", "s2tw", "s2hk"):
        convert = OpenCC(standard).convert
        assert apart([(word, convert(word)) for word in words]) == []


@pytest.mark.corpus
def test_a_query_in_any_standard_of_opencc_matches_stories_in_it(shared):
    texts = stories(shared, 50)
    for standard in ("s2t", "s2tw", "s2hk"):
        convert = OpenCC(standard).convert
        pairs = {pair for text in texts for pair in zip(text, convert(text), strict=True)}
        assert [(one, other) for one, other in pairs if fold(one) not in readings(other)] == []


@pytest.mark.corpus
def test_traditional_passages_fold_like_their_simplification_by_opencc(shared):
    lines = (shared / "corpus" / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [story["text"] for story in map(json.loads, lines) if story["set"] == "drcd_dev"]
    convert = OpenCC("t2s").convert
    missed = Counter(
        one + other
        for text in texts
        for one, other in zip(fold(text), fold(convert(text)), strict=True)
        if one != other
    )
    # 計畫 equals 计划, and 画 must not find 计划: readings.py takes care of that.
    assert set(missed) <= {"画划"}


@pytest.mark.corpus
@settings(max_examples=100_000, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=40))
def test_the_map_gives_back_the_original_of_a_hundred_thousand_strings(text: str):
    check_map(text)


@pytest.mark.corpus
def test_twenty_million_characters_are_folded_in_a_second(shared):
    texts = stories(shared, 8)
    fold(texts[0])
    assert keeps_within(sum(map(len, texts)) / 20e6, lambda: list(map(fold, texts)))
