"""Reads a PDF with text (ISO 32000), page by page, with the lines in the order of the file.

In: its bytes. Out: `Extracted`: the text of the pages, and its stories without page numbers and the
lines repeated at the head or foot of pages. Raises `UnreadableFile` if the file is encrypted, damaged, or
a scan without text.
"""

import io
import logging
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from archive.reading.charset import UnreadableFile, decoded_as, tidy
from archive.reading.document import Doubt, Span
from archive.reading.formats.extracted import Extracted
from archive.reading.formats.pages import split_within

_LEAST_TEXT = 8  # characters: a page with fewer is a picture
_PAGE_NUMBER = re.compile(r"^[-—–·\s第]*\d{1,4}[-—–·\s页版]*(?:[/共]\s*\d{1,4}\s*页?)?$")
_REPEATED = 3  # a first or last line on this many pages is a running head or foot
_MOST_PAGES = 2000
_BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OverflowError,
    ArithmeticError, NotImplementedError, RecursionError, EOFError, OSError,
)  # fmt: skip


def read_pdf(data: bytes) -> Extracted:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pages = list(_pages(_opened(data)))
    empty = sum(len(page.strip()) < _LEAST_TEXT for page in pages)
    if empty == len(pages):
        raise UnreadableFile("a PDF without text: it was scanned, and its pages are pictures", "textless")
    text = "\n".join(pages)
    doubts = (Doubt.of("pages-without-text", pages=len(pages), empty=empty),) if empty else ()
    return Extracted(decoded_as(text, "pdf", doubts), split_within(text, list(_body_lines(pages))))


def _opened(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("an encrypted PDF: reading it needs a password", "encrypted")
        if not 0 < len(reader.pages) <= _MOST_PAGES:
            raise UnreadableFile(f"a PDF of {len(reader.pages)} pages: 1 to {_MOST_PAGES} are read", "damaged")
    except DependencyError as error:
        raise UnreadableFile("an encrypted PDF: its cipher is not supported", "encrypted") from error
    except UnreadableFile:
        raise
    except _BROKEN as error:
        raise UnreadableFile(f"a damaged PDF: {error}", "damaged") from error
    return reader


def _pages(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        try:
            printed = page.extract_text()
        except _BROKEN as error:
            raise UnreadableFile(f"a damaged PDF: {error}", "damaged") from error
        # pypdf lets surrogates through from broken character maps; they are not characters.
        printed = printed.encode("utf-8", "replace").decode("utf-8")
        yield "\n".join(line.strip() for line in tidy(printed).split("\n")).strip("\n")


def _body_lines(pages: Sequence[str]) -> Iterator[Span]:
    """Yields the lines of all pages without page numbers and running heads or feet."""
    edges = Counter(edge for page in pages for edge in _edges(page))
    running = {line for line, count in edges.items() if count >= _REPEATED}
    offset = 0
    for page in pages:
        lines = page.split("\n")
        for number, line in enumerate(lines):
            is_edge = number in (0, len(lines) - 1)
            if line.strip() and not (is_edge and (line in running or _PAGE_NUMBER.match(line))):
                yield offset, offset + len(line)
            offset += len(line) + 1


def _edges(page: str) -> set[str]:
    lines = page.split("\n")
    return {lines[0], lines[-1]} - {""}
