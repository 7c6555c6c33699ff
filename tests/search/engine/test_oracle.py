"""Search compared with a naive scan of all stories: the same sets and the same counts for any query."""

import datetime
import random
import shutil
from collections.abc import Sequence
from itertools import count
from operator import sub
from pathlib import Path

import pytest

from search.answer import Answer
from search.generations.served_snapshot import ServedSnapshot
from search.query.dated_runs import date_apart
from search.query.tiers import EXACT, LITERAL, SCATTERED, SENTENCE
from search.story_document import StoryDocument
from tests.search.support import oracle
from tests.search.support.indexed import ask, document, index_of
from text.fold import fold
from text.grams import strip_punctuation
from text.script import to_simplified, to_traditional

# Characters that are syntax in a query. Other tests query for runs with these.
SYNTAX = set('"“”「」（）()|｜*-－:：')
NAMED = {"province": "省", "source": "来源", "program": "项目"}
STORIES, TREES, RUNS = 120, 150, 50
# The tiers of a single run.
SINGLE = EXACT, SENTENCE, SCATTERED, LITERAL


def put_in(root: Path, stories: Sequence[oracle.GivenStory]) -> ServedSnapshot:
    return index_of(root, (_document(number, story) for number, story in enumerate(stories)))


def _document(number: int, story: oracle.GivenStory) -> StoryDocument:
    names = {kind: story.names(kind) for kind in NAMED}
    texts = tuple(story.texts[name] for name in oracle.FIELDS)
    return document(number, texts, names=names, facets=dict(story.facets), published=story.days or (0, 0))


@pytest.fixture(scope="module")
def archive(tmp_path_factory, dictionaries) -> tuple[list[oracle.GivenStory], ServedSnapshot]:
    stories = oracle.stories(STORIES, seed=1)
    root = tmp_path_factory.mktemp("oracle")
    shutil.copytree(dictionaries, root / "dictionaries")
    return stories, put_in(root, stories)


def numbers(found: Answer) -> set[int]:
    """The numbers of the stories that contain everything the query requires."""
    assert found.total == len(found.hits)
    return {pk for pk, _ in found.hits} if found.match == "all" else set()


def a_run(rng: random.Random, stories: Sequence[oracle.GivenStory]) -> str:
    """1 to 20 characters of a story, in either script. White space separates words in a query, so it is left out."""
    while True:
        text = rng.choice(list(rng.choice(stories).texts.values()))
        start = rng.randrange(len(text))
        run = "".join(text[start : start + rng.randint(1, 20)].split())
        # A run with a date is read as two: tests/search/test_dates_in_runs.py.
        is_one = len(date_apart(run, oracle.TODAY)) == 1
        if is_one and strip_punctuation(fold(run)).text and not SYNTAX & set(run):
            return rng.choice((str, to_simplified, to_traditional))(run)


def test_any_run_of_characters_finds_the_same_stories_in_the_same_tiers_as_a_scan(archive):
    stories, snapshot = archive
    rng, scan = random.Random(2), oracle.TextScan(stories, snapshot.cutter)
    for _ in range(RUNS):
        run = a_run(rng, stories)
        tiers = scan.tiers_of(run)
        up_to = [len(set.union(*tiers[: number + 1])) for number in range(4)]
        found = ask(snapshot, run, limit=None, expand=False, correct=False)
        assert found.tiers == tuple(zip(SINGLE, map(sub, up_to, [0, *up_to]), strict=False)), run
        if up_to[1]:
            assert numbers(found) == set.union(*tiers[:2]), run
        for name in SINGLE:
            only = ask(snapshot, run, limit=None, expand=False, correct=False, tier=name)
            earlier = set().union(*tiers[: SINGLE.index(name)])
            assert {pk for pk, _ in only.hits} == tiers[SINGLE.index(name)] - earlier, (run, name)


def test_every_story_with_the_characters_in_a_row_is_in_some_tier(archive):
    stories, snapshot = archive
    rng, scan = random.Random(8), oracle.TextScan(stories, snapshot.cutter)
    for _ in range(RUNS):
        run = a_run(rng, stories)
        found = {pk for name in SINGLE for pk, _ in ask(snapshot, run, limit=None, tier=name).hits}
        assert scan.tiers_of(run)[3] <= found, run


def test_several_runs_are_told_apart_by_how_near_they_are(archive):
    stories, snapshot = archive
    rng, scan = random.Random(9), oracle.TextScan(stories, snapshot.cutter)
    for _ in range(RUNS):
        runs = [a_run(rng, stories)[:4].strip("".join(oracle.SIGNS)) or "工会" for _ in range(2)]
        if rng.random() < 0.2:
            runs[1] = str(rng.randint(2016, 2023))
        if not all(strip_punctuation(fold(run)).text for run in runs) or len({fold(run) for run in runs}) < 2:
            continue
        found = ask(snapshot, " ".join(runs), limit=None, expand=False, correct=False)
        answer = scan.matching(("and", *(("run", run) for run in runs)))
        closed_up = scan.closed_up(runs)
        answer |= closed_up
        row = (answer & scan.near(runs, scan.in_a_row)) | closed_up
        same = answer & scan.near(runs, scan.together)
        counts = [len(row), len(row | same) - len(row), len(answer) - len(row | same)]
        assert [count for _, count in found.tiers[:3]] == (counts if found.match != "some" else []), runs


def a_tree(rng: random.Random, stories: Sequence[oracle.GivenStory], depth: int = 3) -> tuple:
    inner = ("field", "and", "and", "or", "not") if depth else ()
    kind = rng.choice(("run", "run", "phrase", "named", "value", "days", *inner))
    if kind in ("run", "phrase"):
        run = a_run(rng, stories)[: rng.choice((1, 2, 2, 3, 4, 8))].strip("".join(oracle.SIGNS))
        is_one = len(date_apart(run, oracle.TODAY)) == 1
        return kind, run if is_one and strip_punctuation(fold(run)).text else "工会"
    if kind == "named":
        name = rng.choice(list(NAMED))
        full = rng.choice(rng.choice(list(oracle.NAMED[name].values())))
        return kind, name, rng.choice((full, full[:2], to_traditional(full)))
    if kind == "value":
        facet = rng.choice(("kind", "script"))
        return kind, facet, rng.choice(rng.choice(stories).facets[facet])
    if kind == "days":
        first = datetime.date(rng.randint(2019, 2024), rng.randint(1, 12), 1)
        return kind, first, first + datetime.timedelta(days=rng.choice((0, 40, 400, 1200)))
    if kind == "field":
        return kind, rng.choice(oracle.FIELDS), ("run", a_run(rng, stories)[:3])
    parts = 1 if kind == "not" else rng.choice((2, 2, 3))
    return kind, *(a_tree(rng, stories, depth - 1) for _ in range(parts))


def typed(tree: tuple) -> str:
    """The tree as a person types it."""
    kind, *rest = tree
    if kind == "run":
        return rest[0]
    if kind == "phrase":
        return f"“{rest[0]}”"
    if kind == "field":
        return f"{rest[0]}:{typed(rest[1])}"
    if kind == "named":
        return f"{NAMED[rest[0]]}：{rest[1]}"
    if kind == "value":
        return f"{rest[0]}:{rest[1]}"
    if kind == "days":
        return f"日期:{rest[0]}..{rest[1]}"
    if kind == "not":
        return f"NOT ({typed(rest[0])})"
    return f"({f' {kind.upper()} '.join(map(typed, rest))})"


def some_filters(rng: random.Random, stories: Sequence[oracle.GivenStory]) -> dict[str, tuple[str, ...]]:
    """No filters half of the time, otherwise values of one or two facets; values of one facet are alternatives."""
    facets = rng.sample(oracle.FACETS, rng.choice((0, 0, 1, 2)))
    values = {facet: [value for story in stories[:20] for value in story.facets[facet]] for facet in facets}
    return {facet: tuple(rng.sample(some, min(len(some), rng.choice((1, 2))))) for facet, some in values.items()}


def check_trees(stories: Sequence[oracle.GivenStory], snapshot: ServedSnapshot, trees: int, seed: int) -> None:
    rng, empty, scan = random.Random(seed), count(), oracle.TextScan(stories, snapshot.cutter)
    for _ in range(trees):
        tree, filters = a_tree(rng, stories), some_filters(rng, stories)
        expected = scan.answer(tree)
        found = ask(snapshot, typed(tree), limit=None, filters=filters, expand=False, correct=False)
        if not expected:
            # If nothing matches, the plain text is tried, then stories with a part of it; a note reports either.
            next(empty)
            assert found.total == 0 or found.notes or found.shown or found.match == "some", typed(tree)
            continue
        left = oracle.narrowed(expected, stories, filters)
        assert numbers(found) == left, typed(tree)
        assert not found.notes, typed(tree)
        for facet in oracle.FACETS:
            # The filter of a facet does not apply to the counts of that facet.
            others = {name: values for name, values in filters.items() if name != facet}
            those = left if others == filters else oracle.narrowed(expected, stories, others)
            assert found.facets[facet] == oracle.counted(those, stories, facet), (typed(tree), filters, facet)
    assert next(empty) < trees / 2


def test_any_query_tree_finds_and_counts_the_same_as_a_scan(archive):
    check_trees(*archive, TREES, seed=3)


@pytest.mark.corpus
def test_two_thousand_query_trees_find_the_same_as_a_scan_of_three_thousand_stories(tmp_path):
    stories = oracle.stories(3000, seed=4)
    check_trees(stories, put_in(tmp_path, stories), 2000, seed=5)
