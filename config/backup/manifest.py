"""The manifest of a copy.

In: a folder. Out: a Manifest that is true of every byte in it, or BackupDamaged with the name of the damaged file.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

FORMAT = 1
NAME, SEAL, SIGNATURE = "manifest.json", "manifest.json.sha256", "manifest.json.sig"
UPLOADS = "uploads"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
# No file of another name is ever read from a copy or written to one.
FILE = re.compile(rf"(?:{'|'.join(map(re.escape, DATABASES.values()))}|{UPLOADS}/[0-9a-f]{{2}}/[0-9a-f]{{64}})")
CHUNK = 1 << 20
# Called with the number of bytes done and the number of all bytes.
Progress = Callable[[int, int], None]


class BackupDamaged(Exception):
    """A file of the copy is not as it was written. The message says which, and what is wrong."""


class BackupRefused(Exception):
    """The command cannot be carried out, and nothing was done. The message is the reason."""


@dataclass(frozen=True)
class BackedUpFile:
    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class Manifest:
    """`migrations`: those applied, by app. `rows`: the number for each table. `files`: by path below the folder.

    `not_whole`: uploads that the archive itself had already lost or that were damaged there, and which of the two.
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
    """The manifest, signed or not. Raises BackupRefused if it is missing or newer than us; BackupDamaged."""
    return parse(folder, content_of(folder))


def content_of(folder: Path) -> bytes:
    """The bytes of the manifest. Raises BackupRefused if it is missing."""
    if not (folder / NAME).is_file():
        raise BackupRefused(f"{folder} is not a copy of an archive: it has no {NAME}")
    return (folder / NAME).read_bytes()


def parse(folder: Path, content: bytes) -> Manifest:
    """The manifest in these bytes of `folder`. Raises BackupRefused if its format is newer; BackupDamaged."""
    try:
        seal = (folder / SEAL).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupDamaged(f"{SEAL} cannot be read") from error
    if seal != f"{hashlib.sha256(content).hexdigest()}  {NAME}\n":
        raise BackupDamaged(f"{NAME} does not match {SEAL}")
    try:
        fields = json.loads(content)
        if fields["format"] != FORMAT:
            raise BackupRefused(f"{folder} has format {fields['format']}, this version reads format {FORMAT}")
        return Manifest(**{**fields, "files": {name: BackedUpFile(**kept) for name, kept in fields["files"].items()}})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(f"{NAME} is not a manifest") from error


def verify(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Read every byte. Raises BackupDamaged for the first file that is missing, shorter, longer, changed or added."""
    verify_names(folder, manifest)
    done = 0
    for name, kept in manifest.files.items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise BackupDamaged(f"{name} is missing")
        if path.stat().st_size != kept.size:
            raise BackupDamaged(f"{name} has {path.stat().st_size} bytes, not {kept.size}")
        if checksum_of(path) != kept:
            raise BackupDamaged(f"{name} does not match its checksum")
        done += kept.size
        progress(done, manifest.size)


def verify_names(folder: Path, manifest: Manifest) -> None:
    """Raises BackupDamaged if the manifest names a file that cannot be in a copy, or the folder has one more."""
    for name in manifest.files:
        if not FILE.fullmatch(name):
            raise BackupDamaged(f"{NAME} names {name!r}, which is not part of any copy")
    listed = {NAME, SEAL, SIGNATURE, *manifest.files}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        # A link to a folder is no folder of the copy.
        if name not in listed and (path.is_symlink() or not path.is_dir()):
            raise BackupDamaged(f"{NAME} does not name {name!r}: somebody added it")


def checksum_of(path: Path) -> BackedUpFile:
    with path.open("rb") as file:
        return BackedUpFile(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
