"""The answer to any query equals that of a scan of every story."""

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine.array_index import ArrayIndex
from search.engine.query_tree import Every, FacetFilter, Order, Phrase, Query, Ranked, Word
from search.fields import KeyField, TextField, schema_of
from search.index import merge
from tests.search.support.shared_index import (
    ALPHABET,
    COMMON_TEXT,
    add,
    counted,
    holds,
    make_index,
    pieces,
    random_story,
    random_tree,
)
from text.fold import fold
from text.grams import has_word_boundaries, signs, strip_punctuation
from text.units import cut_texts, phrase_parts

Archive = tuple[ArrayIndex, dict[str, dict]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """A few hundred stories in several segments, some replaced, some deleted; one segment has many common keys."""
    rng = random.Random(4)
    index = make_index(tmp_path_factory.mktemp("index"))
    stories = {}
    for start in range(0, 300, 100):
        batch = [random_story(rng, str(key)) for key in range(start, start + 100 + 20)]
        stories |= {story["id"]: story for story in batch}
        with pytest.MonkeyPatch.context() as patch:
            if start == 100:
                patch.setattr(merge, "COMMON", 8)
                patch.setattr(merge, "COMMON_UNIT", 100)
            add(index, batch, merge=False)
    writer = index.writer()
    for key in range(0, 300, 7):
        assert writer.delete_by_key(str(key))
        del stories[str(key)]
    writer.commit(merge=False)
    grams = [view.segment.sections["grams.keys"] for view in index.snapshot().views]
    assert [len(keys) > 0 for keys in grams] == [False, True, False]
    assert {bool(key & 0xFFFF) for key in grams[1].tolist()} == {False, True}
    return index, stories


def test_any_query_tree_finds_the_same_as_a_scan(archive: Archive) -> None:
    index, stories = archive
    rng = random.Random(5)
    sizes = set()
    for _ in range(500):
        tree = random_tree(rng)
        expected = {key for key, story in stories.items() if holds(tree, story)}
        answer = index.snapshot().search(Query(tree, facets=("province", "program"), limit=None))
        assert {found.key for found in answer.found} == expected, tree
        assert answer.total == len(expected)
        some = [stories[key] for key in expected]
        assert answer.facets == {name: counted(some, name) for name in ("province", "program")}
        sizes.add(len(expected))
    assert len(sizes) > 100


def test_a_snapshot_with_excluded_stories_answers_as_if_they_were_deleted(archive: Archive) -> None:
    index, stories = archive
    whole, rng = index.snapshot(), random.Random(8)
    for _ in range(60):
        gone = frozenset(rng.sample([*stories, "deleted", "0"], rng.randint(0, 40)))
        tree, some = random_tree(rng), whole.without(gone)
        left = {key for key, story in stories.items() if key not in gone and holds(tree, story)}
        answer = some.search(Query(tree, facets=("province", "program"), limit=None))
        assert {found.key for found in answer.found} == left
        assert answer.facets == {name: counted([stories[key] for key in left], name) for name in answer.facets}
        assert len(some) == len(stories.keys() - gone)
        assert len(whole) == len(stories)
    assert whole.without(frozenset("1")) is whole.without(frozenset("1"))
    assert whole.without(frozenset()) is whole


def test_the_score_of_a_story_does_not_depend_on_excluded_ones(archive: Archive) -> None:
    query = Query(Phrase("工会"), (Ranked(Phrase("工会")), Ranked(Word("职驿"))), limit=None)
    snapshot = archive[0].snapshot()
    scores = {found.key: found.score for found in snapshot.search(query).found}
    left_out = frozenset(list(scores)[:5])
    assert {found.key: found.score for found in snapshot.without(left_out).search(query).found} == {
        key: score for key, score in scores.items() if key not in left_out
    }


def test_every_phrase_of_every_length_finds_its_story(archive: Archive) -> None:
    index, stories = archive
    rng = random.Random(6)
    snapshot = index.snapshot()
    for key, story in stories.items():
        stripped = strip_punctuation(fold(story["body"])).text
        if not stripped:
            continue
        start = rng.randrange(len(stripped))
        run = stripped[start : start + rng.randint(1, 20)]
        assert key in snapshot.keys(Query(Phrase(run))), run
        assert key in snapshot.keys(Query(Phrase(run, ("body",)))), run


def test_a_phrase_crosses_neither_fields_nor_pieces_nor_stories(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "title": "职工", "body": "驿站", "names": ["张三", "李四"]}, {"id": "2", "title": "工会"}])
    snapshot = index.snapshot()
    assert snapshot.keys(Query(Phrase("驿站"))) == ["1"]
    for run in ("站张", "三李", "张三李四", "站职", "四工", "工工会", "驿站职工"):
        assert snapshot.keys(Query(Phrase(run))) == []


def test_a_field_searched_only_by_name_is_found_only_by_name(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "title": "职工", "region": "重庆市"}])
    snapshot = index.snapshot()
    assert snapshot.keys(Query(Phrase("重庆", ("region",)))) == ["1"]
    assert snapshot.keys(Query(Phrase("重庆"))) == []
    assert snapshot.keys(Query(Phrase("职工", ("region",)))) == []
    assert snapshot.keys(Query(Phrase("职工", ("body",)))) == []


def test_filters_narrow_the_answer_but_not_the_counts_of_their_own_facet(archive: Archive) -> None:
    index, stories = archive
    rng = random.Random(7)
    for _ in range(60):
        tree = random_tree(rng, depth=1)
        filters = {"province": ("50", "")} | ({"program": ("a", "c")} if rng.random() < 0.5 else {})
        answer = index.snapshot().search(Query(tree, filters=filters, facets=("province", "program"), limit=None))

        def passing(but: str, tree: object = tree, filters: dict = filters) -> list[dict]:
            others = [FacetFilter(name, values) for name, values in filters.items() if name != but]
            return [story for story in stories.values() if all(holds(node, story) for node in (tree, *others))]

        assert {found.key for found in answer.found} == {story["id"] for story in passing("")}
        for name in ("province", "program"):
            assert answer.facets[name] == counted(passing(name), name)


def test_pages_of_an_answer_are_slices_of_the_whole(archive: Archive) -> None:
    index, _ = archive
    for order in ((Order(),), (Order("day"), Order()), (Order("day", descending=False),)):
        run = Phrase("工")
        ranked = (Ranked(run), Ranked(Word("职工"), 2.0))
        whole = [found.key for found in index.snapshot().search(Query(run, ranked, order=order, limit=None)).found]
        assert len(whole) > 100
        for offset in (0, 3, 50, len(whole) - 1, len(whole) + 5):
            page = index.snapshot().search(Query(run, ranked, order=order, offset=offset, limit=7))
            assert [found.key for found in page.found] == whole[offset : offset + 7]
            assert page.total == len(whole)


def test_stories_are_ordered_by_a_number_and_those_without_it_come_last(archive: Archive) -> None:
    index, stories = archive
    for descending in (True, False):
        answer = index.snapshot().search(Query(Every(), order=(Order("day", descending),), limit=None))
        days = [stories[found.key].get("day") for found in answer.found]
        known = [day for day in days if day is not None]
        assert known == sorted(known, reverse=descending)
        assert days[len(known) :] == [None] * (len(days) - len(known))


def test_stored_values_of_a_story_are_returned(archive: Archive) -> None:
    index, stories = archive
    for found in index.snapshot().search(Query(Every(), limit=None)).found:
        assert found.kept == {"kept": stories[found.key]["kept"]}
    assert dict(index.snapshot().stories()) == {key: {"kept": story["kept"]} for key, story in stories.items()}


def test_the_values_of_a_facet_are_listed(archive: Archive) -> None:
    assert archive[0].snapshot().values("province") == {"", "50", "51", "重庆"}
    assert archive[0].snapshot().values("program") == {"a", "b", "c"}


def test_runs_that_no_text_can_contain_are_not_found(archive: Archive) -> None:
    snapshot = archive[0].snapshot()
    for text in ("", "\0", "\0\0", "工\0", "\ud842", "工\udfb7", "会" * 10_000):
        for fields in ((), ("title",), ("region",)):
            assert snapshot.keys(Query(Phrase(text, fields))) == []
            assert snapshot.keys(Query(Phrase(text, fields, whole=True))) == []


def test_an_empty_index_answers(tmp_path: Path) -> None:
    answer = make_index(tmp_path).snapshot().search(Query(Phrase("工"), (Ranked(Phrase("工")),), facets=("province",)))
    assert (answer.total, answer.found, answer.facets) == (0, [], {"province": {}})


@cache  # each text is looked for in every piece of every story
def signs_between(text: str) -> tuple[str, list[set[str]]]:
    """The stripped text; the signs before each of its characters, and before its end."""
    folded = fold(text)
    stripped = strip_punctuation(folded)
    kept = [stripped.origin(place, place + 1)[0] for place in range(len(stripped.text))]
    before: list[set[str]] = [set() for _ in range(len(kept) + 1)]
    for place, char in enumerate(folded):
        if signs(char):
            before[sum(one < place for one in kept)].add(char)
    return stripped.text, before


def reads(story: dict, text: str) -> bool:
    """Whether a piece of the story contains this text, including its signs."""
    run, wanted = signs_between(text)
    for name in COMMON_TEXT:
        for piece in pieces(story, name):
            stripped, between = signs_between(piece)
            for start in range(len(stripped) - len(run) + 1):
                there = between[start : start + len(run) + 1]
                if stripped.startswith(run, start) and all(map(set.issubset, wanted, there)):
                    return True
    return False


def test_punctuation_in_a_run_must_match(archive: Archive) -> None:
    index, stories = archive
    rng = random.Random(9)
    found_some = 0
    for _ in range(150):
        text = "".join(rng.choices("工会1。,. 𠮷", k=rng.randint(1, 4)))
        run, between = phrase_parts(text)
        if not run and not between:
            continue
        expected = {key for key, story in stories.items() if reads(story, text)}
        assert set(index.snapshot().keys(Query(Phrase(run, signs=between)))) == expected, text
        found_some += bool(expected) and bool(between)
    assert found_some > 40


@given(st.lists(st.text(ALPHABET + "bπ0５，、\u200b", max_size=12), min_size=1, max_size=4))
def test_word_boundaries_follow_the_grams(texts: list[str]) -> None:
    cut = cut_texts(texts)
    glued, base = set(cut.glued.tolist()), 0
    for text in texts:
        folded = fold(text)
        stripped = strip_punctuation(folded)
        units = stripped.text.encode("utf-16-le")
        assert cut.units[base : base + len(units) // 2].tobytes() == units
        for place in range(len(stripped.text)):
            unit = len(stripped.text[:place].encode("utf-16-le")) // 2
            start, end = stripped.origin(place, place + 1)
            expected = not has_word_boundaries(folded, start, max(end, len(folded)))
            assert (base + unit in glued) == expected
        base += len(units) // 2 + 1
    assert len(cut.units) == base


def test_searching_an_unknown_field_is_an_error(archive: Archive) -> None:
    for fields in (("nosuch",), ("title", "nosuch"), ("title", "region")):
        with pytest.raises(KeyError):
            archive[0].snapshot().keys(Query(Phrase("工会", fields)))


def test_an_unassigned_code_point_does_not_split_a_word(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    add(index, [{"id": "1", "body": "工\U00040000会"}])
    assert index.snapshot().keys(Query(Phrase("会", whole=True))) == ["1"]


def test_a_schema_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="TextField"):
        ArrayIndex.make(tmp_path, schema_of(id=KeyField(), region=TextField(0)))
