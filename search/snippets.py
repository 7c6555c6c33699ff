"""What of a story is shown with a hit: its headline and a sentence or two, what was looked for marked.

In: original text, the same as a Piece, the runs that were wanted. Out: pieces of the original with marks, never HTML.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

from search.query.piece import Piece, Span
from search.query.ranking import Wanted
from text.grams import bigrams

Part = tuple[str, bool]
SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]*[”’」』）)]*\n?")
# Code points of a snippet, about two lines of a page.
LONGEST = 120
# How much of what comes before a match is shown with it.
BEFORE = 30
MOST_PLACES = 500


def marked(text: str, found: list[Span]) -> list[Part]:
    """All of the text, with marks where something was found."""
    return _parts(text, 0, len(text), found)


def snippet(text: str, found: list[Span]) -> list[Part]:
    """The best place of the text, with marks; its beginning where nothing was found in it."""
    start, end = _best_window(text, found)
    parts = _parts(text, start, end, found)
    cut_before = start > 0 and text[start - 1] not in "。！？!?\n"
    cut_after = end < len(text) and text[end - 1] not in "。！？!?；;”’」』）)\n"
    return [*([("…", False)] if cut_before else []), *parts, *([("…", False)] if cut_after else [])]


def places(text: Piece, wanted: Sequence[Wanted]) -> list[Span]:
    """Where runs stand in the original; the words of a run where the whole does not. Ascending, apart."""
    return _joined([text.origin(span) for one in wanted for span in _found(text, one)])


def _found(text: Piece, wanted: Wanted) -> list[Span]:
    """The run; else its words; else, as a word may be none to the story, the pairs of its characters."""
    choices = [[wanted.run], _telling(wanted), [] if wanted.exact else bigrams(wanted.run)]
    return next((found for runs in choices if (found := _occurrences(text, runs, wanted))), [])


def _telling(wanted: Wanted) -> list[str]:
    """Single characters say something only where there is nothing else."""
    return [word for word in wanted.words if len(word) > 1] or list(wanted.words)


def _occurrences(text: Piece, runs: Iterable[str], wanted: Wanted) -> list[Span]:
    return list(islice((span for run in runs for span in text.places(run, wanted)), MOST_PLACES))


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _best_window(text: str, found: list[Span]) -> Span:
    """From the last sentence after which most is marked, as much as fits."""
    starts = [sentence.start() for sentence in SENTENCE.finditer(text) if sentence.group().strip()] or [0]
    if not found:
        return _fitting(text, starts[0], starts)
    best = max(starts, key=lambda start: (_weight(text, found, start, start + LONGEST), start))
    first = next((span for span in found if span[0] >= best), found[0])
    if first[1] > best + LONGEST:
        best = max(best, first[0] - BEFORE)
    return _fitting(text, best, starts)


def _fitting(text: str, start: int, starts: list[int]) -> Span:
    """From `start` to the last end of a sentence that fits; cut in a sentence where none does."""
    limit = start + LONGEST
    if len(text) <= limit:
        return start, len(text)
    ends = [end for end in starts if start + LONGEST // 3 < end <= limit]
    return start, ends[-1] if ends else limit


def _weight(text: str, found: list[Span], start: int, end: int) -> int:
    """How many different marked strings stand there, and how much of them."""
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
