"""Measures how much a line of a web page counts as part of a story: prose does, links and navigation do not.

In: a line. Out: its mass, in characters.
"""

import re

from archive.reading.formats.html_marks import ends_the_story, is_dateline, is_legal, is_navigation
from archive.reading.formats.printed import VisibleLine
from text.patterns import AFTER_MONTH, AFTER_YEAR, CENTURY

HEADLINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LONG = 24  # characters: a shorter line without punctuation counts little
PROSE = re.compile("[。！？；，：”]")
SENTENCE = re.compile("[。！？]")
_DAY_OF_LINK = re.compile(
    rf"[\[(（【]?(?:{CENTURY}?\d\d{AFTER_YEAR})?\d{{1,2}}{AFTER_MONTH}\d{{1,2}}日?[\])）】]?\s*(?:\d{{1,2}}:\d\d)?$"
)


def mass_of(line: VisibleLine) -> float:
    size = len(line.text)
    if (
        line.tag == "title"
        or is_link(line)
        or is_legal(line.text)
        or is_navigation(line.text)
        or ends_the_story(line.text)
    ):
        return 0.0
    if is_dateline(line.text) and not SENTENCE.search(line.text):
        return size / 4
    if line.tag in HEADLINES:
        return size / 4
    return float(size) if size >= LONG or PROSE.search(line.text) else size / 4


def is_link(line: VisibleLine) -> bool:
    """Whether a line is a link, with nothing but its date next to it."""
    shown = "".join(_DAY_OF_LINK.sub("", line.text).split())
    return line.linked * 10 > 7 * len(shown)
