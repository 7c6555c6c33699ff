"""The quote check: does a passage stand in the archive as it was quoted?

In: a pasted text. Out: a CheckedQuote: for each sentence, or for several in a row from one story, whether it is printed
word for word, with which differences, or not here.

The index names stories (search.quote_candidates), the texts in the database decide (search.quote_places). As in
search.answer, stories that were withdrawn or corrected a moment ago are left out. Two statements, however long the
quote is and however many stories print it.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from archive.views.passages import PARAGRAPH
from search.checked_quote import CheckedPassage, CheckedQuote
from search.generations.generation import IndexMissing, UnreadableIndex
from search.generations.served_snapshot import ServedSnapshot, with_served_snapshot
from search.quote_candidates import Candidates, candidates
from search.quote_places import SentencePlace, places
from search.quotes.pasted_quote import PastedQuote
from search.quotes.same_passage import compared
from search.withdrawn import left_out_ids, outdated_in

log = logging.getLogger(__name__)

# A single character is not looked for; and the shortest run that is named as all that is in common.
SHORTEST, LEAST_SHARED = 2, 2


def check_quote(text: str) -> CheckedQuote:
    """The verdicts on the beginning of the text: see search.quotes.pasted_quote for the limits."""
    quote = PastedQuote(text)
    # Before the snapshot is opened: see left_out_ids.
    left_out = left_out_ids()

    def asked(snapshot: ServedSnapshot) -> list[Candidates]:
        return candidates(snapshot, quote.spellings, [*left_out, *outdated_in(snapshot)])

    try:
        found = with_served_snapshot(Path(settings.INDEX_DIR), asked)
    except IndexMissing:
        return CheckedQuote(has_index=False)
    except UnreadableIndex as error:
        log.error("the quote check is down: %s", error)
        return CheckedQuote(has_index=False)
    return CheckedQuote(list(_passages(quote, found)), quote.left_out)


def _passages(quote: PastedQuote, found: Sequence[Candidates]) -> Iterator[CheckedPassage]:
    placed = places(quote, found)
    first = 0
    for number, place in enumerate(placed):
        following = placed[number + 1] if number + 1 < len(placed) else None
        if place and place.goes_on(following, is_new_line=quote.ends_line(number)):
            continue
        together = [one for one in placed[first : number + 1] if one]
        if place and place.is_here:
            yield _printed(quote, first, together)
        elif not found[number].is_complete or quote.length(number) < SHORTEST:
            yield CheckedPassage("unchecked", first + 1, number + 1, quote.sentences(first, number))
        else:
            yield _not_here(quote, first, place)
        first = number + 1


def _printed(quote: PastedQuote, first: int, together: Sequence[SentencePlace]) -> CheckedPassage:
    last = first + len(together) - 1
    found = [place.alignment for place in together]
    text, article, name = together[0].text, together[0].article, together[0].field
    comparison = compared(quote.whole, quote.ranges[first : last + 1], text, found)
    gaps = [bool(number and found[number - 1].end < one.start) for number, one in enumerate(found)]
    different = sum(gap or bool(one.differences) for gap, one in zip(gaps, found, strict=True))
    return CheckedPassage(
        "differs" if comparison.differences else "word-for-word",
        first + 1,
        last + 1,
        quote.sentences(first, last),
        article,
        name,
        _paragraph(text.text, text.origin(found[0].start, found[0].end)[0]) if name == "body" else 0,
        comparison.same,
        sum(map(quote.length, range(first, last + 1))),
        different,
        comparison,
    )


def _not_here(quote: PastedQuote, number: int, place: SentencePlace | None) -> CheckedPassage:
    quoted = quote.sentences(number, number)
    if place is None:
        return CheckedPassage("not-here", number + 1, number + 1, quoted)
    start, end = place.text.origin(place.alignment.start, place.alignment.end)
    shared = place.text.text[start:end] if end - start >= LEAST_SHARED else ""
    article = place.article if shared else None
    return CheckedPassage("not-here", number + 1, number + 1, quoted, article, place.field, shared=shared)


def _paragraph(body: str, at: int) -> int:
    """The number of the paragraph, from 1, as the page of the story has it in its anchors."""
    return sum(1 for match in PARAGRAPH.finditer(body) if match.start() <= at)
