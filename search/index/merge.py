"""Merges parts and segments into one segment, array by array, in bounded memory.

In: sources (parts in memory, mapped segments), each with the stories to leave out. Out: one segment file, in which
the stories of the first source come first. A single part is written in the same way: by merging it alone.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from search.fields import GROUPS, TEXT, Shape
from search.index.buffer import FacetCoder
from search.index.layout import Array, SectionFile, Sections, distinct, first_of_each, join_texts, split_texts
from search.index.postings import MAX_STORIES, WEIGHT_BITS, PostingSource, stories_of, weigh, write_lists

# A pair, or a single unit, that occurs at least this often gets a posting.
COMMON = 1 << 10
COMMON_UNIT = 1 << 17
MAX_PLACES = 1 << 32


class TooLarge(Exception):
    """The text or the stories are more than one segment can number."""


@dataclass
class MergeSource:
    """Sections to be merged. `dead`: numbers of the stories to leave out."""

    sections: Sections
    dead: Array = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def stories(self) -> int:
        return len(self.sections["ids.bounds"]) - 1

    @cached_property
    def live(self) -> Array:
        """True for each story that stays (bool)."""
        live = np.ones(self.stories, bool)
        live[self.dead] = False
        return live

    @cached_property
    def live_stories(self) -> int:
        return int(np.count_nonzero(self.live))

    @cached_property
    def new_numbers(self) -> Array:
        """For each story the number of living stories before it."""
        return np.cumsum(self.live) - self.live

    def lists(self, group: str, rows: Array, story_of: Callable[[Array], Array], shift: Array) -> PostingSource:
        """The lists of a group. `rows`: the new number of each term; `shift`: how far entries move, by story."""
        entries, offsets = self.sections[f"{group}.lists"], self.sections[f"{group}.offsets"]
        return PostingSource(rows, entries, offsets, story_of, self.live, shift)


def merge(sources: Sequence[MergeSource], shape: Shape, out: SectionFile) -> int:
    """Write all sections of one segment; returns its number of stories. Raises TooLarge before it writes."""
    sources = [source for source in sources if source.live_stories]
    stories = sum(source.live_stories for source in sources)
    if stories >= MAX_STORIES or count_places(source.sections for source in sources) >= MAX_PLACES:
        raise TooLarge("these segments have more text than fits into one segment")
    for group in GROUPS:
        slots = _merge_slots(sources, group, len(shape.fields(group)))
        out.write(f"{group}.slots", slots)
        keys, offsets = _merge_places(sources, group, len(shape.fields(group)), out)
        if group == TEXT:
            _write_grams(keys, offsets, slots, shape, out)
            lengths = np.diff(slots.astype(np.int64)).reshape(-1, len(shape.text) or 1) @ shape.weight_of_slot
            out.write("grams.lengths", lengths.astype(np.uint32))
    for name in ("words.begins", "words.ends"):
        _merge_bits(sources, name, out)
    _merge_words(sources, out)
    out.write("words.lengths", _joined(sources, "words.lengths", np.uint32))
    _merge_facets(sources, shape, out)
    for name in shape.numbers:
        out.write(f"number.{name}", _joined(sources, f"number.{name}", np.int64))
    _merge_texts(sources, out)
    return stories


def count_places(segments: Iterable[Sections]) -> int:
    """The highest number that a segment of all these would need, for a unit or for an entry of a list of places."""
    ends = [
        [int(sections[f"{group}.{name}"][-1]) for group in GROUPS for name in ("slots", "offsets")]
        for sections in segments
    ]
    return max(map(sum, zip(*ends, strict=True)), default=0)


def _joined(sources: Sequence[MergeSource], name: str, dtype: type) -> Array:
    """One column of the living stories of all sources."""
    return np.concatenate([source.sections[name][source.live] for source in sources]).astype(dtype)


# Places


def _merge_slots(sources: Sequence[MergeSource], group: str, fields: int) -> Array:
    """Where each field of each living story begins in the new long text."""
    lengths = [np.diff(source.sections[f"{group}.slots"].astype(np.int64)) for source in sources]
    kept = [of_fields[np.repeat(source.live, fields)] for of_fields, source in zip(lengths, sources, strict=True)]
    return np.concatenate([[0], np.cumsum(np.concatenate(kept))]).astype(np.uint32) if kept else np.zeros(1, np.uint32)


def _merge_places(sources: Sequence[MergeSource], group: str, fields: int, out: SectionFile) -> tuple[Array, Array]:
    """Write keys and places; return keys and offsets."""
    own = [source.sections[f"{group}.keys"] for source in sources]
    keys = distinct(np.concatenate(own))
    lists, base = [], 0
    for source, own_keys in zip(sources, own, strict=True):
        slots = source.sections[f"{group}.slots"].astype(np.int64)
        starts = slots[::fields] if fields else np.zeros(source.stories + 1, np.int64)
        ends = base + np.cumsum(np.diff(starts) * source.live)
        shift = np.concatenate([[base], ends[:-1]]) - starts[:-1]
        lists.append(source.lists(group, np.searchsorted(keys, own_keys), partial(_story_at, starts), shift))
        base = int(ends[-1])
    stays, offsets = write_lists(out, group, lists, len(keys))
    out.write(f"{group}.keys", keys[stays])
    return keys[stays], offsets


def _story_at(starts: Array, places: Array) -> Array:
    return starts.searchsorted(places, "right") - 1


def _write_grams(keys: Array, offsets: Array, slots: Array, shape: Shape, out: SectionFile) -> None:
    """The postings of the commonest pairs and single units, made from the places just written, which are read back."""
    begins = first_of_each(keys >> 16)
    edges = np.append(offsets[begins], offsets[-1])
    units = np.flatnonzero((np.diff(edges) >= COMMON_UNIT) & (keys[begins] > 0xFFFF))
    pairs = np.flatnonzero((np.diff(offsets) >= COMMON) & (keys > 0xFFFF) & (keys & 0xFFFF != 0))
    gram_keys = np.concatenate([keys[begins[units]] & 0xFFFF0000, keys[pairs]]).astype(np.uint32)
    starts = np.concatenate([edges[units], offsets[pairs]])
    ends = np.concatenate([edges[units + 1], offsets[pairs + 1]])
    places, stories = out.read_back(f"{TEXT}.lists"), (len(slots) - 1) // (len(shape.text) or 1)
    order, crcs, sizes = np.argsort(gram_keys), [], [0]

    def pieces() -> Iterator[Array]:
        for start, end in zip(starts[order].tolist(), ends[order].tolist(), strict=True):
            slot = np.searchsorted(slots, np.sort(places[start:end], kind="stable"), "right") - 1
            posting = weigh(slot, shape.weight_of_slot, stories)
            crcs.append(zlib.crc32(posting.data))
            sizes.append(len(posting))
            yield posting

    out.write_pieces("grams.lists", np.uint32, pieces())
    out.write("grams.keys", gram_keys[order])
    out.write("grams.offsets", np.cumsum(sizes).astype(np.uint32))
    out.write("grams.crcs", np.array(crcs, np.uint32))


def _merge_bits(sources: Sequence[MergeSource], name: str, out: SectionFile) -> None:
    """A bit for each place of the living stories of all sources."""

    def pieces() -> Iterator[Array]:
        # A source may end inside a byte: the bits over wait for the next source.
        waiting = np.zeros(0, np.uint8)
        for source in sources:
            slots = source.sections[f"{TEXT}.slots"].astype(np.int64)
            bits = np.unpackbits(source.sections[name], count=int(slots[-1]))
            if len(source.dead):
                columns = (len(slots) - 1) // source.stories
                bits = bits[np.repeat(source.live, np.diff(slots[::columns]))]
            bits = np.concatenate([waiting, bits])
            whole = len(bits) // 8 * 8
            waiting = bits[whole:]
            yield np.packbits(bits[:whole])
        yield np.packbits(waiting)

    out.write_pieces(name, np.uint8, pieces())


# Words


def _merge_words(sources: Sequence[MergeSource], out: SectionFile) -> None:
    own = [split_texts(source.sections["words.terms"], source.sections["words.bounds"]) for source in sources]
    terms = sorted(set().union(*own))
    number = {term: row for row, term in enumerate(terms)}
    lists, base = [], 0
    for source, own_terms in zip(sources, own, strict=True):
        rows = np.fromiter(map(number.__getitem__, own_terms), np.int64, len(own_terms))
        shift = (base + source.new_numbers - np.arange(source.stories)) << WEIGHT_BITS
        lists.append(source.lists("words", rows, stories_of, shift))
        base += source.live_stories
    stays, _ = write_lists(out, "words", lists, len(terms))
    blob, bounds = join_texts([terms[row] for row in stays.tolist()])
    out.write("words.terms", blob)
    out.write("words.bounds", bounds)


# Columns and texts


def _merge_facets(sources: Sequence[MergeSource], shape: Shape, out: SectionFile) -> None:
    coder, base = FacetCoder(shape), 0
    codes, owners, many = [], [], []
    for source in sources:
        stays = source.live[source.sections["facets.owners"]]
        of_one, of_many = source.sections["facets.codes"][source.live], source.sections["facets.many"][stays]
        used = {*of_one.ravel().tolist(), *of_many.tolist()}
        own = json.loads(source.sections["facets.values"].tobytes())
        new = np.zeros(sum(map(len, own.values())), np.uint32)
        for name, codes_of_values in own.items():
            for value, code in codes_of_values.items():
                if code in used:
                    new[code] = coder.code(name, value)
        codes.append(new[of_one])
        owners.append(source.new_numbers[source.sections["facets.owners"][stays]] + base)
        many.append(new[of_many])
        base += source.live_stories
    out.write("facets.codes", np.concatenate(codes))
    out.write("facets.owners", np.concatenate(owners).astype(np.uint32))
    out.write("facets.many", np.concatenate(many))
    out.write("facets.values", coder.section())


def _merge_texts(sources: Sequence[MergeSource], out: SectionFile) -> None:
    ids = _living_texts(sources, "ids")
    _write_texts(out, "ids", ids)
    out.write("ids.order", np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32))
    _write_texts(out, "kept", _living_texts(sources, "kept"), "<u8")


def _write_texts(out: SectionFile, name: str, texts: list[bytes], dtype: str = "<u4") -> None:
    blob, bounds = join_texts(texts, dtype)
    out.write(f"{name}.texts", blob)
    out.write(f"{name}.bounds", bounds)


def _living_texts(sources: Sequence[MergeSource], name: str) -> list[bytes]:
    texts = []
    for source in sources:
        every = split_texts(source.sections[f"{name}.texts"], source.sections[f"{name}.bounds"])
        texts += [text for text, lives in zip(every, source.live.tolist(), strict=True) if lives]
    return texts
