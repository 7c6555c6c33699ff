"""The stories and queries of the benchmark, the same for every peer.

In: a corpus with one JSON object in each line (`id`, `title`, `date`, `body`), plain or .xz. Out: stories with five
facets, words cut once, 200 queries.

The corpus has no province, source, kind or script. Each story gets them from its text (the first province named; the
label in brackets before its headline) or from its number.
"""

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path

from text.fold import fold
from text.grams import strip_punctuation
from text.inner_words import InnerWords
from text.word_weights import WordWeights
from text.words import Cutter

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "news.jsonl.xz"
PROVINCES = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南"
    "|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)
FACETS = ("kind", "province", "script", "source", "year")


@dataclass(frozen=True)
class BenchQuery:
    """Words that must all occur; or, as a phrase, must follow each other."""

    words: tuple[str, ...]
    phrase: bool = False


@dataclass(frozen=True)
class CorpusStory:
    number: int
    title: str
    body: str
    day: str

    @cached_property
    def facets(self) -> dict[str, str]:
        province = PROVINCES.search(self.title + self.body)
        label = re.match(r"\[(\w+)\]", self.title)
        return {
            "kind": label[1] if label else "",
            "province": province[0] if province else "",
            "script": "hant" if self.number % 10 == 0 else "hans",
            "source": str(self.number % 97),
            "year": self.day[:4],
        }

    @property
    def ordinal(self) -> int:
        return date.fromisoformat(self.day).toordinal()


def unpack(path: Path, folder: Path, count: int) -> Path:
    """The first stories as plain lines: the time to unpack a corpus is not part of the benchmark."""
    plain = folder / "corpus.jsonl"
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines, plain.open("w", encoding="utf-8") as out:
        out.writelines(islice(lines, count))
    return plain


def read_stories(path: Path, first: int, last: int | None) -> Iterator[CorpusStory]:
    """The stories in a range of the file, half open."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(islice(lines, first, last), first):
            fields = json.loads(line)
            yield CorpusStory(number, fields["title"], fields["body"], fields["date"])


class Words:
    """Splits folded text into words, for every peer: the benchmark compares indexes, not tokenizers."""

    def __init__(self) -> None:
        self.name, self._cutter = "rjieba", Cutter()

    @property
    def weights(self) -> WordWeights:
        return self._cutter.weights

    def known_words(self, folded: str) -> list[str]:
        return self._cutter.known_words(folded)

    def inside(self, word: str) -> InnerWords:
        return self._cutter.inside(word)

    def __call__(self, folded: str) -> list[str]:
        return list(filter(str.isalnum, self._cutter.search_words(folded)))


def draw_queries(stories: Iterable[CorpusStory], words: Words, seed: int, wanted: int) -> list[BenchQuery]:
    """Queries of 1 to 5 words of one story each: a fifth are phrases, the rest rare, middle and common words."""
    rng = random.Random(seed)
    cut = [words(fold(story.title + " " + story.body)) for story in stories]
    frequency = Counter(word for found in cut for word in set(found))
    queries: list[BenchQuery] = []
    while len(queries) < wanted:
        found = [word for word in rng.choice(cut) if len(word) > 1]
        size = rng.randint(1, 5)
        if len(found) < 20:
            continue
        if len(queries) % 5 == 4:
            start = rng.randrange(len(found) - size)
            queries.append(BenchQuery(tuple(found[start : start + min(size + 1, 4)]), phrase=True))
        else:
            rising = sorted(set(found), key=frequency.__getitem__)
            third = rng.randrange(3)
            pool = rising[third * len(rising) // 3 : (third + 1) * len(rising) // 3]
            queries.append(BenchQuery(tuple(rng.sample(pool, min(size, len(pool))))))
    return queries


def draw_runs(stories: list[CorpusStory], seed: int = 8) -> list[str]:
    """Thirty runs of each length from 3 to 20 stripped characters, each from one story."""
    rng = random.Random(seed)
    runs = []
    for length in range(3, 21):
        while len(runs) < 30 * (length - 2):
            text = strip_punctuation(fold(rng.choice(stories).body)).text
            if len(text) > length:
                start = rng.randrange(len(text) - length)
                runs.append(text[start : start + length])
    return runs


def draw(corpus: Path, count: int, seed: int, wanted: int) -> tuple[list[BenchQuery], list[str], str, int, int]:
    """Queries, runs, the tokenizer's name, bytes of text in UTF-8, the real number of stories."""
    words = Words()
    stories = list(read_stories(corpus, 0, count))
    size = sum(len((story.title + story.body).encode()) for story in stories)
    return draw_queries(stories, words, seed, wanted), draw_runs(stories), words.name, size, len(stories)
