"""What a copy says of itself.

In: a folder. Out: a Manifest that is true of every byte in it, or Damaged with the name of the file that is not.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

FORMAT = 1
NAME, SEAL = "manifest.json", "manifest.json.sha256"
UPLOADS = "uploads"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
# No other name is ever read from a copy, or written out of one.
FILE = re.compile(rf"(?:{'|'.join(map(re.escape, DATABASES.values()))}|{UPLOADS}/[0-9a-f]{{2}}/[0-9a-f]{{64}})")
CHUNK = 1 << 20
# Called with how many bytes are done, and how many there are in all.
Progress = Callable[[int, int], None]


class Damaged(Exception):
    """A file of the copy is not as it was written: its name and what is wrong."""


class BackupRefused(Exception):
    """What was asked for cannot be done, and nothing was: the reason."""


@dataclass(frozen=True)
class BackedUpFile:
    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class Manifest:
    """`migrations`: those applied, by app. `rows`: how many of each table. `files`: by path below the folder.

    `not_whole`: uploads the archive itself had lost or damaged already, and which of the two.
    """

    made_at: str  # ISO 8601, UTC
    database: str  # sqlite, postgresql
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    left_out: list[str]
    files: dict[str, BackedUpFile]
    not_whole: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def size(self) -> int:
        return sum(kept.size for kept in self.files.values())


def write(folder: Path, manifest: Manifest) -> None:
    content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / NAME).write_text(content, encoding="utf-8")
    (folder / SEAL).write_text(f"{hashlib.sha256(content.encode()).hexdigest()}  {NAME}\n", encoding="ascii")


def read(folder: Path) -> Manifest:
    """The manifest, itself checked. Refused where there is none or it is of a later format; Damaged."""
    if not (folder / NAME).is_file():
        raise BackupRefused(f"{folder} is no copy of an archive: it has no {NAME}")
    content = (folder / NAME).read_bytes()
    try:
        seal = (folder / SEAL).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(f"{SEAL} cannot be read") from error
    if seal != f"{hashlib.sha256(content).hexdigest()}  {NAME}\n":
        raise Damaged(f"{NAME} is not what {SEAL} says")
    fields = json.loads(content)
    if fields["format"] != FORMAT:
        raise BackupRefused(f"{folder} is of format {fields['format']}, this version reads {FORMAT}")
    return Manifest(**{**fields, "files": {name: BackedUpFile(**kept) for name, kept in fields["files"].items()}})


def verify(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Read every byte. Damaged with the name of the first file that is gone, shorter, longer or other than it was."""
    done = 0
    for name, kept in manifest.files.items():
        if not FILE.fullmatch(name):
            raise Damaged(f"{NAME} names {name!r}, which no copy holds")
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise Damaged(f"{name} is missing")
        if path.stat().st_size != kept.size:
            raise Damaged(f"{name} has {path.stat().st_size} bytes, not {kept.size}")
        if measured(path) != kept:
            raise Damaged(f"{name} is not what its checksum says")
        done += kept.size
        progress(done, manifest.size)


def measured(path: Path) -> BackedUpFile:
    with path.open("rb") as file:
        return BackedUpFile(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
