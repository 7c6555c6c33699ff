"""A wrong byte is an error that asks for a rebuild, never a wrong answer."""

import random
from pathlib import Path

import pytest

from search.index.arrays.layout import IndexDamaged
from search.index.arrays.live import ArrayIndex
from search.index.arrays.tree import Every, Order, Prefix, Query, Ranked, Run, Word
from tests.search.index_shared import add, make_index, random_run, random_story

RNG = random.Random(11)
FACETS = ("province", "program")
QUERIES = [
    Query(
        leaf,
        (Ranked(leaf),) if leaf != Every() else (),
        facets=("province", "program"),
        limit=None,
        order=(Order(), Order("day")),
    )
    for leaf in [
        *(Run(random_run(RNG)) for _ in range(60)),
        Word("工会"),
        Prefix("工"),
        Run("工", ("region",)),
        Every(),
    ]
]


def answers(index: ArrayIndex) -> list:
    """Every answer and all that can be read of its stories, or the error it was refused with."""
    found = []
    for query in QUERIES:
        try:
            answer = index.snapshot().search(query)
            stories = [(story.key, story.score, story.kept) for story in answer.found]
            found.append((answer.total, stories, answer.facets))
        except IndexDamaged as error:
            found.append(error)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = random.Random(9)
    add(make_index(tmp_path), [random_story(rng, str(key)) for key in range(60)])
    return tmp_path


def only(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern))


def test_every_wrong_byte_of_a_segment_is_refused_or_does_not_matter(folder: Path) -> None:
    path = only(folder, "*.arr")
    whole, expected = path.read_bytes(), answers(ArrayIndex(folder))
    rng, refused = random.Random(10), 0
    for place in rng.sample(range(len(whole)), 80):
        wrong = bytearray(whole)
        wrong[place] ^= rng.randint(1, 255)
        path.write_bytes(wrong)
        with pytest.raises(IndexDamaged, match="rebuild_index"):
            ArrayIndex(folder).check()
        try:
            found = answers(ArrayIndex(folder))
        except IndexDamaged:
            refused += 1
            continue
        for was, now in zip(expected, found, strict=True):
            refused += isinstance(now, IndexDamaged)
            assert isinstance(now, IndexDamaged) or now == was
    assert refused > 60


def test_a_segment_cut_short_is_refused(folder: Path) -> None:
    path = only(folder, "*.arr")
    whole = path.read_bytes()
    for size in (0, 10, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(IndexDamaged):
            ArrayIndex(folder).snapshot()


def test_a_damaged_table_of_contents_is_refused_before_it_is_loaded(folder: Path) -> None:
    path = only(folder, "*.toc")
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(IndexDamaged):
            ArrayIndex(folder)
    for size in (0, 20, 200):
        path.write_bytes(whole[:size])
        with pytest.raises(IndexDamaged):
            ArrayIndex(folder)


def test_a_missing_segment_is_refused(folder: Path) -> None:
    only(folder, "*.arr").unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        ArrayIndex(folder).snapshot()


def test_damage_is_not_merged_into_a_segment_that_looks_sound(folder: Path) -> None:
    path = only(folder, "*.arr")
    wrong = bytearray(path.read_bytes())
    wrong[70] ^= 1
    path.write_bytes(wrong)
    writer = ArrayIndex(folder).writer()
    with pytest.raises(IndexDamaged):
        writer.commit(optimize=True)
    writer.cancel()


def test_a_sound_index_passes_the_check_of_every_byte(folder: Path) -> None:
    assert ArrayIndex(folder).check() == only(folder, "*.arr").stat().st_size
