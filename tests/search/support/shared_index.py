"""Stories, an index of them, and a scan that answers the same queries by reading every story."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
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
    Word,
)
from search.fields import FacetField, KeptField, KeyField, NumberField, TextField, schema_of
from text.fold import fold
from text.grams import has_word_boundaries, strip_punctuation
from text.mapped_text import MappedText

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


def pairs(folded: str) -> list[str]:
    """A tokenizer that is good enough here: every second pair of letters of a stretch, and the stretch."""
    words = []
    for stretch in re.findall(r"\w+", folded):
        words += [stretch[start : start + 2] for start in range(0, len(stretch), 2)]
        words.append(stretch)
    return words


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


def holds(node: Node, story: dict) -> bool:
    """Whether the tree holds for a story, found by reading it."""
    match node:
        case And(parts):
            return all(holds(part, story) for part in parts)
        case Or(parts):
            return any(holds(part, story) for part in parts)
        case Not(part):
            return not holds(part, story)
        case Phrase(text, fields, whole):
            names = fields or COMMON_TEXT
            return bool(text) and any(stands(text, piece, whole) for name in names for piece in pieces(story, name))
        case Word(text):
            return text in words_of(story)
        case Prefix(text):
            return any(word.startswith(text) for word in words_of(story))
        case FacetFilter(name, values):
            return not set(values).isdisjoint(facet_values(story, name))
        case Between(_, low, high):
            day = story.get("day")
            return day is not None and (low is None or day >= low) and (high is None or day <= high)
        case Keys(keys):
            return story["id"] in keys
    return True


@cache
def folded_and_stripped(piece: str) -> tuple[str, MappedText]:
    folded = fold(piece)
    return folded, strip_punctuation(folded)


def stands(run: str, piece: str, whole: bool) -> bool:
    folded, stripped = folded_and_stripped(piece)
    starts = [start for start in range(len(stripped.text)) if stripped.text.startswith(run, start)]
    if not whole:
        return bool(starts)
    ranges = (stripped.origin(start, start + len(run)) for start in starts)
    return any(has_word_boundaries(folded, start, end) for start, end in ranges)


def pieces(story: dict, name: str) -> list[str]:
    value = story.get(name) or []
    return [value] if isinstance(value, str) else list(value)


def words_of(story: dict) -> set[str]:
    return {word for name in COMMON_TEXT for piece in pieces(story, name) for word in words_in(piece)}


@cache
def words_in(piece: str) -> frozenset[str]:
    return frozenset(strip_punctuation(word).text for word in pairs(fold(piece))) - {""}


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
