"""Detects the kind of a file, from its content first, then from its name.

In: the bytes and name of a file. Out: one of the kinds below.
"""

import re
from pathlib import PurePosixPath

TEXT, HTML, MARKDOWN, PDF, ZIP = "text", "html", "markdown", "pdf", "zip"

_LOOKED_AT = 4096
_PDF_WITHIN = 1024  # bytes: %PDF may come anywhere in them, as PDF viewers allow
# A comment is matched as a whole or not at all: otherwise a file of many comments would take for ever.
_DOCUMENT = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
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
    """Removes byte order marks and the zero bytes of UTF-16, so that ASCII tags can be matched."""
    for mark in _MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"") if b"\x00" in start[:64] else start
