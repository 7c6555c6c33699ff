"""One file, of any format but a ZIP of others, becomes a `Reading`. To be called where it can be killed (worker.py).

In: its name and bytes, what the archive knows, what was said of it. Raises `Unreadable`.
"""

from collections.abc import Callable

from archive.ingest.charset import Unreadable
from archive.ingest.decode import LIMIT
from archive.ingest.formats.docx import read_docx
from archive.ingest.formats.extracted import Extracted
from archive.ingest.formats.html import read_html
from archive.ingest.formats.kind import HTML, MARKDOWN, PDF, TEXT, ZIP, kind_of_file
from archive.ingest.formats.markdown import read_markdown
from archive.ingest.formats.pdf import read_pdf
from archive.ingest.read import Hints, Reading, read, read_extracted
from archive.registry.known import Known

_READERS: dict[str, Callable[[bytes], Extracted]] = {
    HTML: read_html, MARKDOWN: read_markdown, PDF: read_pdf, ZIP: read_docx,
}  # fmt: skip


def read_file(name: str, data: bytes, known: Known, hints: Hints) -> Reading:
    if len(data) > LIMIT:
        raise Unreadable(f"larger than 20 MB: the file has {len(data):,} bytes", "large")
    kind = kind_of_file(name, data)
    if kind == TEXT:
        return read(data, known, hints)
    return read_extracted(_READERS[kind](data), known, hints)
