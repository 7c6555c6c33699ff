"""The search of the archive, for the page and for manage.py search.

In: what a person typed, filters, and how much of the answer is wanted.
Out: SearchResults: the exact count, hits with marked snippets, facets, and notes.

Nothing that is typed is an error: notes say what could not be read, and the best reading is searched for.

This module asks search.answer, not Haystack. The page shows what no Haystack backend can give: counts of each facet
as if it were not filtered, stories that have only a part of the query, notes, and the phrases to mark. A call
through Haystack's connection would look as if another engine could be set there, and it could not. Haystack
(search.backends, set in HAYSTACK_CONNECTIONS) is the way in for everything that is written for Haystack:
SearchQuerySet, and the commands update_index and clear_index. Both read the same index.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Unpack

from django.conf import settings

from archive.models import Article
from archive.slices import in_slices
from search.answer import Answer, answer
from search.answer_facts import AnswerFacts
from search.facets import FacetValue, labelled
from search.query.explain import Reason, reasons
from search.query.score_shares import ScoreShares
from search.query.searched_text import SearchedText
from search.question import Question, Wishes
from search.snippets import Part, marked, places, snippet
from search.story_days import UNDATED, event_days, published_days
from search.story_document import FIELDS


@dataclass(frozen=True)
class Hit:
    """A part is plain text, never HTML, and whether it is to be marked.

    `snippet_parts`: one or two sentences of the original body. `title_parts`: the whole headline.
    `tier`: the one it belongs to, if the answer is made of several. `reasons`: for each term that ranks, how the story
    has it. `shares`: what made the score, if it was asked for.
    """

    article: Article
    score: float
    title_parts: list[Part]
    snippet_parts: list[Part]
    tier: str = ""
    reasons: tuple[Reason, ...] = ()
    shares: ScoreShares | None = None

    @property
    def missing(self) -> list[str]:
        """The words of the query that the story does not have; single characters only if no longer word is missing."""
        words = list(dict.fromkeys(word for reason in self.reasons for word in reason.missing))
        return [word for word in words if len(word) > 1] or words


@dataclass(frozen=True, kw_only=True)
class SearchResults(AnswerFacts):
    """`facets`: for each of search.facets.FACETS its choices, in the order they are shown."""

    query: str
    hits: list[Hit]
    facets: dict[str, list[FacetValue]]
    seconds: float = 0.0


def find(query: str, **wishes: Unpack[Wishes]) -> SearchResults:
    """The stories that `query` finds, best first; all of them if the limit is None. Filters: see search.facets.Filters.

    A query without any words finds every story, newest first.
    """
    begun = time.perf_counter()
    found = answer(Path(settings.INDEX_DIR), Question(query, **wishes))
    hits, facets = _hits(found), labelled(found.facets)
    return SearchResults(query=query, hits=hits, facets=facets, seconds=time.perf_counter() - begun, **found.facts())


def _hits(answer: Answer) -> list[Hit]:
    articles = _public([pk for pk, _ in answer.hits])
    # A story may have been withdrawn after the answer was made.
    return [_hit(articles[pk], score, answer) for pk, score in answer.hits if pk in articles]


def _hit(article: Article, score: float, answer: Answer) -> Hit:
    prepare = partial(SearchedText.of, tokenizer=answer.tokenizer)
    texts = {name: prepare(getattr(article, name)) for name in FIELDS}
    headline = texts["title"] if article.title else prepare(article.headline)
    of_then = [typed for typed, first, last in answer.days if _is_of_days(article, first, last)]
    people = [prepare(f"{credit.role} {credit.name}") for credit in article.credits.all()]
    return Hit(
        article,
        score,
        marked(article.headline, places(headline, answer.phrases)),
        snippet(article.body, places(texts["body"], answer.phrases)),
        answer.tier_of.get(article.pk, ""),
        reasons({**{name: [text] for name, text in texts.items()}, "people": people}, answer.phrases, of_then),
        answer.shares.get(article.pk),
    )


def _is_of_days(article: Article, first: int, last: int) -> bool:
    """Whether the story was certainly published between two days, or its event was then."""
    known = published_days(article.published, article.published_precision), event_days(article.event_date)
    return any(days != UNDATED and first <= days[0] and days[1] <= last for days in known)


def _public(pks: Sequence[int]) -> dict[int, Article]:
    articles: dict[int, Article] = {}
    for some in in_slices(pks):
        found = Article.objects.published().for_lists().filter(pk__in=some)
        articles.update({article.pk: article for article in found})
    return articles
