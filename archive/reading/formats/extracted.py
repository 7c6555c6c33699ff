"""The result of reading a file: its text, its stories if the format shows them, and its metadata.

In: nothing. Out: the dataclasses. Offsets count code points of `Extracted.decoded.text`.
"""

from dataclasses import dataclass

from archive.reading.document import Decoded, Page, Person


@dataclass(frozen=True)
class FileMetadata:
    """The metadata of a file: its date of publication (EDTF), its source, the people it credits."""

    date: str | None = None
    source: str | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Extracted:
    """`page` is None if the format shows no stories; `paragraphs` then holds where each paragraph begins."""

    decoded: Decoded
    page: Page | None = None
    metadata: FileMetadata = FileMetadata()
    paragraphs: tuple[int, ...] = ()
