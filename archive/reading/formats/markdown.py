"""Reads a text in Markdown, with or without YAML front matter between lines of ---.

In: its bytes. Out: `Extracted`: the text as written; title, author, date and source from the front
matter; one story, or one for each heading if each section begins like a report. Markup (#, **, tags,
addresses of links) is noise, so it does not get into a story.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from archive.reading.decode import decode
from archive.reading.document import Person
from archive.reading.formats.extracted import Extracted, FileMetadata
from archive.reading.formats.pages import TextBlock, page_of_blocks
from text.patterns import AFTER_MONTH, AFTER_YEAR, YEAR

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?P<yaml>.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_DAY = re.compile(rf"({YEAR})(?:{AFTER_YEAR}(\d{{1,2}})(?:{AFTER_MONTH}(\d{{1,2}}))?)?")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+")
_BLOCK_MARK = re.compile(r"^[ \t]{0,20}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)+")
_RULE = re.compile(r"^[ \t|:*_=-]+$|^[ \t]{0,20}```")
_INLINE = re.compile(
    r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)|\[(?=[^\[\]\n]{1,300}\]\()|\]\([^()\n]{0,2000}\)"
    r"|\*{1,3}|__|~~|`+|</?[a-zA-Z][^<>\n]{0,300}>|<!--.{0,2000}?-->|[ \t]#{1,6}[ \t]*$|\||\\(?=[\\`*_{}\[\]()#+.!|-])"
)
_NAMES = {"title": ("title", "标题", "標題"), "author": ("author", "authors", "作者", "记者"),
          "date": ("date", "published", "pubdate", "日期", "时间"), "source": ("source", "来源", "來源")}  # fmt: skip


def read_markdown(data: bytes) -> Extracted:
    decoded = decode(data)
    text = decoded.text
    front = _FRONT_MATTER.match(text)
    fields = _front_matter(front["yaml"]) if front else {}
    body = front.end() if front and fields else 0
    blocks = [*_title(text, body, fields), *_blocks(text, body)]
    page = page_of_blocks(text, blocks, always=True)
    metadata = FileMetadata(_date(fields.get("date", "")), _text(fields.get("source")), _authors(fields))
    return Extracted(decoded, page, metadata)


def _front_matter(printed: str) -> dict[str, Any]:
    """Returns the fields of the front matter under our names; every scalar stays the text that was written."""
    try:
        fields = yaml.load(printed, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only strings, lists and maps
    except (yaml.YAMLError, ValueError, RecursionError):
        fields = dict(line.split(":", 1) for line in printed.split("\n") if ":" in line)
    if not isinstance(fields, dict):
        return {}
    plain = {str(key).strip().lower(): value for key, value in fields.items()}
    return {name: plain[key] for name, keys in _NAMES.items() for key in keys if plain.get(key)} or {"": ""}


def _authors(fields: dict[str, Any]) -> tuple[Person, ...]:
    authors = fields.get("author", [])
    if isinstance(authors, str):
        authors = re.split(r"[、,，;；/ ]+", authors)
    if not isinstance(authors, list):
        return ()
    names = [author.strip() for author in authors if isinstance(author, str) and author.strip()]
    return tuple(Person(name, "作者") for name in names[:20])


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _date(printed: Any) -> str | None:
    match = _DAY.search(printed) if isinstance(printed, str) else None
    if not match:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year}", *(f"{part:02}" for part in (month, day) if part)])


def _title(text: str, end: int, fields: dict[str, Any]) -> Iterator[TextBlock]:
    """Yields the title in the front matter at its place in the text."""
    title = _text(fields.get("title"))
    at = text.find(title, 0, end) if title else -1
    if title and at >= 0:
        yield TextBlock(at, at + len(title), 1, "title")


def _blocks(text: str, begin: int) -> Iterator[TextBlock]:
    for match in re.compile(r"[^\n]+").finditer(text, begin):
        line = match.group()
        if not line.strip() or (len(line) < 1000 and _RULE.match(line)):
            continue
        heading = _HEADING.match(line)
        mark = _BLOCK_MARK.match(line)
        first = mark.end() if mark else len(line) - len(line.lstrip())
        pieces = tuple(_pieces(text, match.start() + first, match.end()))
        if pieces:
            yield TextBlock(pieces[0][0], pieces[-1][1], len(heading[1]) if heading else 0, pieces=pieces)


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the ranges of a line between its markup."""
    at = begin
    for match in _INLINE.finditer(text, begin, end):
        if text[at : match.start()].strip():
            yield at, match.start()
        at = match.end()
    if text[at:end].strip():
        yield at, end
