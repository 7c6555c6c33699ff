"""Pages made of single stories are split into these stories again."""

from itertools import islice, pairwise
from statistics import mean

import pytest

from archive.evaluation.story_scores import bare, found_stories, pair_f1
from archive.reading.split import split
from tests.support.made_pages import Habits, MadePage, Single, made_pages, singles
from tests.support.shared_files import corpus, needs_shared
from tests.support.stories import STORIES
from text.script import to_traditional


def _f1(page: MadePage) -> float:
    found = found_stories(page.text, split(page.text))
    return pair_f1([story.lines for story in found], page.gold)


def _titles(pages: list[MadePage]) -> float:
    """Returns the share of titles found, not counting those broken over two lines."""
    right = total = 0
    for page in pages:
        found = {bare(story.title) for story in found_stories(page.text, split(page.text))}
        titles = [s["title"] for s in page.gold["stories"] if not s.get("broken")]
        right += sum(bare(title) in found for title in titles)
        total += len(titles)
    return right / total


def test_small_pages_of_invented_stories_are_split():
    pages = list(made_pages(STORIES, 1, 12, Habits(most_stories=4, broken=0)))
    assert mean(map(_f1, pages)) >= 0.9
    assert _titles(pages) >= 0.9


def test_the_same_seed_makes_the_same_page():
    habits = Habits(most_stories=4)
    assert list(made_pages(STORIES, 7, 3, habits)) == list(made_pages(STORIES, 7, 3, habits))


def test_a_made_page_has_each_line_in_one_story():
    for page in made_pages(STORIES, 3, 8, Habits(most_stories=4)):
        printed = [at for at, line in enumerate(page.text.split("\n"), start=1) if line]
        assert sorted(at for story in page.gold["stories"] for at in story["lines"]) == printed


@pytest.fixture(scope="module")
def real() -> list[Single]:
    return list(singles(corpus(step=97)))


@pytest.mark.corpus
@needs_shared
class TestPagesOfRealStories:
    def test_pages_fall_into_their_stories(self, real):
        pages = list(made_pages(real, 101, 40))
        scores = [_f1(page) for page in pages]
        assert mean(scores) >= 0.96
        # A story cut at the end of a paragraph can be found only by its words; one of 40 pages may fail.
        assert sorted(scores)[1] >= 0.75
        assert _titles(pages) >= 0.95

    def test_half_the_leads_are_enough(self, real):
        assert mean(map(_f1, made_pages(real, 102, 40, Habits(leadless=0.5)))) >= 0.90

    def test_traditional_pages_fall_into_their_stories(self, real):
        traditional = [Single(to_traditional(one.title), tuple(map(to_traditional, one.paragraphs))) for one in real]
        assert mean(map(_f1, made_pages(traditional, 103, 40))) >= 0.93

    def test_a_single_story_stays_one(self, real):
        texts = ["\n".join([one.title, *one.paragraphs]) for one in islice(real, 200)]
        assert sum(len(split(text).drafts) > 1 for text in texts) <= 4

    def test_the_order_of_sound_stories_is_kept(self, real):
        kept = total = 0
        for page in made_pages(real, 104, 20):
            found = found_stories(page.text, split(page.text))
            owner = {line: story.lines for story in found for line in story.lines}
            for story in page.gold["stories"]:
                for above, below in pairwise(story["order"]):
                    if owner.get(above) is owner.get(below) is not None:
                        order = [line for line in owner[above] if line in story["lines"]]
                        kept += order.index(below) == order.index(above) + 1
                        total += 1
        assert kept / total >= 0.995
