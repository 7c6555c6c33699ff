"""How much of a story a line of a web page is: prose weighs, links and furniture do not.

In: a line. Out: its mass, in characters.
"""

import re

from archive.ingest.formats.html_marks import ends_the_story, is_dateline, is_furniture, is_legal
from archive.ingest.formats.printed import VisibleLine

HEADLINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LONG = 24  # characters: a shorter line without prose weighs little
PROSE = re.compile("[。！？；，：”]")
SENTENCE = re.compile("[。！？]")


def mass_of(line: VisibleLine) -> float:
    size = len(line.text)
    if (
        line.tag == "title"
        or is_link(line)
        or is_legal(line.text)
        or is_furniture(line.text)
        or ends_the_story(line.text)
    ):
        return 0.0
    if is_dateline(line.text) and not SENTENCE.search(line.text):
        return size / 4
    if line.tag in HEADLINES:
        return size / 4
    return float(size) if size >= LONG or PROSE.search(line.text) else size / 4


def is_link(line: VisibleLine) -> bool:
    return line.linked * 10 > 7 * len("".join(line.text.split()))
