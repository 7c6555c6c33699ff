"""Finds the lines of a web page that are its story.

In: `HtmlLines`. Out: a `MainText`: the lines of the headline and of the text below it; all other lines
are noise. Numbers are indices into `html.lines`.

How it works: each line has a mass, which is greater for prose than for links. The story is in the
smallest element that holds most of the page's mass. It runs from the headline to the first phrase
that ends a story (责任编辑, 上一篇, 版权声明 …).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from archive.reading.formats.html_lines import HtmlLines
from archive.reading.formats.html_marks import (
    ends_before_links,
    ends_the_story,
    is_credit_line,
    is_dateline,
    is_legal,
    is_navigation,
    normalized,
)
from archive.reading.formats.html_mass import HEADLINES, LONG, PROSE, SENTENCE, is_link, mass_of

_MENU_TAGS = frozenset({"nav", "footer", "aside", "form", "menu", "dialog"})
_MENU_NAMES = re.compile(
    r"(?:^|[ _-])(?:nav|menu|foot|copyright|share|relat|recommend|comment|crumb|breadcrumb|side|rank|hot"
    r"|pag(?:er|ing|ination)|toolbar|login|search|advert|ads?(?![a-z])|banner|friend|link|qr|ewm|xg|tuijian|logo"
    r"|topbar|topnav|subscribe|newsletter)"
)
_CHILD_SHARE = 0.7  # the search goes down into a child with at least this share of its parent's mass
_BEGUN = 20.0  # characters of prose: the story cannot end before them
_MENU_WEIGHT = 0.1
_MENU_AT_MOST = 0.5  # of the page's mass: an element with more is not a menu, whatever its name
_PARAGRAPHS = frozenset({"p", "li", "tr", "td", "blockquote", "section", "dd"})
_TITLE_NAMES = re.compile(r"(?:^|[ _-])(?:[a-z]{0,8}title|[a-z]{0,6}tit|bt|headline|biaoti)(?:$|[ _-])")
_LONGEST_HEADLINE = 90
_ABOVE = 6  # lines above the text that are searched for a headline by its shape


@dataclass(frozen=True)
class MainText:
    kicker: tuple[int, ...]
    title: tuple[int, ...]
    subtitle: tuple[int, ...]
    text: tuple[int, ...]  # datelines, paragraphs, captions, rows of tables, in document order
    datelines: frozenset[int] = frozenset()  # those of `text` that are datelines


def find_main_text(html: HtmlLines) -> MainText:
    return _WebPage(html).main_text()


class _WebPage:
    def __init__(self, html: HtmlLines) -> None:
        self.html = html
        self.lines = html.lines
        self.menus = [False] * len(html.elements)
        self._printed_title: set[str] = set()
        self.masses = self._masses()

    # The mass of each line.

    def _masses(self) -> list[float]:
        """The mass of each line. Hidden lines count only if they hold more than three quarters of the page."""
        plain = [mass_of(line) for line in self.lines]
        seen = [0.0 if line.is_hidden else mass for line, mass in zip(self.lines, plain, strict=True)]
        base = seen if sum(seen) >= sum(plain) / 4 else plain
        self.menus = self._menus(self._sums(base))
        weights = (_MENU_WEIGHT if self.menus[line.element] else 1.0 for line in self.lines)
        return [mass * weight for mass, weight in zip(base, weights, strict=True)]

    def _sums(self, masses: Sequence[float]) -> list[float]:
        """Returns the mass of each element with its descendants. Parents come before their children in `elements`."""
        sums = [0.0] * len(self.html.elements)
        for line, mass in zip(self.lines, masses, strict=True):
            sums[line.element] += mass
        for number in range(len(sums) - 1, 0, -1):
            sums[self.html.elements[number].parent] += sums[number]
        return sums

    def _menus(self, sums: Sequence[float]) -> list[bool]:
        """Returns for each element whether it is, or is inside, a menu, a footer or a box of links."""
        menus = [False] * len(sums)
        for number, element in enumerate(self.html.elements):
            if number and menus[element.parent]:
                menus[number] = True
            elif sums[number] < _MENU_AT_MOST * sums[0]:
                menus[number] = element.tag in _MENU_TAGS or bool(_MENU_NAMES.search(element.names))
        return menus

    # The place of the story.

    def main_text(self) -> MainText:
        inside = self._inside(self._innermost())
        numbers = [number for number, is_in in enumerate(inside) if is_in]
        if not numbers:
            return MainText((), (), (), ())
        first = self._first_prose(numbers)
        title = self._title(first)
        kicker, subtitle = self._beside(title)
        head = [*title, *subtitle]
        below = [number for number in numbers if number > max(head)] if head else []
        first = self._first_prose(below) if below else first
        begin = max(head) + 1 if head else self._begin(numbers, first)
        self._printed_title = {normalized(self._joined(title))} if title else set()
        text, datelines = self._run(range(begin, numbers[-1] + 1), first, inside)
        return MainText(kicker, title, subtitle, tuple(text), frozenset(datelines))

    def _innermost(self) -> int:
        """The innermost element that holds most of the page's mass."""
        sums = self._sums(self.masses)
        children: dict[int, list[int]] = {}
        for number, element in enumerate(self.html.elements):
            children.setdefault(element.parent, []).append(number)
        inner = 0
        while True:
            best = max(children.get(inner, ()), key=sums.__getitem__, default=None)
            if best is None or sums[best] < _CHILD_SHARE * sums[inner]:
                return inner
            if best not in children and self.html.elements[best].tag in _PARAGRAPHS:
                return inner
            inner = best

    def _inside(self, inner: int) -> list[bool]:
        within = [False] * len(self.html.elements)
        within[inner] = True
        for number, element in enumerate(self.html.elements):
            if number and within[element.parent]:
                within[number] = True
        return [within[line.element] for line in self.lines]

    def _first_prose(self, numbers: Sequence[int]) -> int:
        long = (number for number in numbers if self.masses[number] >= LONG)
        return next(long, max(numbers, key=self.masses.__getitem__))

    def _title(self, first: int) -> tuple[int, ...]:
        """Returns the headline: lines that match the page's title, else a heading, else lines that look like one."""
        runs = self._headlines(first + 1)
        named = [run for run in runs if _is_named(normalized(self._joined(run)), self._names)]
        if named:
            return max(named, key=lambda run: (self.lines[run[0]].tag in HEADLINES, len(self._joined(run)), run))
        heads = [run for run in runs if run[-1] < first and len(self._joined(run)) >= 4 and not self._is_menu(run[0])]
        for is_title in (self._is_heading, self._is_called_title, self._is_above_dateline):
            found = [run for run in heads if is_title(run[0])]
            if found:
                return self._whole(found[-1], found)
        return ()

    def _whole(self, last: tuple[int, ...], runs: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """Extends a run by its neighbours in the same element, for a headline broken into lines."""
        return max((run for run in runs if last[-1] in run), key=len)

    def _is_heading(self, number: int) -> bool:
        return self.lines[number].tag in ("h1", "h2", "h3")

    def _is_called_title(self, number: int) -> bool:
        return bool(_TITLE_NAMES.search(self.html.elements[self.lines[number].element].names))

    def _is_above_dateline(self, number: int) -> bool:
        line = self.lines[number]
        if line.text[-1] in "。；，：" or is_dateline(line.text) or len(line.text) > 50:
            return False
        return number + 1 < len(self.lines) and is_dateline(self.lines[number + 1].text)

    def _headlines(self, end: int) -> list[tuple[int, ...]]:
        """Returns the runs of one to three lines of one element, above `end`, that could be a headline."""
        found: list[tuple[int, ...]] = []
        for number in range(min(end, len(self.lines))):
            line = self.lines[number]
            if line.tag == "title" or not 2 <= len(line.text) <= _LONGEST_HEADLINE or line.linked * 2 > len(line.text):
                continue
            found.append((number,))
            for size in (2, 3):
                run = tuple(range(number, min(number + size, len(self.lines))))
                if len(run) == size and all(self._carries_headline(i, line.element) for i in run):
                    found.append(run)
        return found

    def _carries_headline(self, number: int, element: int) -> bool:
        line = self.lines[number]
        return line.element == element and not is_dateline(line.text)

    @cached_property
    def _names(self) -> list[str]:
        """The page's title in its <meta> elements and <title>."""
        meta = self.html.meta
        titles = [meta.get("articletitle"), meta.get("og:title"), meta.get("twitter:title"), self.html.title]
        return [normalized(title) for title in titles if title and len(title) <= 300]

    def _joined(self, run: Sequence[int]) -> str:
        return "".join(self.lines[i].text for i in run)

    def _is_menu(self, number: int) -> bool:
        line = self.lines[number]
        return is_navigation(line.text) or self.menus[line.element]

    def _beside(self, title: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Returns the headings next to the headline in the same element, above and below it."""
        if not title:
            return (), ()
        above = self._heading_at(title[0] - 1, title)
        below = self._heading_at(title[-1] + 1, title)
        return above, below

    def _heading_at(self, number: int, title: tuple[int, ...]) -> tuple[int, ...]:
        if not 0 <= number < len(self.lines):
            return ()
        line, head = self.lines[number], self.lines[title[0]]
        elements = self.html.elements
        is_near = elements[line.element].parent == elements[head.element].parent
        is_heading = line.tag in HEADLINES or (number > title[0] and line.text.startswith(("——", "--", "—")))
        if not is_near or not is_heading or line.linked or len(line.text) > _LONGEST_HEADLINE:
            return ()
        return () if is_dateline(line.text) or is_navigation(line.text) else (number,)

    def _begin(self, numbers: Sequence[int], first: int) -> int:
        """Returns the first line of a story without headline: the first that is not noise, or a short line above it."""
        begin = next((number for number in numbers if number <= first and not self._is_noise(number)), first)
        above = range(max(0, begin - _ABOVE), begin)
        heads = [number for number in above if 4 <= len(self.lines[number].text) <= 50 and not self._is_noise(number)]
        return heads[0] if heads and self.lines[heads[0]].tag != "title" else begin

    def _run(self, numbers: Sequence[int], first: int, inside: Sequence[bool]) -> tuple[list[int], list[int]]:
        """Returns the lines of the story from its headline to its end, and those of them that are datelines."""
        kept: list[int] = []
        datelines: list[int] = []
        prose = 0.0
        for number in numbers:
            line = self.lines[number]
            if prose >= _BEGUN and number > first and self._ends(number) and not self._goes_on(number, inside):
                break
            if not prose and self._repeats_title(number):
                continue
            if self._is_dateline(number, first):
                datelines.append(number)
                kept.append(number)
            elif (inside[number] or self._opens(number, first)) and not self._is_noise(number):
                kept.append(number)
                prose += self.masses[number] if len(line.text) >= LONG or PROSE.search(line.text) else 0
        return kept, datelines

    def _is_dateline(self, number: int, first: int) -> bool:
        text = self.lines[number].text
        if number < first:
            return is_dateline(text) and not SENTENCE.search(text)
        return is_credit_line(text)

    def _opens(self, number: int, first: int) -> bool:
        """Whether a line between headline and text belongs to the story, such as an abstract."""
        line = self.lines[number]
        return number < first and (self.masses[number] >= LONG or (not self._names and not line.linked))

    def _ends(self, number: int) -> bool:
        line = self.lines[number]
        if ends_the_story(line.text):
            return True
        if is_legal(line.text):
            return True
        return ends_before_links(line.text) and self._is_before_links(number)

    def _goes_on(self, number: int, inside: Sequence[bool]) -> bool:
        """Whether the story goes on below a list of links: the next line without link is prose in the same element."""
        line = self.lines[number]
        if not ends_before_links(line.text):
            return False
        below = range(number + 1, len(self.lines))
        after = next((other for other in below if not is_link(self.lines[other])), None)
        if after is None or not inside[after] or self.masses[after] < LONG or self.menus[self.lines[after].element]:
            return False
        return bool(PROSE.search(self.lines[after].text[-1]))

    def _repeats_title(self, number: int) -> bool:
        """Whether a line above the text repeats the headline."""
        return len(self.lines[number].text) >= 6 and normalized(self.lines[number].text) in self._printed_title

    def _is_before_links(self, number: int) -> bool:
        below = self.lines[number + 1 : number + 4]
        return not below or sum(is_link(line) for line in below) * 2 > len(below)

    def _is_noise(self, number: int) -> bool:
        line = self.lines[number]
        if (line.is_hidden and not self.masses[number]) or self.menus[line.element]:
            return True
        if is_navigation(line.text) or is_legal(line.text) or ends_the_story(line.text):
            return True
        return is_link(line) and not PROSE.search(line.text[-1:]) and not line.text.startswith("附")


def _is_named(text: str, names: Sequence[str]) -> bool:
    """Whether a page's title is this text, or contains it next to the name of the site."""
    if len(text) < 4:
        return False
    return any(name == text or (text in name and len(text) * 3 > len(name)) for name in names)
