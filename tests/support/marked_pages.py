"""Invented web pages in web_pages/, written like those of portals, papers and Word, and marked by hand.

⟪ ⟫ mark the headline, ⟦ ⟧ the text of the story, ⟨ ⟩ the kicker and subtitle. Out: the page without
the marks, and the marked texts.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "web_pages"
_MARKS = re.compile("[⟪⟫⟦⟧⟨⟩]")
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True)
class MarkedPage:
    name: str
    markup: str
    title: str
    text: str


def marked_pages() -> list[MarkedPage]:
    return [_page(path) for path in sorted(FOLDER.iterdir())]


def _page(path: Path) -> MarkedPage:
    source = path.read_text(encoding="utf-8")
    title = "".join(re.findall("⟪(.*?)⟫", source, re.S))
    text = "\n".join(re.findall("⟦(.*?)⟧", source, re.S))
    return MarkedPage(path.name, _MARKS.sub("", source), _TAG.sub("", title), text)


def tokens(text: str) -> Counter[str]:
    """Splits a text into Chinese characters and other words, without punctuation and white space."""
    return Counter(re.findall(r"[一-龥]|[0-9A-Za-z]+", text))


def token_f1(found: str, right: str) -> float:
    some, others = tokens(found), tokens(right)
    shared = sum((some & others).values())
    return 2 * shared / max(1, some.total() + others.total())
