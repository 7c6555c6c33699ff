"""Stories, an index of them, and a scan that answers the same queries by reading every story."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from search.engine.array_index import ArrayIndex
from search.engine.index_snapshot import IndexSnapshot, RankedAnswer
from search.engine.query_tree import (
    And,
    Between,
    Every,
    FacetFilter,
    Keys,
    Node,
    Not,
    Or,
    Order,
    Phrase,
    Prefix,
    Query,
    Ranked,
    Together,
    Word,
)
from search.fields import FacetField, KeptField, KeyField, NumberField, TextField, schema_of
from tests.search.support.scanned_edges import scanned_edges
from text.fold import fold
from text.grams import has_word_boundaries, strip_punctuation
from text.inner_words import InnerWords
from text.mapped_text import MappedText
from text.word_weights import WordWeights

COMMON_TEXT = ("body", "names", "title")
ALPHABET = "工会职驿站會職𠮷a1万。 ,."

SCHEMA = schema_of(
    id=KeyField(),
    title=TextField(4),
    body=TextField(1),
    names=TextField(2),
    region=TextField(0),
    province=FacetField(),
    program=FacetField(many=True),
    day=NumberField(),
    kept=KeptField(),
)


class Pairs:
    """A tokenizer that is good enough here: stretches of letters, and every second pair of letters inside them."""

    weights = WordWeights.of({"工": 9, "会": 9, "职": 1, "工会": 5, "会职": 4, "职工": 30})

    def known_words(self, folded: str) -> list[str]:
        return re.findall(r"\w+|\W", folded)

    def inside(self, word: str) -> InnerWords:
        edges = tuple(range(2, len(word), 2))
        return InnerWords(tuple(word[start : start + 2] for start in (0, *edges)), edges, edges)


pairs = Pairs()


def search_words(folded: str) -> list[str]:
    """The words as they are indexed."""
    return [word for piece in pairs.known_words(folded) for word in (*pairs.inside(piece).words, piece)]


def make_index(folder: Path) -> ArrayIndex:
    return ArrayIndex.make(folder, SCHEMA)


def add(index: ArrayIndex, stories: Iterable[dict], **commit: object) -> None:
    writer = index.writer(pairs)
    for story in stories:
        writer.add_document(**story)
    writer.commit(**commit)


def random_text(rng: random.Random, most: int) -> str:
    return "".join(rng.choices(ALPHABET, k=rng.randint(0, most)))


def random_story(rng: random.Random, key: str) -> dict:
    story = {
        "id": key,
        "title": random_text(rng, 8),
        "body": random_text(rng, 60),
        "names": [random_text(rng, 4) for _ in range(rng.randint(0, 3))],
        "region": random_text(rng, 4),
        "program": [rng.choice("abc") for _ in range(rng.randint(0, 3))],
        "kept": {"key": key, "text": random_text(rng, 5)},
    }
    if rng.random() < 0.8:
        story |= {"province": rng.choice(["50", "51", "重庆"]), "day": rng.randint(-5, 5)}
    return story


def random_run(rng: random.Random) -> str:
    return strip_punctuation(fold(random_text(rng, rng.choice([1, 2, 3, 4, 6])))).text


def random_tree(rng: random.Random, depth: int = 3) -> Node:
    """Any tree. Half of its leaves occur in the stories."""
    if depth and rng.random() < 0.6:
        parts = tuple(random_tree(rng, depth - 1) for _ in range(rng.randint(0, 3)))
        return rng.choice([And(parts), Or(parts), Not(random_tree(rng, depth - 1))])
    fields = rng.choice([(), (), (), ("title",), ("body", "names"), ("region",)])
    return rng.choice(
        [
            Phrase(random_run(rng), fields, whole=rng.random() < 0.3),
            Phrase(random_run(rng), (), word_begin=rng.random() < 0.7, word_end=rng.random() < 0.7),
            random_together(rng),
            Phrase(random_run(rng), fields),
            Phrase(random_run(rng)),
            Word(random_run(rng)),
            Prefix(random_run(rng) or "工"),
            FacetFilter("province", tuple(rng.sample(["50", "51", "重庆", ""], 2))),
            FacetFilter("program", ("a",)),
            Between("day", rng.choice([None, -2]), rng.choice([None, 2])),
            Keys(frozenset(str(number) for number in range(rng.randint(0, 30)))),
            Every(),
        ]
    )


def _between(day: int | None, low: int | None, high: int | None) -> bool:
    return day is not None and (low is None or day >= low) and (high is None or day <= high)


def _together(parts: tuple[tuple[Phrase, ...], ...], story: dict) -> bool:
    return any(
        all(any(_in_sentence(phrase, name, sentence) for phrase in part) for part in parts)
        for name in COMMON_TEXT
        for piece in pieces(story, name)
        for sentence in sentences(piece)
    )


def random_together(rng: random.Random) -> Together:
    """One to three parts, some of them in two spellings."""
    parts = [
        tuple(
            Phrase(random_run(rng)[:3], rng.choice([(), ("title",)]), word_begin=rng.random() < 0.5)
            for _ in range(rng.choice([1, 1, 2]))
        )
        for _ in range(rng.randint(1, 3))
    ]
    return Together(tuple(parts))


def holds(node: Node, story: dict) -> bool:
    """Whether the tree holds for a story, found by reading it."""
    match node:
        case And(parts):
            return all(holds(part, story) for part in parts)
        case Or(parts):
            return any(holds(part, story) for part in parts)
        case Not(part):
            return not holds(part, story)
        case Phrase(text, fields):
            names = fields or COMMON_TEXT
            return bool(text) and any(places(node, piece) for name in names for piece in pieces(story, name))
        case Together(parts):
            return _together(parts, story)
        case Word(text) | Prefix(text):
            starts = isinstance(node, Prefix)
            return any(word.startswith(text) if starts else word == text for word in words_of(story))
        case FacetFilter(name, values):
            return not set(values).isdisjoint(facet_values(story, name))
        case Between(_, low, high):
            return _between(story.get("day"), low, high)
        case Keys(keys):
            return story["id"] in keys
    return True


@cache
def folded_and_stripped(piece: str) -> tuple[str, MappedText]:
    folded = fold(piece)
    return folded, strip_punctuation(folded)


def places(run: Phrase, piece: str) -> list[tuple[int, int]]:
    """The ranges of the folded text in which the phrase is found."""
    folded, stripped = folded_and_stripped(piece)
    size = len(run.text)
    starts = [start for start in range(len(stripped.text)) if size and stripped.text.startswith(run.text, start)]
    begins, ends = edges_in(piece)
    if run.word_begin:
        starts = [start for start in starts if start in begins]
    if run.word_end:
        starts = [start for start in starts if start + size in ends]
    ranges = [stripped.origin(start, start + size) for start in starts]
    return [found for found in ranges if not run.whole or has_word_boundaries(folded, *found)]


@cache
def edges_in(piece: str) -> tuple[set[int], set[int]]:
    return scanned_edges(fold(piece), pairs)


def sentences(piece: str) -> list[tuple[str, int, int]]:
    """Each sentence of a text: the text, and the range of the folded text."""
    folded = fold(piece)
    ends = [at + 1 for at, char in enumerate(folded) if char in "。!?;\n"]
    return [(piece, first, last) for first, last in pairwise([0, *ends, len(folded) + 1])]


def _in_sentence(phrase: Phrase, name: str, sentence: tuple[str, int, int]) -> bool:
    piece, first, last = sentence
    return (not phrase.fields or name in phrase.fields) and any(
        first <= start < last for start, _ in places(phrase, piece)
    )


def pieces(story: dict, name: str) -> list[str]:
    value = story.get(name) or []
    return [value] if isinstance(value, str) else list(value)


def words_of(story: dict) -> set[str]:
    return {word for name in COMMON_TEXT for piece in pieces(story, name) for word in words_in(piece)}


@cache
def words_in(piece: str) -> frozenset[str]:
    return frozenset(strip_punctuation(word).text for word in search_words(fold(piece))) - {""}


def facet_values(story: dict, name: str) -> list[str]:
    return pieces(story, name) or ([""] if name == "province" else [])


def counted(stories: Iterable[dict], name: str) -> dict[str, int]:
    return dict(Counter(value for story in stories for value in set(facet_values(story, name))))


def some_stories(count: int, seed: int = 1) -> list[dict]:
    rng = random.Random(seed)
    return [random_story(rng, str(key)) for key in range(count)]


def all_answers(snapshot: IndexSnapshot) -> list:
    """The answers to many queries with their scores, and all kept fields."""
    rng = random.Random(2)
    runs = [Phrase(random_run(rng) or "工") for _ in range(30)]
    queries = [
        Query(run, (Ranked(run),), facets=("province", "program"), limit=None, order=(Order(), Order("day")))
        for run in runs
    ]
    queries += [Query(random_tree(rng), facets=("province",), limit=None) for _ in range(40)]
    return [result_of(snapshot.search(query)) for query in queries]


def result_of(answer: RankedAnswer) -> tuple:
    found = sorted((found.key, round(found.score, 4), str(found.kept)) for found in answer.found)
    return answer.total, found, answer.facets
