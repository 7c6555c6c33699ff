"""Search against a naive scan of all stories: the same sets, whatever is asked."""

import random

import pytest

from archive.models import Article
from search.find import Found, find
from search.index.snapshot import open_snapshot
from search.rebuild import rebuild
from tests import factories
from tests.search import oracle
from text.fold import fold
from text.grams import squeeze
from text.script import to_simplified, to_traditional
from text.words import Cutter

pytestmark = pytest.mark.django_db
STORIES = oracle.stories(80, seed=1)
# What a query reads as syntax; runs with these are asked for in tests of the syntax.
SYNTAX = set('"“”「」（）()|｜*-－:：')


@pytest.fixture
def archive(root, settings) -> tuple[list[int], Cutter]:
    """Primary keys of STORIES, in their order, and the cutter of their index."""
    factories.region()
    articles = Article.objects.add_all(Article(script="mixed", **story) for story in STORIES)
    Article.objects.all().publish_all()
    rebuild(root, lambda done, total: None)
    return [article.pk for article in articles], open_snapshot(root).cutter


def numbers(answer: Found, pks: list[int]) -> set[int]:
    """The stories that have all that was asked for."""
    assert answer.total == len(answer.hits)
    return {pks.index(hit.article.pk) for hit in answer.hits} if answer.match == "all" else set()


def a_run(rng: random.Random) -> str:
    """1 to 20 characters of a story, in its script or the other."""
    while True:
        text = rng.choice(list(rng.choice(STORIES).values()))
        start = rng.randrange(len(text))
        run = text[start : start + rng.randint(1, 20)]
        if squeeze(fold(run)).text and not SYNTAX & set(run):
            return rng.choice((str, to_simplified, to_traditional))(run)


def test_any_run_of_characters_finds_what_a_scan_finds(archive):
    pks, cutter = archive
    rng = random.Random(2)
    for _ in range(150):
        # In a query white space parts words; a person who types what she sees leaves it out.
        run = "".join(a_run(rng).split())
        assert numbers(find(run, limit=None), pks) == oracle.matching(("run", run), STORIES, cutter), run


def a_tree(rng: random.Random, depth: int = 3) -> tuple:
    kind = rng.choice(("run", "run", "phrase", "field", "and", "and", "or", "not")) if depth else "run"
    if kind in ("run", "phrase"):
        return kind, "".join(a_run(rng).split())[: rng.choice((1, 2, 2, 3, 4, 8))].strip(
            "".join(oracle.SIGNS)
        ) or "工会"
    if kind == "field":
        return kind, rng.choice(oracle.FIELDS), a_tree(rng, 0)
    if kind == "not":
        return kind, a_tree(rng, depth - 1)
    return kind, *(a_tree(rng, depth - 1) for _ in range(2))


def typed(tree: tuple) -> str:
    """The tree as a person types it."""
    kind, *rest = tree
    if kind == "run":
        return rest[0]
    if kind == "phrase":
        return f"“{rest[0]}”"
    if kind == "field":
        return f"{rest[0]}:{typed(rest[1])}"
    if kind == "not":
        return f"NOT ({typed(rest[0])})"
    return f"({typed(rest[0])} {kind.upper()} {typed(rest[1])})"


def test_any_tree_finds_what_a_scan_finds(archive):
    pks, cutter = archive
    rng = random.Random(3)
    empty = 0
    for _ in range(80):
        tree = a_tree(rng)
        expected = oracle.matching(tree, STORIES, cutter)
        answer = find(typed(tree), limit=None)
        if expected:
            assert numbers(answer, pks) == expected, typed(tree)
            continue
        # Where nothing fits, the plain text is tried, then stories with a part of it; both are said.
        empty += 1
        assert answer.total == 0 or answer.notes or answer.match == "some", typed(tree)
    assert empty < 40
