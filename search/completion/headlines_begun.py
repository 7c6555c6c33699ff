"""Headlines of published stories in which a word begins with the typed text, from the index of the search.

In: the typed text. Out: offers that open the story. Withdrawn and corrected stories are left out as in a search.
"""

from pathlib import Path
from typing import NamedTuple

from archive.models import Article
from archive.views.wording import LANGUAGES, publication_in_words
from search.completion.offer import Offer
from search.completion.typed_run import TypedRun
from search.engine.query_tree import Node, Or, Order, Phrase, Query
from search.generations.generation import IndexMissing
from search.generations.served_snapshot import ServedSnapshot, with_served_snapshot
from search.withdrawn import left_out_ids, outdated_in
from text.fold import fold
from text.grams import strip_punctuation

# Fewer characters begin too many headlines; letters are rarely the beginning of a word in one.
FEWEST, FEWEST_LETTERS = 2, 3
# The newest headlines that are read. Those that begin with the typed text come first.
POOL = 24
NEWEST_FIRST = (Order("first_day"), Order("pk"))


class Begun(NamedTuple):
    """`is_inside`: the headline does not begin with the typed text."""

    is_inside: bool
    text: str
    article: Article


def headlines_begun(root: Path, runs: list[TypedRun], most: int) -> list[Offer]:
    """At most `most`. Headlines that begin with the typed text come first, then the newest ones. Four statements.

    An empty list if the index cannot be read.
    """
    texts = [run.text for run in runs if len(run.text) >= (FEWEST_LETTERS if run.is_pinyin else FEWEST)]
    if not texts:
        return []
    phrases: Node = Or(tuple(Phrase(text, ("title",), begins=True, word_begin=True) for text in texts))
    left_out = left_out_ids()

    def found(snapshot: ServedSnapshot) -> list[int]:
        hidden = frozenset(map(str, [*left_out, *outdated_in(snapshot)]))
        answer = snapshot.stories.without(hidden).search(Query(phrases, order=NEWEST_FIRST, limit=POOL))
        return [int(hit.key) for hit in answer.found]

    try:
        pks = with_served_snapshot(root, found)
    except IndexMissing:
        return []
    return [_choice(one) for one in _begun(pks, texts)[:most]]


def _begun(pks: list[int], texts: list[str]) -> list[Begun]:
    """The stories that are public, each headline once."""
    articles = Article.objects.published().in_bulk(pks)
    begun: dict[str, Begun] = {}
    for pk in pks:
        if pk in articles:
            stripped = strip_punctuation(fold(articles[pk].title)).text
            is_inside = not stripped.startswith(tuple(texts))
            begun.setdefault(stripped, Begun(is_inside, stripped, articles[pk]))
    return sorted(begun.values(), key=lambda one: one.is_inside)


def _choice(one: Begun) -> Offer:
    article = one.article
    return Offer(
        article.title,
        article.get_absolute_url(),
        language=LANGUAGES.get(article.script, LANGUAGES["hans"]),
        note=publication_in_words(article),
        is_inside=one.is_inside,
    )
