"""For tests of generations: ways to damage one, and what a search finds then."""

import json
from pathlib import Path

from search.find import find
from search.generations import damage_notes, generation, served_snapshot


def silent(done: int, total: int) -> None:
    """Show no progress."""


def reopened() -> None:
    """Like a new process: nothing is open, nothing is remembered."""
    served_snapshot._open.clear()
    generation._indexes.clear()
    damage_notes._found.clear()


def titles(query: str) -> list[str]:
    return sorted(hit.article.title for hit in find(query, limit=None).hits)


def segment_of(folder: Path) -> Path:
    return max(folder.glob("*.arr"), key=lambda path: path.stat().st_size)


def remove_segment(folder: Path) -> None:
    segment_of(folder).unlink()


def cut_segment(folder: Path) -> None:
    path = segment_of(folder)
    path.write_bytes(path.read_bytes()[:-100])


def flip_directory(folder: Path) -> None:
    path = segment_of(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])


def flip_contents(folder: Path) -> None:
    for path in folder.glob("*.toc"):
        whole = path.read_bytes()
        path.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])


def remove_stamp(folder: Path) -> None:
    (folder / "stamp.json").unlink()


def lose_pointer(folder: Path) -> None:
    (folder.parents[1] / "current").write_bytes(b"\xff\x00")


def restamp(folder: Path, **fields) -> None:
    path = folder / "stamp.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))
