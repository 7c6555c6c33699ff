"""Many parts and segments made into one segment, array by array, in bounded memory.

In: sources (parts from memory, mapped segments) with the stories to leave out. Out: one segment file,
in which the stories of the first source come first. A part is written by merging it alone.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from search.index.fields import GROUPS, TEXT, Shape
from search.index.layout import (
    Array,
    SectionFile,
    Sections,
    crc_of,
    distinct,
    first_of_each,
    join_texts,
    split_texts,
)
from search.index.lists import Lists, chunks, crcs_of, new_offsets, weigh
from search.index.part import as_json

# How often a pair, or a single unit, stands somewhere before it gets a list of stories.
COMMON = 1 << 10
COMMON_UNIT = 1 << 17
MOST_PLACES = 1 << 32


class TooLarge(Exception):
    """More text than one segment can number."""


@dataclass
class Source:
    """Sections to be merged; `dead`: numbers of the stories to leave out."""

    sections: Sections
    dead: Array = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def stories(self) -> int:
        return len(self.sections["ids.bounds"]) - 1

    @cached_property
    def live(self) -> Array:
        """A bool for each story."""
        live = np.ones(self.stories, bool)
        live[self.dead] = False
        return live

    @cached_property
    def renumbered(self) -> Array:
        """For each living story how many living ones stand before it."""
        return np.cumsum(self.live) - self.live

    @cached_property
    def live_stories(self) -> int:
        return int(np.count_nonzero(self.live))


def merge(sources: Sequence[Source], shape: Shape, out: SectionFile) -> int:
    """Write all sections of one segment; how many stories are in it. Raises TooLarge before it writes."""
    sources = [source for source in sources if source.live_stories]
    if places_in(source.sections for source in sources) >= MOST_PLACES:
        raise TooLarge("these segments have more text than one segment holds")
    for group in GROUPS:
        slots = _merge_slots(sources, group, len(shape.fields(group)))
        out.write(f"{group}.slots", slots)
        keys = _merge_places(sources, group, len(shape.fields(group)), out)
        if group == TEXT:
            _write_grams(*keys, slots, shape, out)
            lengths = np.diff(slots.astype(np.int64)).reshape(-1, len(shape.text) or 1) @ shape.weight_of_slot
            out.write("grams.lengths", lengths.astype(np.uint32))
    _merge_words(sources, out)
    out.write("words.lengths", _joined(sources, "words.lengths", np.uint32))
    _merge_facets(sources, shape, out)
    for name in shape.numbers:
        out.write(f"number.{name}", _joined(sources, f"number.{name}", np.int64))
    _merge_texts(sources, out)
    return sum(source.live_stories for source in sources)


def places_in(segments: Iterable[Sections]) -> int:
    """The most places that one segment of all of these would have to number."""
    units = [[int(sections[f"{group}.slots"][-1]) for group in GROUPS] for sections in segments]
    return max(map(sum, zip(*units, strict=True)), default=0)


def _joined(sources: Sequence[Source], name: str, dtype: type) -> Array:
    """A column of the living stories."""
    return np.concatenate([source.sections[name][source.live] for source in sources]).astype(dtype)


# Places


def _merge_slots(sources: Sequence[Source], group: str, fields: int) -> Array:
    """Where each field of each living story begins in the new long text."""
    lengths = [np.diff(source.sections[f"{group}.slots"].astype(np.int64)) for source in sources]
    kept = [some[np.repeat(source.live, fields)] for some, source in zip(lengths, sources, strict=True)]
    return np.concatenate([[0], np.cumsum(np.concatenate(kept))]).astype(np.uint32) if kept else np.zeros(1, np.uint32)


def _merge_places(sources: Sequence[Source], group: str, fields: int, out: SectionFile) -> tuple[Array, Array]:
    """Write keys, offsets, places and checksums; keys and offsets."""
    own = [source.sections[f"{group}.keys"] for source in sources]
    keys = distinct(np.concatenate(own))
    lists, base = [], 0
    for source, some in zip(sources, own, strict=True):
        rows = np.searchsorted(keys, some)
        shifts = _Shifts(source, group, fields, base)
        stays = shifts.stays if len(source.dead) else None
        lists.append(Lists(rows, source.sections[f"{group}.offsets"], shifts.read, stays))
        base += shifts.length
    offsets, counts = new_offsets(lists, len(keys))
    crcs = [np.zeros(0, np.uint32)]

    def pieces() -> Iterator[Array]:
        for first, last, (places,) in chunks(lists, counts, offsets, [np.uint32]):
            crcs.append(crcs_of(offsets[first : last + 1], [places]))
            yield places

    out.write_pieces(f"{group}.places", np.uint32, pieces())
    out.write(f"{group}.crcs", np.concatenate(crcs))
    out.write(f"{group}.keys", keys)
    out.write(f"{group}.offsets", offsets.astype(np.uint32))
    return keys, offsets


class _Shifts:
    """Places of one source moved to the new long text. `length`: units of its living stories."""

    def __init__(self, source: Source, group: str, fields: int, base: int) -> None:
        self._places = source.sections[f"{group}.places"]
        self._starts = source.sections[f"{group}.slots"][:: fields or 1].astype(np.int64)
        lengths = np.diff(self._starts) if fields else np.zeros(source.stories, np.int64)
        self._moved = base + np.cumsum(lengths * source.live) - lengths * source.live - self._starts[: len(lengths)]
        self._source, self._base = source, base
        self.length = int((lengths * source.live).sum())

    def read(self, start: int, end: int) -> list[Array]:
        places = self._places[start:end]
        if not len(self._source.dead):
            return [places + np.uint32(self._base)]
        return [(places + self._moved[self._story(places)]).astype(np.uint32)]

    def stays(self, start: int, end: int) -> Array:
        return self._source.live[self._story(self._places[start:end])]

    def _story(self, places: Array) -> Array:
        return np.searchsorted(self._starts, places, "right") - 1


def _write_grams(keys: Array, offsets: Array, slots: Array, shape: Shape, out: SectionFile) -> None:
    """Stories and weights of the commonest pairs and single units, read back from the places just written."""
    begins = first_of_each(keys >> 16)
    edges = np.append(offsets[begins], offsets[-1])
    units = np.flatnonzero((np.diff(edges) >= COMMON_UNIT) & (keys[begins] > 0xFFFF))
    pairs = np.flatnonzero((np.diff(offsets) >= COMMON) & (keys > 0xFFFF) & (keys & 0xFFFF != 0))
    gram_keys = np.concatenate([keys[begins[units]] & 0xFFFF0000, keys[pairs]]).astype(np.uint32)
    starts = np.concatenate([edges[units], offsets[pairs]])
    ends = np.concatenate([edges[units + 1], offsets[pairs + 1]])
    places, stories = out.written(f"{TEXT}.places"), (len(slots) - 1) // (len(shape.text) or 1)
    order, weights, crcs, sizes = np.argsort(gram_keys), [np.zeros(0, np.uint8)], [], [0]

    def pieces() -> Iterator[Array]:
        for start, end in zip(starts[order].tolist(), ends[order].tolist(), strict=True):
            slot = np.searchsorted(slots, np.sort(places[start:end], kind="stable"), "right") - 1
            posting = weigh(slot, shape.weight_of_slot, stories)
            weights.append(posting.weights)
            crcs.append(crc_of(*posting))
            sizes.append(len(posting.stories))
            yield posting.stories

    out.write_pieces("grams.stories", np.uint32, pieces())
    out.write_pieces("grams.weights", np.uint8, weights)
    out.write("grams.keys", gram_keys[order])
    out.write("grams.offsets", np.cumsum(sizes).astype(np.uint32))
    out.write("grams.crcs", np.array(crcs, np.uint32))


# Words


def _merge_words(sources: Sequence[Source], out: SectionFile) -> None:
    own = [split_texts(source.sections["words.terms"], source.sections["words.bounds"]) for source in sources]
    terms = sorted(set().union(*own))
    number = {term: row for row, term in enumerate(terms)}
    lists, base = [], 0
    for source, some in zip(sources, own, strict=True):
        rows = np.fromiter(map(number.__getitem__, some), np.int64, len(some))
        numbers = _Renumbered(source, base)
        stays = numbers.stays if len(source.dead) else None
        lists.append(Lists(rows, source.sections["words.offsets"], numbers.read, stays))
        base += source.live_stories
    offsets, counts = new_offsets(lists, len(terms))
    weights, crcs = [np.zeros(0, np.uint8)], [np.zeros(0, np.uint32)]

    def pieces() -> Iterator[Array]:
        for first, last, columns in chunks(lists, counts, offsets, [np.uint32, np.uint8]):
            crcs.append(crcs_of(offsets[first : last + 1], columns))
            weights.append(columns[1])
            yield columns[0]

    blob, bounds = join_texts(terms)
    out.write("words.terms", blob)
    out.write("words.bounds", bounds)
    out.write("words.offsets", offsets.astype(np.uint32))
    out.write_pieces("words.stories", np.uint32, pieces())
    out.write_pieces("words.weights", np.uint8, weights)
    out.write("words.crcs", np.concatenate(crcs))


class _Renumbered:
    """Postings of words of one source, with the numbers its stories have in the new segment."""

    def __init__(self, source: Source, base: int) -> None:
        self._source, self._base = source, base

    def read(self, start: int, end: int) -> list[Array]:
        stories = self._source.sections["words.stories"][start:end]
        if len(self._source.dead):
            stories = self._source.renumbered[stories].astype(np.uint32)
        return [stories + np.uint32(self._base), self._source.sections["words.weights"][start:end]]

    def stays(self, start: int, end: int) -> Array:
        return self._source.live[self._source.sections["words.stories"][start:end]]


# Columns and texts


def _merge_facets(sources: Sequence[Source], shape: Shape, out: SectionFile) -> None:
    values: dict[str, dict[str, int]] = {name: {} for name in shape.facets + shape.many}
    codes, owners, many, base, known = [], [], [], 0, 0
    for source in sources:
        own = json.loads(source.sections["facets.values"].tobytes())
        new = np.zeros(sum(map(len, own.values())), np.uint32)
        for name, some in own.items():
            for value, code in some.items():
                new[code] = values[name].setdefault(value, known)
                known += int(new[code]) == known
        codes.append(new[source.sections["facets.codes"][source.live]])
        stays = source.live[source.sections["facets.owners"]]
        owners.append(source.renumbered[source.sections["facets.owners"][stays]] + base)
        many.append(new[source.sections["facets.many"][stays]])
        base += source.live_stories
    out.write("facets.codes", np.concatenate(codes))
    out.write("facets.owners", np.concatenate(owners).astype(np.uint32))
    out.write("facets.many", np.concatenate(many))
    out.write("facets.values", as_json(values))


def _merge_texts(sources: Sequence[Source], out: SectionFile) -> None:
    ids = _living_texts(sources, "ids")
    blob, bounds = join_texts(ids)
    out.write("ids.texts", blob)
    out.write("ids.bounds", bounds)
    out.write("ids.order", np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32))
    blob, bounds = join_texts(_living_texts(sources, "kept"), "<u8")
    out.write("kept.texts", blob)
    out.write("kept.bounds", bounds)


def _living_texts(sources: Sequence[Source], name: str) -> list[bytes]:
    texts = []
    for source in sources:
        some = split_texts(source.sections[f"{name}.texts"], source.sections[f"{name}.bounds"])
        texts += [text for text, lives in zip(some, source.live.tolist(), strict=True) if lives]
    return texts
