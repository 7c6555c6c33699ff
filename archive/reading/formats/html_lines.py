"""Extracts the visible text of a web page, line by line, with the element that contains each line.

In: the decoded markup. Out: `HtmlLines`: the lines in document order, the elements, the page's title and <meta>.
Nothing is fetched, no entities except those of HTML are known, and scripts and styles are ignored. The
page is read as a stream of events, so deeply nested markup cannot exhaust the stack.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lxml import etree

from archive.reading.charset import tidy
from archive.reading.formats.printed import VisibleLine

ROOT = 0
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "applet", "audio",
    "video", "canvas", "select", "textarea", "button", "head", "title", "map", "colgroup", "datalist", "frameset",
    "xml",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "input",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none")
_TITLE = re.compile(r"<title\b[^<>]*>", re.I)
_TITLE_END = re.compile(r"</title", re.I)
_WHITE = re.compile(r"[^\S\u3000]+")


@dataclass(slots=True)
class Element:
    """A block element. `parent` is the index of its parent in `HtmlLines.elements`, -1 for the root."""

    parent: int
    tag: str
    names: str  # its class and id, lower case


@dataclass
class HtmlLines:
    lines: list[VisibleLine] = field(default_factory=list)
    elements: list[Element] = field(default_factory=lambda: [Element(-1, "#root", "")])
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)  # the content of the page's <meta> elements, by name


class _Target(Protocol):
    def close(self) -> HtmlLines: ...


def visible_lines(markup: str) -> HtmlLines:
    """Returns the lines of a page. Markup may be nested to any depth and broken in any way."""
    parser = etree.HTMLParser(target=_HtmlReader(), encoding="utf-8", huge_tree=True, no_network=True)
    parser.feed(b"<html>")
    parser.feed(_with_its_title_closed(markup).encode("utf-8", "replace"))
    lines: HtmlLines = parser.close()
    return lines


def _with_its_title_closed(markup: str) -> str:
    """Removes a <title> tag that is never closed: the whole page would become the title."""
    found = _TITLE.search(markup)
    if found is None or _TITLE_END.search(markup, found.end()):
        return markup
    return markup[: found.start()] + markup[found.end() :]


class _HtmlReader:
    """Takes the events of the parser."""

    def __init__(self) -> None:
        self.html = HtmlLines()
        self._open: list[tuple[str, str, int]] = []  # tag, the tag and index of the block it is in
        self._unseen = self._links = self._hidden = self._preformatted = 0
        self._rows: list[list[int]] = []  # of each open table row: its number, its cells so far
        self._row_count = 0
        self._words: list[str] = []
        self._linked = 0
        self._in_title = False
        self._hides: list[int] = []  # depths of the open elements that are hidden

    # Events of the parser.

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        tag = tag.lower()
        if tag == "meta":
            self._note(attributes)
        if tag == "title" and not self.html.title:
            self._in_title = True
        if tag == "br" or tag not in _INLINE:
            self._end_line()
        if tag in _VOID:
            return
        self._open.append(self._opened(tag, attributes))
        self._count(tag, 1)
        if _hides(attributes):
            self._hides.append(len(self._open))
        self._enter_cell(tag)

    def end(self, tag: str) -> None:
        tag = tag.lower()
        if tag in _VOID or not self._open:
            return
        if tag not in _INLINE:
            self._end_line()
        if tag == "tr" and self._rows:
            self._rows.pop()
        self._in_title = False
        if self._hides and self._hides[-1] == len(self._open):
            self._hides.pop()
        self._count(self._open.pop()[0], -1)

    def data(self, data: str) -> None:
        if self._in_title:
            self.html.title += data
        if self._unseen:
            return
        if self._preformatted and "\n" in data:
            for piece in data.splitlines():
                self._add(piece)
                self._end_line()
            return
        self._add(data)

    def comment(self, text: str) -> None:
        """Ignores comments, including the conditional markup that Word puts into them."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Ignores processing instructions."""

    def close(self) -> HtmlLines:
        self._end_line()
        self.html.lines = [line for line in self.html.lines if line.text]
        self.html.title = _one_line(self.html.title)
        return self.html

    # Their effects.

    def _add(self, data: str) -> None:
        self._words.append(data)
        if self._links:
            self._linked += len("".join(data.split()))

    def _end_line(self) -> None:
        if not self._words:
            return
        text = _one_line("".join(self._words))
        linked, self._words, self._linked = self._linked, [], 0
        if not text:
            return
        _, tag, element = self._innermost()
        cell = (self._rows[-1][0], self._rows[-1][1]) if self._rows else None
        self.html.lines.append(VisibleLine(text, element, tag, linked, cell, bool(self._hides)))

    def _innermost(self) -> tuple[str, str, int]:
        return self._open[-1] if self._open else ("#root", "#root", ROOT)

    def _opened(self, tag: str, attributes: Mapping[str, str]) -> tuple[str, str, int]:
        _, block, element = self._innermost()
        if tag in _INLINE:
            return tag, block, element
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        self.html.elements.append(Element(element, tag, names))
        return tag, tag, len(self.html.elements) - 1

    def _count(self, tag: str, step: int) -> None:
        self._unseen += step * (tag in _UNSEEN)
        self._links += step * (tag == "a")
        self._preformatted += step * (tag == "pre")

    def _enter_cell(self, tag: str) -> None:
        if tag == "tr":
            self._row_count += 1
            self._rows.append([self._row_count, 0])
        elif tag in ("td", "th") and self._rows:
            self._rows[-1][1] += 1

    def _note(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = _one_line(attributes.get("content") or "")
        if name and content:
            self.html.meta.setdefault(name.lower(), content)


def _hides(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search((attributes.get("style") or "").lower()))


def _one_line(text: str) -> str:
    return _WHITE.sub(" ", tidy(text)).strip()
