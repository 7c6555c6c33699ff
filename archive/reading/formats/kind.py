"""Which kind of file this is: by its content first, then by its name.

In: bytes and the name they came under. Out: one of the kinds below.
"""

import re
from pathlib import PurePosixPath

TEXT, HTML, MARKDOWN, PDF, ZIP = "text", "html", "markdown", "pdf", "zip"

_LOOKED_AT = 4096
_PDF_WITHIN = 1024  # bytes before %PDF, as readers allow
_DOCUMENT = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(
    rb"</?(?:p|div|span|a|br|table|tr|td|li|ul|h[1-6]|font|b|i|strong|meta|title|html|body|o:p)\b[^<>]*>", re.I
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of_file(name: str, data: bytes) -> str:
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return ZIP
    start = data[:_LOOKED_AT]
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if b"%PDF-" in start[:_PDF_WITHIN] and (start.startswith(b"%PDF-") or ending == ".pdf"):
        return PDF
    plain = _without_marks(start)
    if _DOCUMENT.match(plain):
        return HTML
    if ending in (".html", ".htm", ".xhtml", ".shtml") and _TAG.search(_without_marks(data)):
        return HTML
    return MARKDOWN if ending in (".md", ".markdown") else TEXT


def _without_marks(start: bytes) -> bytes:
    """ASCII as it would stand in UTF-8: what UTF-16 puts between the letters goes."""
    for mark in _MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"") if b"\x00" in start[:64] else start
