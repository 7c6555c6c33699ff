"""Turns stories in memory into the sections of a segment, a few thousand at a time.

In: stories as they were given to the writer, the shape of the schema, a tokenizer.
Out: Sections as search.index.layout draws them, except checksums and the postings of common pairs: the merge that
every part goes through adds those.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.fields import ASKED, TEXT, Shape
from search.index.layout import GLUED, NO_NUMBER, SENTENCE, Array, Sections, distinct, first_of_each, join_texts
from search.index.postings import MAX_STORIES, MAX_WEIGHT, WEIGHT_BITS, make_posting
from search.index.token_table import TextTokens, Tokenizer, tokens_of
from search.index.word_edges import word_edges
from text.units import CutTexts, cut_texts


@dataclass(frozen=True)
class BufferedStory:
    """One story to be added: its values by field. Text is the original; a field of several pieces is a sequence."""

    key: str
    fields: Mapping[str, Any]

    def pieces(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name) or ()
        return (value,) if isinstance(value, str) else tuple(value)

    def size(self, shape: Shape) -> int:
        """The number of characters of text."""
        return sum(len(piece) for name in shape.text + shape.asked for piece in self.pieces(name))


def build_sections(stories: list[BufferedStory], shape: Shape, tokenizer: Tokenizer) -> Sections:
    """All sections of these stories. Their number must be below MAX_STORIES."""
    text, slots = _cut_group(stories, shape.text)
    asked, asked_slots = _cut_group(stories, shape.asked)
    tokens = tokens_of(text.folded, tokenizer)
    begins, ends = word_edges(text, tokens)
    return {
        "words.begins": np.packbits(begins),
        "words.ends": np.packbits(ends),
        **_places(TEXT, text, slots, len(stories) * len(shape.text)),
        **_places(ASKED, asked, asked_slots, len(stories) * len(shape.asked)),
        **_words(tokens, slots, len(stories), shape),
        **_facets(stories, shape),
        **_numbers(stories, shape),
        **_texts(stories, shape),
    }


def _cut_group(stories: list[BufferedStory], names: tuple[str, ...]) -> tuple[CutTexts, Array]:
    """The pieces of these fields; the slot of each: number of the story × number of fields + number of the field."""
    pieces = [
        (number * len(names) + column, piece)
        for number, story in enumerate(stories)
        for column, name in enumerate(names)
        for piece in story.pieces(name)
    ]
    return cut_texts([piece for _, piece in pieces]), np.array([slot for slot, _ in pieces], np.int64)


def _places(group: str, cut: CutTexts, slot_of_piece: Array, slot_count: int) -> Sections:
    """The places of every pair of units: two stable sorts over 16 bits each, which NumPy does by radix sort."""
    first, second = cut.units[:-1], cut.units[1:]
    order = np.argsort(second, kind="stable")
    order = order[np.argsort(first[order], kind="stable")]
    order = order[np.count_nonzero(first == 0) :]
    keys = first[order].astype(np.uint32) << 16 | second[order]
    begins = first_of_each(keys)
    keys_of_pairs = keys[begins]
    piece_starts = np.concatenate([[0], np.flatnonzero(cut.units == 0) + 1])
    # The keys whose first unit is 0 come first: they say what is between units.
    # The unit behind the last text begins no text.
    sentences = distinct(np.concatenate([piece_starts[:-1], cut.sentences]))
    fixed = np.repeat(np.array([GLUED, SENTENCE], np.uint16), [len(cut.glued), len(sentences)])
    between_keys = np.concatenate([fixed, cut.sign_keys])
    by_key = np.argsort(between_keys, kind="stable")
    between = np.concatenate([cut.glued, sentences, cut.sign_places])[by_key]
    between_begins = first_of_each(between_keys[by_key])
    begins = np.concatenate([between_begins, begins + len(between), [len(order) + len(between)]])
    return {
        f"{group}.keys": np.concatenate([between_keys[by_key][between_begins], keys_of_pairs]).astype(np.uint32),
        f"{group}.offsets": begins,
        f"{group}.lists": np.concatenate([between, order]).astype(np.uint32),
        f"{group}.slots": piece_starts[np.searchsorted(slot_of_piece, np.arange(slot_count + 1))],
    }


def _words(tokens: TextTokens, slots: Array, count: int, shape: Shape) -> Sections:
    """The postings of words: each (term, story, weight) is one number of 64 bits; they are sorted, then summed."""
    terms = [word.encode("utf-8", "surrogatepass") for word in tokens.terms]
    order = sorted(range(len(terms)), key=terms.__getitem__)
    rank = np.empty(len(terms), np.uint64)
    rank[order] = np.arange(len(terms), dtype=np.uint64)
    term_numbers, piece_of = tokens.all_terms()
    columns = max(len(shape.text), 1)
    story = (slots // columns)[piece_of].astype(np.uint64)
    weight = shape.weight_of_slot[slots % columns][piece_of].astype(np.uint64)
    term = rank[term_numbers]
    of_terms = np.sort((term << np.uint64(32) | story << np.uint64(WEIGHT_BITS) | weight)[term > 0])
    posting = of_terms >> np.uint64(WEIGHT_BITS)
    begins = first_of_each(posting)
    posting = posting[begins]
    sums = np.add.reduceat(of_terms & np.uint64(MAX_WEIGHT), begins) if len(begins) else of_terms
    stories = posting.astype(np.uint32) & np.uint32(MAX_STORIES - 1)
    first_postings = np.arange(1, len(terms) + 1, dtype=np.uint64) << np.uint64(32 - WEIGHT_BITS)
    blob, bounds = join_texts([terms[index] for index in order[1:]])
    return {
        "words.terms": blob,
        "words.bounds": bounds,
        "words.offsets": np.searchsorted(posting, first_postings),
        "words.lists": make_posting(stories, sums),
        "words.lengths": np.bincount(stories, sums, count).astype(np.uint32),
    }


def _facets(stories: list[BufferedStory], shape: Shape) -> Sections:
    coder = FacetCoder(shape)
    codes = [coder.code(name, (story.pieces(name) or ("",))[0]) for story in stories for name in shape.facets]
    many = [
        (number, coder.code(name, value))
        for number, story in enumerate(stories)
        for name in shape.many
        for value in dict.fromkeys(story.pieces(name))
    ]
    return {
        "facets.codes": np.array(codes, np.uint32).reshape(len(stories), len(shape.facets)),
        "facets.owners": np.array([owner for owner, _ in many], np.uint32),
        "facets.many": np.array([code for _, code in many], np.uint32),
        "facets.values": coder.section(),
    }


class FacetCoder:
    """Gives each value of a facet a code, in the order in which values come. All facets share one range of codes."""

    def __init__(self, shape: Shape) -> None:
        self._values: dict[str, dict[str, int]] = {name: {} for name in shape.facets + shape.many}
        self._next = 0

    def code(self, name: str, value: str) -> int:
        code = self._values[name].setdefault(value, self._next)
        self._next += code == self._next
        return code

    def section(self) -> Array:
        return np.frombuffer(json.dumps(self._values).encode(), np.uint8)


def _numbers(stories: list[BufferedStory], shape: Shape) -> Sections:
    columns = {name: [story.fields.get(name) for story in stories] for name in shape.numbers}
    return {
        f"number.{name}": np.array([NO_NUMBER if value is None else value for value in column], np.int64)
        for name, column in columns.items()
    }


def _texts(stories: list[BufferedStory], shape: Shape) -> Sections:
    ids, id_bounds = join_texts([story.key.encode("utf-8", "surrogatepass") for story in stories])
    kept = [_kept(story, shape) for story in stories]
    texts, bounds = join_texts(kept, "<u8")
    return {"ids.texts": ids, "ids.bounds": id_bounds, "kept.texts": texts, "kept.bounds": bounds}


def _kept(story: BufferedStory, shape: Shape) -> bytes:
    values = {name: story.fields[name] for name in shape.kept if name in story.fields}
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
