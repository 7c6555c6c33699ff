"""Real news and questions of ../shared/corpus, as the index takes them.

In: the folder. Out: Documents; queries as people type them.
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
# Stories are spread over so many sources, to ask for a few of them at a time.
SOURCES = 997
DIGIT = re.compile(r"\d+")
FIELDS = ("kicker", "title", "subtitle", "body")
# What may be put in or left out anywhere but between digits; none of it is a sign of the syntax.
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
    """So many stories of all years. The label of a headline is its kicker, the first line of a text its subtitle."""
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
    """As it stands (as often as converted), in Traditional script, in that of Taiwan, in that of Hong Kong."""
    converted = tuple(OpenCC(name).convert for name in ("s2t", "s2tw", "s2hk"))
    return (str, str, str, *converted)


def a_run(rng: random.Random, texts: tuple[str, ...]) -> str:
    """1 to 20 characters of one field, with something in them that is not a sign."""
    while True:
        text = rng.choice([text for text in texts if text])
        start = rng.randrange(len(text))
        run = text[start : start + rng.randint(1, 20)]
        if strip_punctuation(fold(run)).text:
            return run


def disturbed(rng: random.Random, run: str, signs: str = FREE) -> str:
    """The run with signs put in and left out, but never between two digits."""
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
