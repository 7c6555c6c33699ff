"""What a reader of a format gives: its text, its stories where the format shows them, what it says of itself.

In: nothing. Out: the dataclasses. Offsets are code points of `Extracted.decoded.text`.
"""

from dataclasses import dataclass

from archive.reading.document import Decoded, Page, Person


@dataclass(frozen=True)
class Said:
    """What a file says of itself: the day it was published (EDTF), its source, whom it credits."""

    date: str | None = None
    source: str | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Extracted:
    """`page` is None where only the text can tell which stories it holds; `paragraphs` is then where each begins."""

    decoded: Decoded
    page: Page | None = None
    said: Said = Said()
    paragraphs: tuple[int, ...] = ()
