"""Joins sentences that stand one after the other in the same printed text, and marks what is different.

In: the pasted text, a printed text, the alignment of each sentence. Out: both texts in pieces, each with what it is
beside the other; and the list of differences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from search.quotes.alignment import Alignment, Difference, Range
from search.quotes.comparable_text import ComparableText
from text.fold import fold
from text.grams import strip_invisible

Kind = Literal["same", "changed", "added", "left-out"]
# Between two sentences of a line of a quote, at most so many units of the printed text count as left out. With more in
# between they are two passages.
MOST_LEFT_OUT = 150
OPENING, CLOSING = "“‘「『（(《〈【", "。！？!?；;…，、：,.”’」』）)》〉】"


@dataclass(frozen=True)
class QuotePiece:
    """Characters of one of the two texts. `kind`: added is only in the quote, left-out only in the printed text."""

    text: str
    kind: Kind


@dataclass(frozen=True)
class WordedDifference:
    """What the quote has and what is printed; one is empty if the kind is added or left-out."""

    kind: Kind
    quoted: str
    printed: str


@dataclass(frozen=True)
class ComparedPassage:
    """`quoted` and `printed` join to the two texts. `other_signs`: signs differ, not just at the ends of the passage.

    `same`: how many units of the quote are printed in this order. `other_characters`: equal characters are written in
    another form, such as that of the other script.
    """

    quoted: list[QuotePiece]
    printed: list[QuotePiece]
    differences: list[WordedDifference]
    same: int
    other_signs: bool
    other_characters: bool


def follows(earlier: Alignment, later: Alignment, *, is_new_line: bool) -> bool:
    """Whether two sentences that the quote has in a row belong to one passage of the printed text.

    `is_new_line`: the later one begins a line of the quote. Then they do so only if nothing is printed between them.
    """
    return 0 <= later.start - earlier.end <= (0 if is_new_line else MOST_LEFT_OUT)


def compared(
    quote: ComparableText, sentences: Sequence[Range], printed: ComparableText, found: Sequence[Alignment]
) -> ComparedPassage:
    """`sentences`: their ranges in units of the quote, each with its alignment."""
    differences = list(_all_differences(quote, sentences, printed, found))
    quoted_span = quote.origin(sentences[0][0], sentences[-1][1])
    printed_span = printed.origin(found[0].start, found[-1].end)
    quoted = _pieces(quote, quoted_span, [(one.quoted, _kind(one)) for one in differences])
    shown = _pieces(printed, printed_span, [(one.printed, _kind(one)) for one in differences])
    worded = [
        WordedDifference(_kind(one), _text(quote, one.quoted), _text(printed, one.printed)) for one in differences
    ]
    same_letters = _letters(quoted) == _letters(shown)
    other_signs = _signs(quoted) != _signs(shown)
    different = sum(one.quoted[1] - one.quoted[0] for one in differences)
    same = sum(end - start for start, end in sentences) - different
    return ComparedPassage(quoted, shown, worded, same, other_signs, not same_letters)


def _all_differences(
    quote: ComparableText, sentences: Sequence[Range], printed: ComparableText, found: Sequence[Alignment]
) -> Iterable[Difference]:
    """Those of each sentence, and what is printed between two of them."""
    for number, alignment in enumerate(found):
        own = list(alignment.differences)
        if number and found[number - 1].end < alignment.start:
            at, start = sentences[number][0], alignment.start
            gap = Difference((at, at), (found[number - 1].end, start))
            if own and (own[0].quoted[0], own[0].printed[0]) == (at, start):
                first = own.pop(0)
                gap = Difference((at, first.quoted[1]), (gap.printed[0], first.printed[1]))
            yield from _without_common_beginning(quote, printed, gap)
        yield from own


def _without_common_beginning(quote: ComparableText, printed: ComparableText, gap: Difference) -> Iterable[Difference]:
    """The difference without the tokens that the quote has from the beginning of what is printed between sentences."""
    (start, end), (first, last) = gap.quoted, gap.printed
    common = min(end - start, last - first)
    equal = quote.units[start : start + common] == printed.units[first : first + common]
    common = common if equal.all() else int(equal.argmin())
    while common and (quote.glued[start + common] or printed.glued[first + common]):
        common -= 1
    if (start + common, first + common) != (end, last):
        yield Difference((start + common, end), (first + common, last))


def _kind(difference: Difference) -> Kind:
    if difference.quoted[0] == difference.quoted[1]:
        return "left-out"
    return "added" if difference.printed[0] == difference.printed[1] else "changed"


def _pieces(text: ComparableText, span: Range, marks: Sequence[tuple[Range, Kind]]) -> list[QuotePiece]:
    """The text from the sign that opens the passage to the one that closes it."""
    start, end = span
    while start and text.text[start - 1] in OPENING:
        start -= 1
    while end < len(text.text) and text.text[end] in CLOSING:
        end += 1
    pieces = []
    at = start
    for units, kind in marks:
        if units[0] == units[1]:
            continue
        first, last = text.origin(*units)
        pieces += [QuotePiece(text.text[at:first], "same"), QuotePiece(text.text[first:last], kind)]
        at = last
    pieces.append(QuotePiece(text.text[at:end], "same"))
    return [piece for piece in pieces if piece.text]


def _text(text: ComparableText, units: Range) -> str:
    return text.text[slice(*text.origin(*units))]


def _letters(pieces: Iterable[QuotePiece]) -> str:
    return "".join(char for piece in pieces if piece.kind == "same" for char in piece.text if char.isalnum())


def _signs(pieces: Iterable[QuotePiece]) -> str:
    """The folded signs within the passage: how the quote begins and ends does not matter, nor does white space."""
    whole = "".join(piece.text if piece.kind == "same" else "x" for piece in pieces)
    letters = [at for at, char in enumerate(whole) if char.isalnum()]
    inner = fold(whole[letters[0] : letters[-1]]) if letters else ""
    return "".join(char for char in strip_invisible(inner) if not char.isalnum() and not char.isspace())
