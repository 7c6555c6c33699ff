"""A wrong byte leads to an error that asks for a rebuild, never to a wrong answer."""

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest

from search.engine.array_index import ArrayIndex
from search.engine.index_snapshot import RankedAnswer
from search.engine.query_tree import Every, Order, Phrase, Prefix, Query, Ranked, Word
from search.index import merge
from search.index.layout import FOOTER, IndexDamaged
from search.index.storage import WITNESS
from tests.search.support.shared_index import add, make_index, random_run, random_story

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
        *(Phrase(random_run(RNG)) for _ in range(16)),
        Word("工会"),
        Prefix("工"),
        Phrase("工", ("region",)),
        Every(),
    ]
]


def answers(index: ArrayIndex) -> list:
    """Every answer and everything that can be read of its stories, or the error that was raised."""
    snapshot, found = index.snapshot(), []
    for query in QUERIES:
        try:
            found.append(result_of(snapshot.search(query)))
        except IndexDamaged as error:
            found.append(error)
    return found


def result_of(answer: RankedAnswer) -> tuple:
    return answer.total, [(story.key, story.score, story.kept) for story in answer.found], answer.facets


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(merge, "COMMON", 8)
    monkeypatch.setattr(merge, "COMMON_UNIT", 100)
    rng = random.Random(9)
    add(make_index(tmp_path), [random_story(rng, str(key)) for key in range(60)])
    return tmp_path


def only(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern))


def regions(path: Path) -> dict[str, tuple[int, int]]:
    """All ranges of a segment's file, half open: sections, gaps between them, directory, footer."""
    content = path.read_bytes()
    *_, start, length, _, _ = FOOTER.unpack(content[-FOOTER.size :])
    found, end = {}, 0
    for name, (dtype, shape, begin, _) in json.loads(content[start : start + length]).items():
        found[f"before {name}"] = (end, begin)
        end = begin + math.prod(shape) * np.dtype(dtype).itemsize
        found[name] = (begin, end)
    found |= {"before the directory": (end, start), "directory": (start, start + length)}
    found["footer"] = (start + length, len(content))
    assert sum(end - begin for begin, end in found.values()) == len(content)
    return {name: edges for name, edges in found.items() if edges[0] < edges[1]}


def damaged(folder: Path, place: int) -> list:
    """All answers with one byte changed; a single error if the index cannot be opened at all."""
    path = only(folder, "*.arr")
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
    try:
        with pytest.raises(IndexDamaged, match="rebuild_index"):
            ArrayIndex(folder).check()
        return answers(ArrayIndex(folder))
    except IndexDamaged as error:
        return [error]
    finally:
        path.write_bytes(whole)


def test_a_wrong_byte_anywhere_in_a_segment_is_refused_or_does_not_matter(folder: Path) -> None:
    expected, harmless = answers(ArrayIndex(folder)), set()
    for name, (begin, end) in regions(only(folder, "*.arr")).items():
        for place in {begin, end - 1}:
            found = damaged(folder, place)
            if found == expected:
                harmless.add(name)
            elif len(found) > 1:
                assert all(
                    isinstance(now, IndexDamaged) or now == was for was, now in zip(expected, found, strict=True)
                )
    # Nobody reads the gaps between sections; and some terms are not in any query.
    assert {name for name in harmless if not name.startswith("before ")} <= {
        "text.lists",
        "asked.lists",
        "words.lists",
        "grams.lists",
    }


def test_a_wrong_byte_is_also_reported_to_whoosh(folder: Path) -> None:
    path = only(folder, "*.arr")
    whole, edges = path.read_bytes(), regions(path)
    for name, row in (("words", 0), ("grams", row_of_a_pair(folder))):
        place = edges[f"{name}.lists"][0] + 4 * int(sections(folder)[f"{name}.offsets"][row])
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        reader = ArrayIndex(folder).reader()
        with pytest.raises(IndexDamaged):
            [list(reader.postings(name, term).all_ids()) for term in list(reader.field_terms(name))]
        path.write_bytes(whole)


def row_of_a_pair(folder: Path) -> int:
    """The first list of two characters side by side: Whoosh is shown no lists of single ones."""
    keys = sections(folder)["grams.keys"]
    return int(np.flatnonzero((keys > 0xFFFF) & (keys & 0xFFFF > 0))[0])


def sections(folder: Path) -> dict[str, np.ndarray]:
    return ArrayIndex(folder).snapshot().views[0].segment.sections


def test_a_byte_changed_under_an_open_index_is_noticed_by_the_next_snapshot(folder: Path) -> None:
    path = only(folder, "*.arr")
    index, whole, edges = ArrayIndex(folder), path.read_bytes(), regions(path)
    expected = answers(index)
    for name in ("text.slots", "words.offsets", "facets.codes", "number.day", "kept.texts"):
        with path.open("r+b") as file:
            file.seek(edges[name][0])
            file.write(bytes([whole[edges[name][0]] ^ 0x40]))
        with pytest.raises(IndexDamaged):
            index.snapshot()
        path.write_bytes(whole)
        assert answers(index) == expected


def test_a_sound_segment_in_place_of_another_is_refused(folder: Path, tmp_path: Path) -> None:
    rng = random.Random(10)
    (tmp_path / "other").mkdir()
    add(make_index(tmp_path / "other"), [random_story(rng, str(key)) for key in range(60)])
    only(folder, "*.arr").write_bytes(only(tmp_path / "other", "*.arr").read_bytes())
    for read in (ArrayIndex(folder).snapshot, ArrayIndex(folder).check):
        with pytest.raises(IndexDamaged):
            read()


def test_a_truncated_segment_is_refused(folder: Path) -> None:
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


def test_an_older_table_of_contents_is_never_taken_for_the_latest(folder: Path) -> None:
    add(ArrayIndex(folder), [{"id": "new", "body": "职工"}])
    tocs = sorted(folder.glob("*.toc"))
    assert len(tocs) == 2
    whole = tocs[-1].read_bytes()
    tocs[-1].unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        ArrayIndex(folder).snapshot()
    tocs[-1].write_bytes(whole)
    for witness in (b"", b"\xff", b"0"):
        (folder / WITNESS).write_bytes(witness)
        assert ArrayIndex(folder).snapshot().kept_of("new") is not None


def test_a_missing_segment_is_refused(folder: Path) -> None:
    only(folder, "*.arr").unlink()
    for read in (ArrayIndex(folder).snapshot, ArrayIndex(folder).check):
        with pytest.raises(IndexDamaged, match="missing"):
            read()


def test_damage_is_not_merged_into_a_new_segment(folder: Path) -> None:
    path = only(folder, "*.arr")
    wrong = bytearray(path.read_bytes())
    # The wrong byte is in a list: anywhere else it would be found when the file is opened.
    wrong[regions(path)["text.lists"][0]] ^= 1
    path.write_bytes(wrong)
    writer = ArrayIndex(folder).writer()
    with pytest.raises(IndexDamaged, match="not as it was written"):
        writer.commit(optimize=True)


def test_a_wrong_byte_under_a_single_character_is_refused(tmp_path: Path) -> None:
    add(make_index(tmp_path), [{"id": "1", "body": "职工职业"}])
    query = Query(Phrase("职"))
    assert ArrayIndex(tmp_path).snapshot().keys(query) == ["1"]
    path = only(tmp_path, "*.arr")
    whole = bytearray(path.read_bytes())
    begin, end = regions(path)["text.lists"]
    whole[begin:end] = bytes(byte ^ 0x40 for byte in whole[begin:end])
    path.write_bytes(whole)
    with pytest.raises(IndexDamaged, match=r"text\.lists"):
        ArrayIndex(tmp_path).snapshot().keys(query)


def test_a_segment_with_another_number_of_stories_than_the_table_of_contents_says_is_refused(folder: Path) -> None:
    index = ArrayIndex(folder)
    (segment,) = index._segments()
    assert index.storage.open_segment(segment).stories == 60
    segment.set_doc_count(61)
    with pytest.raises(IndexDamaged, match="another number of stories"):
        ArrayIndex(folder).storage.open_segment(segment)


def test_an_undamaged_index_passes_the_check_of_every_byte(folder: Path) -> None:
    assert ArrayIndex(folder).check() == only(folder, "*.arr").stat().st_size
