"""Best first: BM25 over words and bigrams, runs that stand whole far above their scattered words.

In: a snapshot, what is wanted, the stories that count. Out: their scores; and for partial answers
how much of what was wanted each story has.

BM25: Robertson, Zaragoza, The Probabilistic Relevance Framework, 2009, section 3; the idf is that of
Lucene, which is never negative.
"""

import numpy as np
from numpy.typing import NDArray

from search.index.asked import Stands, Wanted
from search.index.evaluate import Evaluation, zones_of
from search.index.snapshot import Snapshot
from text.grams import bigrams

K1, B = 1.2, 0.75
# More terms than that say no more about what is meant, and each costs.
MOST_TERMS = 200
HEADLINE = ("kicker", "title", "subtitle")
Scores = NDArray[np.float32]


def scores(evaluation: Evaluation, wanted: tuple[Wanted, ...]) -> Scores:
    """A score for every story of the snapshot; higher is better."""
    total = np.zeros(evaluation.snapshot.size, np.float32)
    for one in wanted:
        total += _scores_of(evaluation, one)
    return total


def coverage(evaluation: Evaluation, wanted: tuple[Wanted, ...]) -> Scores:
    """For every story the share, 0 to 1, of the wanted words that stand in it, rare words weighing more."""
    snapshot = evaluation.snapshot
    words = list(dict.fromkeys((word, one.zones) for one in wanted for word in one.words))
    # Single characters stand nearly everywhere: they say something only where there is nothing else.
    words = [(word, zones) for word, zones in words if len(word) > 1] or words
    covered = np.zeros(snapshot.size, np.float32)
    weight = 0.0
    for word, zones in words[:MOST_TERMS]:
        mask = evaluation.mask(Stands(word, zones))
        idf = _idf(snapshot, int(np.count_nonzero(mask)))
        covered += idf * mask
        weight += idf
    return covered / weight if weight else covered


def _scores_of(evaluation: Evaluation, wanted: Wanted) -> Scores:
    snapshot = evaluation.snapshot
    grams = bigrams(wanted.run) or [wanted.run]
    terms = [("words", term) for term in wanted.terms] + [("grams", gram) for gram in grams]
    total = np.zeros(snapshot.size, np.float32)
    most = 0.0
    for field, term in list(dict.fromkeys(terms))[:MOST_TERMS]:
        postings = snapshot.postings(field, term)
        idf = _idf(snapshot, len(postings.docs))
        norm = K1 * (1 - B + B * snapshot.lengths[postings.docs] / snapshot.mean_length)
        total[postings.docs] += idf * postings.counts * (K1 + 1) / (postings.counts + norm)
        most += idf * (K1 + 1)
    whole = evaluation.standing(wanted.run)
    # No story can reach this by scattered words alone.
    total[whole] += most
    total[_in_headline(snapshot, whole, wanted.run)] += most
    return total


def _in_headline(snapshot: Snapshot, docs: NDArray[np.int32], run: str) -> list[int]:
    return [doc for doc in docs.tolist() if any(run in zone for zone in zones_of(snapshot.squeezed[doc], HEADLINE))]


def _idf(snapshot: Snapshot, stories: int) -> float:
    return float(np.log1p((snapshot.size - stories + 0.5) / (stories + 0.5)))
