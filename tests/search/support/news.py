"""Real news and queries from ../shared/corpus, in the form that the index takes.

In: the folder. Out: StoryDocuments; queries as people type them.
"""

import json
import lzma
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from opencc import OpenCC

from search.story_document import StoryDocument
from tests.search.support.indexed import document
from text.fold import fold
from text.grams import strip_punctuation

NEWS = 74_545
LABEL = re.compile(r"\[(\w+)\]\s*(.*)", re.DOTALL)
# Stories are distributed over this many sources, so that a query can ask for a few of them.
SOURCES = 997
DIGIT = re.compile(r"\d+")
FIELDS = ("kicker", "title", "subtitle", "body")
# Characters that may be inserted or left out anywhere except between digits. None of them is syntax.
FREE = "，。、；！？,.;!?·…—《》【】 \n\t\u3000"


class NewsStory(NamedTuple):
    number: int
    texts: tuple[str, str, str, str]
    day: str

    @property
    def source(self) -> str:
        return str(self.number % SOURCES)

    def document(self) -> StoryDocument:
        day = date.fromisoformat(self.day).toordinal()
        return document(
            self.number, self.texts, facets={"source": (self.source,), "year": (self.day[:4],)}, published=(day, day)
        )


def stories(corpus: Path, count: int) -> Iterator[NewsStory]:
    """This many stories of all years. The label of a headline is the kicker, the first line of a text the subtitle."""
    with lzma.open(corpus / "news.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, 0, None, max(NEWS // count, 1))):
            if number == count:
                return
            row = json.loads(line)
            label = LABEL.match(row["title"])
            kicker, title = label.groups() if label else ("", row["title"])
            subtitle, _, body = row["body"].partition("\n")
            texts = (kicker, title, subtitle, body) if body.strip() else (kicker, title, "", subtitle)
            yield NewsStory(number, texts, row["date"])


def converters() -> tuple[Callable[[str], str], ...]:
    """Unchanged (as often as all others together), to Traditional script, to that of Taiwan, to that of Hong Kong."""
    converted = tuple(OpenCC(name).convert for name in ("s2t", "s2tw", "s2hk"))
    return (str, str, str, *converted)


def a_run(rng: random.Random, texts: tuple[str, ...]) -> str:
    """1 to 20 characters of one field, not all of them signs."""
    while True:
        text = rng.choice([text for text in texts if text])
        start = rng.randrange(len(text))
        run = text[start : start + rng.randint(1, 20)]
        if strip_punctuation(fold(run)).text:
            return run


def disturbed(rng: random.Random, run: str, signs: str = FREE) -> str:
    """The run with signs inserted and left out, but never between two digits."""
    digits = [bool(DIGIT.fullmatch(fold(char))) for char in run]
    words = [digit or char.isalnum() for digit, char in zip(digits, run, strict=True)]

    def is_free(at: int) -> bool:
        """Whether the nearest characters before and after this place are not both digits."""
        before = next((digits[k] for k in range(at - 1, -1, -1) if words[k]), False)
        return not (before and next((digits[k] for k in range(at, len(run)) if words[k]), False))

    typed = []
    for at, char in enumerate(run):
        put_in = rng.choice(signs) if at and rng.random() < 0.1 and is_free(at) else ""
        left_out = char in FREE and rng.random() < 0.3 and is_free(at)
        typed.append(put_in + ("" if left_out else char))
    return "".join(typed)
