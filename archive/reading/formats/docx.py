"""Reads a Word document (Office Open XML, ISO/IEC 29500): paragraphs, tables and text boxes in order.

In: its bytes. Out: `Extracted`: the text as printed, without deletions, with footnotes and endnotes at
the end; its stories if headings show them; its author from the core properties. Raises `UnreadableFile`.
A document that contains a DOCTYPE is refused: Word never writes one, and it could define entities.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from archive.reading.charset import UnreadableFile, decoded_as, tidy
from archive.reading.document import Person, Span
from archive.reading.formats.extracted import Extracted, FileMetadata
from archive.reading.formats.format_paragraphs import paragraph_starts
from archive.reading.formats.inflate import inflated, open_zip
from archive.reading.formats.pages import TextBlock, page_of_blocks
from archive.reading.formats.printed import VisibleLine, joined, row_part, rows_of
from text.patterns import HAN

DOCUMENT = "word/document.xml"
_MOST_XML = 100 * 1024 * 1024  # bytes of one part, inflated
_DOCTYPE = "a Word document with a DOCTYPE: entities are not read"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_SHOWN = frozenset({_W + "del", _W + "moveFrom", _W + "instrText", _FALLBACK})
_SIGNS = {_W + "tab": " ", _W + "noBreakHyphen": "-", _W + "br": "\n", _W + "cr": "\n"}
_HEADING = re.compile(r"^(?:heading|标题|標題)\s*([1-6])$")
_TITLE = frozenset({"title", "标题", "標題"})
_WHITE = re.compile(r"[^\S\u3000]+")
_NAME = re.compile(rf"^[{HAN}·]{{2,4}}$")


@dataclass
class _Paragraph:
    number: int
    cell: tuple[int, int] | None
    style: str = ""
    pieces: list[str] = field(default_factory=list)


def read_docx(data: bytes) -> Extracted:
    with open_zip(data, "a damaged Word document") as file:
        names = set(file.namelist())
        if DOCUMENT not in names:
            raise UnreadableFile("an Office document other than Word: only .docx is read", "office")
        styles = _styles(file, names)
        lines = list(_lines(_tree(file, DOCUMENT), styles))
        for notes in ("word/footnotes.xml", "word/endnotes.xml"):
            lines += _lines(_tree(file, notes), styles) if notes in names else []
        properties = _properties(file, names)
    text, spans = joined(lines)
    if not text.strip():
        raise UnreadableFile("the document is empty: it contains no text", "textless")
    page = page_of_blocks(text, list(_blocks(text, lines, spans)))
    author = properties.get("creator", "")
    is_author = page and len(page.drafts) == 1 and _NAME.match(author)
    metadata = FileMetadata(people=(Person(author, "作者"),) if is_author else ())
    return Extracted(decoded_as(text, "docx"), page, metadata, paragraph_starts(lines, spans))


def _blocks(text: str, lines: Sequence[VisibleLine], spans: Sequence[Span]) -> Iterator[TextBlock]:
    for row in rows_of(text, spans, range(len(lines))):
        if len(row) == 1:
            yield TextBlock(*spans[row[0]], _level(lines[row[0]].tag))
        else:
            part = row_part(text, [spans[number] for number in row])
            yield TextBlock(part.start, part.end, 0)


def _level(style: str) -> int:
    """Returns the level of a heading; 0 for other paragraphs."""
    match = _HEADING.match(style)
    return 1 if style in _TITLE else int(match[1]) if match else 0


def _tree(file: zipfile.ZipFile, name: str) -> etree._Element:
    """Parses one part: no entities except those of XML itself, no network access, limited depth."""
    content = inflated(file, file.getinfo(name), _MOST_XML)
    # Without zero bytes UTF-16 and UCS-4 read like ASCII, in any order of bytes.
    if b"<!DOCTYPE" in content.replace(b"\x00", b""):
        raise UnreadableFile(_DOCTYPE, "damaged")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"a damaged Word document: {error.msg}", "damaged") from error
    # UTF-7, for example, has other bytes for the same characters.
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(_DOCTYPE, "damaged")
    return root


def _lines(root: etree._Element, styles: dict[str, str]) -> Iterator[VisibleLine]:
    """Yields the lines of all paragraphs; those of a text box follow the paragraph it is anchored to."""
    found = sorted(_paragraphs(root), key=lambda paragraph: paragraph.number)
    for paragraph in found:
        style = styles.get(paragraph.style, paragraph.style.lower())
        for printed in tidy("".join(paragraph.pieces)).split("\n"):
            text = _WHITE.sub(" ", printed).strip()
            if text:
                yield VisibleLine(text, paragraph.number, style, cell=paragraph.cell)


def _paragraphs(root: etree._Element) -> Iterator[_Paragraph]:
    opened: list[_Paragraph] = []
    rows: list[list[int]] = []
    hidden = begun = row_count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        step = 1 if event == "start" else -1
        if tag in _NOT_SHOWN:
            hidden += step
        elif hidden:
            continue
        elif tag == _W + "tr":
            row_count += step > 0
            rows = [*rows, [row_count, 0]] if step > 0 else rows[:-1]
        elif tag == _W + "tc" and step > 0 and rows:
            rows[-1][1] += 1
        elif tag == _W + "p" and step > 0:
            begun += 1
            opened.append(_Paragraph(begun, (rows[-1][0], rows[-1][1]) if rows else None))
        elif tag == _W + "p" and opened:
            yield opened.pop()
        elif step > 0 and opened:
            _take(element, opened[-1])


def _take(element: etree._Element, paragraph: _Paragraph) -> None:
    if element.tag == _W + "t":
        paragraph.pieces.append(element.text or "")
    elif element.tag == _W + "pStyle":
        paragraph.style = element.get(_W + "val") or ""
    elif element.tag in _SIGNS and element.getparent().tag == _W + "r":
        paragraph.pieces.append(_SIGNS[element.tag])


def _styles(file: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Maps the ids of styles, which paragraphs refer to, to their names in lower case."""
    if "word/styles.xml" not in names:
        return {}
    found = {}
    for style in _tree(file, "word/styles.xml").iter(_W + "style"):
        name = style.find(_W + "name")
        if name is not None:
            found[style.get(_W + "styleId") or ""] = (name.get(_W + "val") or "").lower()
    return found


def _properties(file: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    if "docProps/core.xml" not in names:
        return {}
    root = _tree(file, "docProps/core.xml")
    return {etree.QName(element).localname: (element.text or "").strip() for element in _elements(root)}


def _elements(root: etree._Element) -> Sequence[etree._Element]:
    return [element for element in root if isinstance(element.tag, str)]
