"""Slow proofs on real news: any characters that are visible in a story find it, and the best story comes first."""

import random
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command

from search.find import find
from search.generations.served_snapshot import ServedSnapshot
from search.indexing.rebuild import rebuild
from search.query.tiers import LITERAL, LOOSE, SCATTERED
from tests.search import relevance
from tests.search.support import news
from tests.search.support.indexed import ask, index_of
from tests.search.support.news import NewsStory
from tests.search.support.odd_texts import odd_string
from tests.support.time_limit import keeps_within

pytestmark = pytest.mark.corpus
STORIES, RUNS = 20_000, 10_000
# A story whose characters are in a row is in the answer, or in a tier that is offered beside it.
OFFERED = SCATTERED, LOOSE, LITERAL


@pytest.fixture(scope="module")
def corpus() -> Path:
    folder = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("../shared is not there: a fresh clone stands alone")
    return folder


@pytest.fixture(scope="module")
def archive(corpus, tmp_path_factory) -> tuple[list[NewsStory], ServedSnapshot]:
    stories = list(news.stories(corpus, STORIES))
    assert len(stories) == STORIES
    return stories, index_of(tmp_path_factory.mktemp("news"), (story.document() for story in stories))


def test_any_visible_characters_find_their_story(archive):
    stories, snapshot = archive
    rng, converters = random.Random(7), news.converters()
    missed = []
    for _ in range(RUNS):
        story = rng.choice(stories)
        typed = news.disturbed(rng, rng.choice(converters)(news.a_run(rng, story.texts)))
        # Narrowed to a few stories, so that it need not be found among thousands of hits.
        wishes = {"limit": None, "filters": {"source": (story.source,)}, "correct": False}
        answers = (ask(snapshot, typed, tier=tier, **wishes) for tier in ("", *OFFERED))
        if not any(story.number == pk for found in answers for pk, _ in found.hits):
            missed.append(typed)
    assert missed == []


def test_any_string_is_answered_at_once(archive, tmp_path):
    """20,000 strings over 2,000 stories, each within 200 ms of one processor."""
    stories, _ = archive
    snapshot = index_of(tmp_path, (story.document() for story in stories[::10]))
    rng = random.Random(9)
    for _ in range(20_000):
        query = odd_string(rng)
        # The first use of a term checks its checksum, which takes longer: so it is measured again.
        assert keeps_within(0.2, partial(answered, snapshot, query)), query


def answered(snapshot: ServedSnapshot, query: str) -> None:
    found = ask(snapshot, query)
    assert found.total >= len(found.hits)


def test_a_headline_finds_its_story_first(archive):
    stories, snapshot = archive
    asked = random.Random(8).sample(stories, 500)
    assert relevance.known_items(snapshot, stories, asked).first >= 0.99


@pytest.mark.django_db
def test_the_stories_of_the_client_are_found_by_their_own_words(shared, root):
    call_command("load_reference", verbosity=0)
    call_command("ingest", *sorted(map(str, Path(shared, "seeds").glob("*.txt"))), publish=True, verbosity=0)
    rebuild(root, lambda done, total: None)
    simplified, traditional = find("昆明国际花卉拍卖"), find("昆明國際花卉拍賣")
    found = [hit.article.pk for hit in traditional.hits]
    assert found == [hit.article.pk for hit in simplified.hits]
    assert {hit.article.script for hit in traditional.hits} == {"hans", "hant"}
    assert any("呈贡" in hit.article.body for hit in traditional.hits)
    assert find("陕西陕煤曹家滩矿业").hits[0].article.pk in found
