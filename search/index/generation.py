"""Generations of the index on disk: which is current, what made each, how the next takes its place.

In: the index folder. Out: paths and stamps.

    INDEX_DIR/current                     the name of the current generation; replaced in one rename
              generations/NAME/           one Whoosh index
              generations/NAME/stamp.json what made it: schema, folding, cutter, and jieba's names
              dictionaries/               jieba's folded dictionaries, by fingerprint
              *.lock                      search.index.locks

An older generation than the former one is removed; an open snapshot has all its files open.
"""

import json
import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from weakref import WeakValueDictionary

from django.conf import settings
from django.utils import timezone
from whoosh.index import EmptyIndexError

from archive.failpoint import failpoint
from search.index.arrays.layout import IndexDamaged
from search.index.arrays.live import ArrayIndex
from search.index.durable import sync_folder, write_durably
from search.index.schema import SCHEMA_VERSION
from text.fold import fold_fingerprint
from text.grams import squeeze_fingerprint
from text.words import Cutter


class IndexMissing(Exception):
    """There is no index yet, or no readable one: `manage.py rebuild_index` makes it."""


@dataclass(frozen=True)
class Stamp:
    """What made a generation. `names` is jieba's own vocabulary, frozen: new names enter with the next."""

    schema: int
    fold: str
    cutter: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, cutter: Cutter) -> "Stamp":
        return cls(SCHEMA_VERSION, folding(), cutter.fingerprint, cutter.names)


def folding() -> str:
    """Fingerprint of what turns text into what is indexed, words apart."""
    return f"{fold_fingerprint()[:32]}{squeeze_fingerprint()[:32]}"


def current(root: Path) -> Path:
    """The folder of the current generation. IndexMissing where none was ever made."""
    try:
        name = (root / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(f"no index in {root}: run manage.py rebuild_index") from None
    return root / "generations" / name


def begin(root: Path, cutter: Cutter) -> Path:
    """The folder of a new, empty generation beside the current one, with its stamp."""
    folder = root / "generations" / f"{timezone.now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    stamp = json.dumps(asdict(Stamp.of(cutter)), ensure_ascii=False, indent=1)
    write_durably(folder / "stamp.json", stamp)
    sync_folder(folder.parent)
    return folder


def make_current(root: Path, folder: Path) -> None:
    """Let readers find `folder` from now on: one rename. All but it and its forerunner are removed."""
    former = _former(root)
    write_durably(root / "current", folder.name)
    failpoint("rebuild.renamed")
    kept = [one for one in (folder, former) if one]
    for other in (root / "generations").iterdir():
        if other not in kept:
            remove(other)
    _remove_dictionaries(root, kept)
    failpoint("rebuild.swept")


def stamp_of(folder: Path) -> Stamp:
    """What made this generation. IndexMissing where the stamp is gone or no stamp."""
    try:
        fields = json.loads((folder / "stamp.json").read_text(encoding="utf-8"))
        return Stamp(**{**fields, "names": tuple(fields["names"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexMissing(f"no readable stamp in {folder}: run manage.py rebuild_index") from error


def opened(folder: Path) -> ArrayIndex:
    """The index of a generation, shared by all who read or write it. IndexMissing where it is not whole."""
    with _opening:
        try:
            index = _indexes.get(folder) or ArrayIndex(folder)
            # A table of contents that is no longer whole is noticed here.
            index.latest_schema()
        except (EmptyIndexError, IndexDamaged) as error:
            raise IndexMissing(f"{folder} is damaged ({error}): run manage.py rebuild_index") from error
        _indexes[folder] = index
        return index


_indexes: WeakValueDictionary[Path, ArrayIndex] = WeakValueDictionary()
_opening = threading.Lock()


def cutter_of(root: Path, stamp: Stamp) -> Cutter:
    """The cutter a generation was cut with."""
    return cutter_with(root, stamp.names)


def cutter_with(root: Path, names: Iterable[str]) -> Cutter:
    """A cutter that knows these names, its dictionary kept beside the index."""
    return _cutter(tuple(sorted(set(names))), root / "dictionaries")


# A dictionary takes some 100 MB: that of the current generation, and of one being built.
_cutters: OrderedDict[tuple[str, ...], Cutter] = OrderedDict()
_cutting = threading.Lock()


def _cutter(names: tuple[str, ...], folder: Path) -> Cutter:
    with _cutting:
        cutter = _cutters.get(names)
        if cutter is None:
            cutter = Cutter(names, cache_dir=folder)
            cutter = _cutters.get(cutter.names) or cutter
        # What an index keeps of the names is folded: the same cutter is asked for by both.
        for key in (names, cutter.names):
            _cutters[key] = cutter
            _cutters.move_to_end(key)
        while len(_cutters) > 4:
            _cutters.popitem(last=False)
        return cutter


def needs_rebuild() -> str | None:
    """Why the archive's index has to be rebuilt, in a few words; None where it need not."""
    return staleness(Path(settings.INDEX_DIR))


def staleness(root: Path) -> str | None:
    """Why the index in `root` has to be rebuilt; None where it need not."""
    try:
        stamp = stamp_of(current(root))
        opened(current(root))
    except IndexMissing:
        return "missing"
    if stamp.schema != SCHEMA_VERSION:
        return "made by another schema"
    if stamp.fold != folding():
        return "made with another folding"
    if stamp.cutter != cutter_of(root, stamp).fingerprint:
        return "made with another cutter"
    return None


def _remove_dictionaries(root: Path, kept: list[Path]) -> None:
    """A dictionary is some megabytes, and every new name makes another: only those in use are kept."""
    used = set()
    for folder in kept:
        with suppress(IndexMissing):
            used.add(stamp_of(folder).cutter)
    for path in (root / "dictionaries").glob("*.txt"):
        if not any(fingerprint in path.name for fingerprint in used):
            path.unlink()


def _former(root: Path) -> Path | None:
    try:
        return current(root)
    except IndexMissing:
        return None


def remove(folder: Path) -> None:
    """Throw an unfinished generation away."""
    shutil.rmtree(folder, ignore_errors=True)
