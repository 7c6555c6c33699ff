"""The generations of the index on disk: which is current, which was current before it, and what made each.

In: the index folder. Out: paths, stamps, open indexes, tokenizers.

    INDEX_DIR/current                     names of the current generation and of the former one; replaced by one rename
              generations/NAME/           one Whoosh index
              generations/NAME/stamp.json what made it: search.generations.stamp
              generations/NAME/proved     present once it is proved: no other ever becomes current or is served
              dictionaries/               jieba's folded dictionaries, by fingerprint
              damaged.json                search.generations.damage_notes
              *.lock                      search.generations.locks

The former generation stays, in case the current one is damaged and for a rollback. Older ones may be removed even
while they are read: an open snapshot has all its files open.
"""

import datetime
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from django.conf import settings
from django.utils import timezone
from whoosh.index import EmptyIndexError

from durability.durable_files import DRAFT, sync_folder, write_durably
from durability.failpoint import failpoint
from search.engine.array_index import LOADING_ERRORS, ArrayIndex
from search.generations import cutters, damage_notes, stamp
from search.generations.stamp import Stamp, StampUnreadable
from search.index.layout import IndexDamaged
from text.words import Cutter

POINTER, PROVED = "current", "proved"
# The name of a generation begins with it. It has a fixed length.
TIME = "%Y%m%dT%H%M%S%f"
# A commit may replace the table of contents after its name was read and before it is opened.
TRIES = 5


class IndexMissing(Exception):
    """There is no index yet, or none that can be read: `manage.py rebuild_index` makes one."""


class UnreadableIndex(IndexMissing):
    """There is an index, but it is damaged, or made by code whose indexes this code cannot read."""


class IncompatibleIndex(UnreadableIndex):
    """Other code wrote the index in a way that this code cannot read. It need not be damaged."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"made by other code, which this code cannot read ({error!r})")


def current(root: Path) -> Path:
    """The folder of the current generation, damaged or not. Raises IndexMissing if there never was one."""
    folders = _candidates(root)
    if not folders:
        raise IndexMissing(f"no index in {root}: run manage.py rebuild_index")
    return folders[0]


def former(root: Path) -> Path | None:
    """The folder of the generation that was current before; None if there is none."""
    return next((folder for folder in _candidates(root)[1:] if folder.is_dir()), None)


def served(root: Path) -> tuple[Path, bool]:
    """The folder that queries are answered from (the former one if the current one is damaged); whether it is current.

    Raises UnreadableIndex if no generation can be read, IndexMissing if there never was one.
    """
    reasons: list[str] = []
    for folder in _candidates(root):
        reason = damage_notes.damage_of(root, folder)
        if reason is None:
            return folder, not reasons
        reasons.append(f"{folder.name}: {reason}")
    if reasons:
        raise UnreadableIndex(f"{'; '.join(reasons)}: run manage.py rebuild_index")
    raise IndexMissing(f"no index in {root}: run manage.py rebuild_index")


def is_served(root: Path) -> bool:
    """Whether queries are answered from the current generation, as far as any process has noticed."""
    try:
        return served(root)[1]
    except IndexMissing:
        return False


def create(root: Path, cutter: Cutter) -> Path:
    """The folder of a new, empty generation beside the current one, with its stamp."""
    folder = root / "generations" / f"{_next_time(root)}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    if not cutters.dictionary(root, cutter.fingerprint).exists():
        # The dictionary was only in memory. It is written because this generation needs it later too.
        Cutter(cutter.names, root / "dictionaries")
    stamp.write_stamp(folder, Stamp.of(cutter))
    sync_folder(folder.parent)
    return folder


def _next_time(root: Path) -> str:
    """Now, or just after the newest generation if the clock was set back: names are in the order of their making."""
    now, newest = f"{timezone.now():{TIME}}", max((path.name for path in root.glob("generations/*")), default="")
    if now > newest:
        return now
    try:
        last = datetime.datetime.strptime(newest.split("-")[0], TIME)
    except ValueError:
        return now
    return f"{last + datetime.timedelta(microseconds=1):{TIME}}"


def mark_proved(folder: Path, summary: str) -> None:
    """Record that everything the generation should hold was found in it: only then may it become current."""
    write_durably(folder / PROVED, summary)


def make_current(root: Path, folder: Path) -> None:
    """Make `folder` the current generation by one rename. An undamaged older one stays as the former; others go."""
    before = [other for other in _candidates(root) if other != folder and other.is_dir()]
    sound = [other for other in before if damage_notes.damage_of(root, other) is None]
    kept = [folder, *(sound or before)[:1]]
    write_durably(root / POINTER, "".join(f"{other.name}\n" for other in kept))
    failpoint("rebuild.renamed")
    remove_old(root)
    _remove_dictionaries(root, kept)
    failpoint("rebuild.swept")


def remove_old(root: Path) -> None:
    """Remove older generations, and files left by killed processes. Call it when nobody builds a generation."""
    kept = _candidates(root)[:2]
    for folder in root.glob("generations/*"):
        if folder not in kept:
            remove(folder)
    for draft in [*root.glob(f"*{DRAFT}"), *root.glob(f"generations/*/*{DRAFT}")]:
        draft.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Delete a generation."""
    shutil.rmtree(folder, ignore_errors=True)


def _candidates(root: Path) -> list[Path]:
    """The current generation, then the former. If the current one is lost, all that were proved, newest first."""
    named = _named(root)
    if len(named) > 1 and named[0].is_dir():
        return named
    others = [folder for folder in _proved(root) if folder not in named[:1]]
    if named and named[0].is_dir():
        return [*named, *others][:2]
    # A generation that is named but missing is damaged; or its name is what is damaged.
    return [*named[:1], *others, *(folder for folder in named[1:] if folder not in others)]


def _named(root: Path) -> list[Path]:
    try:
        names = (root / POINTER).read_text(encoding="ascii").split()
    except (FileNotFoundError, UnicodeDecodeError):
        return []
    return [root / "generations" / name for name in names if "/" not in name]


def _proved(root: Path) -> list[Path]:
    return sorted((path.parent for path in root.glob(f"generations/*/{PROVED}")), reverse=True)


# What made a generation, and its tokenizer


def stamp_of(folder: Path) -> Stamp:
    """The stamp of this generation. Raises UnreadableIndex if it is missing or damaged."""
    try:
        return stamp.stamp_of(folder)
    except StampUnreadable as error:
        raise UnreadableIndex(str(error)) from error


def cutter_of(root: Path, stamp: Stamp) -> Cutter:
    """The tokenizer that a generation was made with, with the dictionary of that time."""
    return cutters.cutter_made_as(root, stamp.names, stamp.cutter)


def _remove_dictionaries(root: Path, kept: list[Path]) -> None:
    """Remove dictionaries that are not in use: each takes some megabytes, and every new name makes another."""
    try:
        used = [cutters.dictionary(root, stamp.stamp_of(folder).cutter) for folder in kept]
    except (StampUnreadable, OSError):
        # If a stamp is lost, nobody knows which dictionary it needs.
        return
    for path in (root / "dictionaries").glob("*") if used else ():
        if path not in used:
            path.unlink(missing_ok=True)


# Open indexes

_indexes: WeakValueDictionary[Path, ArrayIndex] = WeakValueDictionary()
_opening = threading.Lock()


def open_index(folder: Path) -> ArrayIndex:
    """The index of a generation, shared by all readers and writers. Raises UnreadableIndex if damaged; OSError."""
    with _opening, translated_errors():
        index = _indexes.get(folder) or _open(folder)
        # This notices if the table of contents has been damaged.
        index.latest_schema()
        _indexes[folder] = index
        return index


def check(folder: Path) -> int:
    """Read every byte of a generation that nobody writes to; returns the bytes of its segments.

    Raises UnreadableIndex if a byte is wrong; OSError.
    """
    with translated_errors():
        return open_index(folder).check()


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turns errors that show a damaged index into UnreadableIndex. An OSError that does not is raised unchanged."""
    try:
        yield
    except EmptyIndexError as error:
        raise UnreadableIndex("it has no table of contents") from error
    except IndexDamaged as error:
        raise UnreadableIndex(error.what) from error
    except OSError as error:
        if not damage_notes.is_damage(error):
            raise
        raise UnreadableIndex(str(error)) from error
    except LOADING_ERRORS as error:
        raise IncompatibleIndex(error) from error


def _open(folder: Path) -> ArrayIndex:
    for _ in range(TRIES):
        try:
            return ArrayIndex(folder)
        except FileNotFoundError:
            continue
    return ArrayIndex(folder)


# Whether it has to be rebuilt


def needs_rebuild() -> str | None:
    """Why the archive's index has to be rebuilt, in a few words; None if it need not be."""
    return rebuild_reason(Path(settings.INDEX_DIR))


def rebuild_reason(root: Path) -> str | None:
    """Why the index in `root` has to be rebuilt: `missing`, `made by …`, `damaged: …`; None if it need not be."""
    try:
        folder = current(root)
    except IndexMissing:
        return "missing"
    try:
        difference = stamp.stamp_of(folder).difference()
        if difference is None:
            with translated_errors():
                open_index(folder).snapshot()
    except (StampUnreadable, UnreadableIndex) as error:
        return f"damaged: {error}"
    if difference:
        return difference
    reason = damage_notes.damage_of(root, folder)
    if reason is None and not _named(root):
        reason = f"{POINTER} does not name a generation"
    return f"damaged: {reason}" if reason else None
