"""Notes about damaged generations, shared by every process that reads or writes the index.

In: a generation and what is wrong with it. Out: whether it may be used.

    INDEX_DIR/damaged.json    {generation: {"files": their signature, "reason": …}}

A note is about the files as they were: once a damaged file is put right, the generation is tried again. If the note
cannot be written, only this process knows of the damage.
"""

import errno
import hashlib
import json
import logging
from pathlib import Path

from durability.durable_files import write_durably

log = logging.getLogger(__name__)

NAME = "damaged.json"
# Folder: the signature of its files when the damage was found, and the reason.
_found: dict[Path, tuple[str, str]] = {}


def mark_damaged(root: Path, folder: Path, reason: str) -> None:
    """From now on this generation is not used, in this process and in others."""
    mark_unreadable(folder, reason)
    known = {name: one for name, one in _written(root).items() if (folder.parent / name).exists()}
    known[folder.name] = {"files": _found[folder][0], "reason": reason}
    try:
        write_durably(root / NAME, json.dumps(known, ensure_ascii=False, indent=1))
    except OSError as error:
        log.warning("other processes cannot be informed of the damage: %s", error)


def mark_unreadable(folder: Path, reason: str) -> None:
    """This process does not use the generation. Other code may be able to read it, so other processes may."""
    log.error("generation %s of the index is not served: %s", folder.name, reason)
    _found[folder] = signature(folder), reason


def damage_of(root: Path, folder: Path) -> str | None:
    """Why this generation must not be used. None if nothing was ever noted, or if its files have changed since."""
    written = _written(root).get(folder.name)
    known = (written["files"], written["reason"]) if written else _found.get(folder)
    if known is None or known[0] != signature(folder):
        return None
    return known[1]


def reason_of(error: Exception) -> str:
    """The reason alone, without what to do about it: the caller adds that once."""
    return getattr(error, "what", str(error))


def is_damage(error: OSError) -> bool:
    """Whether the error says that written data is lost: a missing file, or a file that the disk cannot read any more.

    Too little memory, too many open files or a missing permission say nothing about the index: such errors pass.
    """
    return isinstance(error, FileNotFoundError) or error.errno == errno.EIO


def clear(root: Path, folder: Path) -> None:
    """Every byte of it was read and is right: use it again."""
    _found.pop(folder, None)
    known = _written(root)
    if known.pop(folder.name, None):
        write_durably(root / NAME, json.dumps(known, ensure_ascii=False, indent=1))


def signature(folder: Path) -> str:
    """Changes with the name, size, time or inode of any file in the folder. A missing folder has a signature too."""
    try:
        files = [(path.name, path.stat()) for path in folder.iterdir() if not path.name.endswith("_WRITELOCK")]
    except FileNotFoundError:
        return "no files"
    facts = sorted((name, stat.st_size, stat.st_mtime_ns, stat.st_ino) for name, stat in files)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _written(root: Path) -> dict[str, dict[str, str]]:
    try:
        known = json.loads((root / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_sound = isinstance(known, dict) and all(
        isinstance(note, dict) and {"files", "reason"} <= note.keys() for note in known.values()
    )
    return known if is_sound else {}
