"""With a wrong byte in any file of the index, or a file cut short or missing, answers are right or refused."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.damage.support import process_roles, world
from tests.damage.support.processes import Arena

pytestmark = pytest.mark.damage

# The number of bytes of a segment, and of any other file, that are made wrong in turn.
PLACES, FEWER = 3, 1


@pytest.fixture
def settled(arena: Arena) -> Arena:
    """Two generations with the same contents, the second of several segments."""
    assert arena.run(process_roles.rebuild) == 0
    arena.settle()
    assert arena.run(process_roles.rebuild) == 0
    with arena.writers(), arena.indexer():
        time.sleep(1)
    arena.settle()
    world.assert_right()
    return arena


def files(root: Path) -> list[Path]:
    """All files that are read. Locks are empty."""
    found = [path for path in root.rglob("*") if path.is_file() and path.stat().st_size]
    return sorted(path for path in found if "lock" not in path.name.lower())


@contextmanager
def damaged(path: Path, change: Callable[[bytes], bytes]) -> Iterator[None]:
    whole = path.read_bytes()
    path.write_bytes(change(whole))
    try:
        yield
    finally:
        path.write_bytes(whole)


def flip(place: int) -> Callable[[bytes], bytes]:
    return lambda whole: whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]


def wrong(arena: Arena, reply: dict) -> list:
    """Wrong answers without an error; and answers of the former generation without a report of damage."""
    stories = world.scan()
    found = []
    for query, total, keys, has_index in reply["answers"]:
        expected = sorted(pk for pk, fields in stories.items() if any(query in field for field in fields))
        is_right = total == len(expected) and keys == expected
        is_reported = not has_index or reply["damage"] is not None
        if not (is_right or is_reported):
            found.append((query, total, len(expected)))
    return found


def test_a_flipped_byte_in_any_file_never_gives_a_wrong_answer(settled: Arena):
    queries = world.queries(world.scan())[::4]
    flipped = 0
    for path in files(settled.root):
        size = path.stat().st_size
        places = PLACES if path.suffix == ".arr" else FEWER
        for place in {settled.rng.randrange(size) for _ in range(places)}:
            with damaged(path, flip(place)):
                reply = settled.answers(queries)
            assert wrong(settled, reply) == [], f"byte {place} of {path}"
            flipped += 1
    assert flipped > 15
    settled.settle()
    world.assert_right()


def test_a_truncated_or_missing_file_never_gives_a_wrong_answer(settled: Arena):
    queries = world.queries(world.scan())[::4]
    for path in files(settled.root):
        whole = path.read_bytes()
        size = settled.rng.choice((0, len(whole) // 2, len(whole) - 1))
        with damaged(path, lambda whole, size=size: whole[:size]):
            reply = settled.answers(queries)
        assert wrong(settled, reply) == [], f"{path} cut to {size} bytes"
        path.unlink()
        reply = settled.answers(queries)
        path.write_bytes(whole)
        assert wrong(settled, reply) == [], f"{path} gone"
    settled.settle()
    world.assert_right()


@pytest.mark.parametrize("name", ["current", "*.toc", "*.arr", "stamp.json"])
def test_an_indexer_that_meets_damage_ends_with_a_right_index(settled: Arena, name: str):
    for path in sorted(settled.root.rglob(name)):
        path.write_bytes(flip(path.stat().st_size // 2)(path.read_bytes()))
    with settled.writers(), settled.indexer():
        time.sleep(1)
    settled.settle()
    assert settled.run(process_roles.rebuild) == 0
    world.assert_right()
