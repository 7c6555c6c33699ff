"""Reads one file of any format, except a ZIP of other files. Call it in a process that can be killed (archive/sandbox).

In: the file's name and bytes, the known names, the sender's hints. Out: a `Reading`. Raises `UnreadableFile`.
"""

from collections.abc import Callable

from archive.reading.charset import UnreadableFile
from archive.reading.decode import LIMIT
from archive.reading.formats.docx import read_docx
from archive.reading.formats.extracted import Extracted
from archive.reading.formats.html import read_html
from archive.reading.formats.kind import HTML, MARKDOWN, PDF, TEXT, ZIP, kind_of_file
from archive.reading.formats.markdown import read_markdown
from archive.reading.formats.pdf import read_pdf
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, Reading, read, read_extracted

_READERS: dict[str, Callable[[bytes], Extracted]] = {
    HTML: read_html, MARKDOWN: read_markdown, PDF: read_pdf, ZIP: read_docx,
}  # fmt: skip


def read_file(name: str, data: bytes, known: KnownNames, hints: Hints) -> Reading:
    if len(data) > LIMIT:
        raise UnreadableFile(f"larger than 20 MB: the file has {len(data):,} bytes", "large")
    kind = kind_of_file(name, data)
    if kind == TEXT:
        return read(data, known, hints)
    return read_extracted(_READERS[kind](data), known, hints)
