"""The headline and the snippet of a hit, with marks on what was looked for.

In: an original text, the same as a SearchedText, the phrases of the query. Out: parts of the original text, each with
or without a mark; never HTML.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise

from search.engine.query_tree import Phrase
from search.query.ranking import QueryPhrase
from search.query.searched_text import MOST_PLACES, SearchedText, Span
from text.grams import bigrams

Part = tuple[str, bool]
SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]*[”’」』）)]*\n?")
# Code points of a snippet, about two lines of a page.
LONGEST = 120
# How many characters before a match are shown with it.
BEFORE = 30


def marked(text: str, found: list[Span]) -> list[Part]:
    """The whole text, with marks."""
    return _parts(text, 0, len(text), found)


def snippet(text: str, found: list[Span]) -> list[Part]:
    """The best place of the text, with marks; its beginning if nothing was found."""
    start, end = _best_window(text, found)
    parts = _parts(text, start, end, found)
    cut_before = start > 0 and text[start - 1] not in "。！？!?\n"
    cut_after = end < len(text) and text[end - 1] not in "。！？!?；;”’」』）)\n"
    return [*([("…", False)] if cut_before else []), *parts, *([("…", False)] if cut_after else [])]


def places(text: SearchedText, phrases: Sequence[QueryPhrase]) -> list[Span]:
    """Where the original text has the phrases, or else their words: in ascending order, without overlap."""
    terms = groupby(phrases, key=lambda phrase: (phrase.typed, phrase.zones))
    return _joined([text.origin(span) for _, spelled in terms for span in _of_term(text, list(spelled))])


def _of_term(text: SearchedText, spelled: Sequence[QueryPhrase]) -> list[Span]:
    """Where the whole term is, in any of its spellings; if it is nowhere, what there is of it."""
    whole = [span for phrase in spelled for span in _occurrences(text, [phrase.phrase()])]
    return whole or [span for phrase in spelled for span in _pieces(text, phrase)]


def _pieces(text: SearchedText, phrase: QueryPhrase) -> list[Span]:
    """The parts of the phrase; if none is found, its characters in a row, or else its bigrams.

    A number or a word of letters counts only as a whole. Another spelling needs all its parts.
    """
    return next((found for parts in _choices(text, phrase) if (found := _occurrences(text, parts))), [])


def _choices(text: SearchedText, phrase: QueryPhrase) -> Iterator[Iterable[Phrase]]:
    if phrase.exact:
        return
    parts = [part.phrase() for part in phrase.parts]
    if phrase.is_typed or all(map(text.has, parts)):
        yield parts
    if phrase.is_typed and not phrase.whole.is_fixed:
        yield [Phrase(phrase.text)]
        yield [Phrase(pair) for pair in dict.fromkeys(bigrams(phrase.text)) if pair in text.bigrams]


def _occurrences(text: SearchedText, parts: Iterable[Phrase]) -> list[Span]:
    return list(islice((span for part in parts for span in text.first_places(part)), MOST_PLACES))


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _best_window(text: str, found: list[Span]) -> Span:
    """As much as fits, from the start of the sentence that has most marks after it; of several, the last."""
    starts = [sentence.start() for sentence in SENTENCE.finditer(text) if sentence.group().strip()] or [0]
    if not found:
        return _fitting(text, starts[0], starts)
    best = max(starts, key=lambda start: (_weight(text, found, start, start + LONGEST), start))
    first = next((span for span in found if span[0] >= best), found[0])
    if first[1] > best + LONGEST:
        best = max(best, first[0] - BEFORE)
    return _fitting(text, best, starts)


def _fitting(text: str, start: int, starts: list[int]) -> Span:
    """From `start` to the last end of a sentence that fits; inside a sentence if no end fits."""
    limit = start + LONGEST
    if len(text) <= limit:
        return start, len(text)
    ends = [end for end in starts if start + LONGEST // 3 < end <= limit]
    return start, ends[-1] if ends else limit


def _weight(text: str, found: list[Span], start: int, end: int) -> int:
    """The marked strings between `start` and `end`: the length of the different ones counts most, then their number."""
    inside = [text[a:b] for a, b in found[bisect_left(found, (start, 0)) : bisect_left(found, (end, 0))] if b <= end]
    return 10 * len("".join(set(inside))) + len(inside)


def _parts(text: str, start: int, end: int, found: list[Span]) -> list[Part]:
    edges = [start]
    for a, b in found:
        if start <= a and b <= end:
            edges += [a, b]
    edges.append(end)
    parts = [(" ".join(text[a:b].split("\n")), number % 2 == 1) for number, (a, b) in enumerate(pairwise(edges))]
    return [part for part in parts if part[0]]
