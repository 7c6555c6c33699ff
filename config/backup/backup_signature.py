"""Signs the manifest of a copy, and checks who signed a copy. The signatures are those of OpenSSH (SSHSIG).

    ARCHIVE_VAR/backup-key      the secret key, readable by its owner only; made by the first backup
                backup-signers  the public keys whose copies are restored: ALLOWED SIGNERS of ssh-keygen(1)
    DIR/manifest.json.sig       the signature of a copy. Anybody can check it without the archive:

    ssh-keygen -Y verify -f backup-signers -I archive -n union-news-archive -s manifest.json.sig < manifest.json

The manifest holds the checksum of every file of the copy, so its signature is about all of them.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from archive.last_backup import SIGNERS
from config.backup import manifest
from config.backup.manifest import SIGNATURE, BackupRefused, Manifest
from config.backup.outside_tools import ToolFailed, require_tool, run_tool
from durability.durable_files import sync_file, sync_folder, write_durably

TOOL, PACKAGE = "ssh-keygen", "OpenSSH's client (Debian: openssh-client)"
KEY = "backup-key"
# The signature says what it is for: one that the same key made for something else does not pass.
WHO, PURPOSE = "archive", "union-news-archive"


def own_signers() -> Path:
    """The file of the keys whose copies this archive restores."""
    return Path(settings.VAR_DIR) / SIGNERS


def check_signing() -> None:
    """Raises BackupRefused if nothing can be signed here. Makes the key if it is missing."""
    require_tool(TOOL, PACKAGE)
    try:
        _add_to_signers(_own_key())
    except ToolFailed as error:
        raise BackupRefused(f"{Path(settings.VAR_DIR) / KEY} cannot sign: {error}") from error


def sign(folder: Path) -> None:
    """Sign the manifest of a copy. Call check_signing first. Raises ToolFailed, OSError."""
    signature = run_tool([TOOL, "-Y", "sign", "-n", PURPOSE, "-f", str(_own_key())], given=manifest.content_of(folder))
    (folder / SIGNATURE).write_bytes(signature)


def read_signed(folder: Path, signers: Path) -> Manifest:
    """The manifest of a copy, which one of the signers has signed. Raises BackupRefused, BackupDamaged."""
    content = manifest.content_of(folder)
    if not (folder / SIGNATURE).is_file():
        raise BackupRefused(
            f"{folder} is not signed: nobody can say who made it. If an older version made it, add --accept-unsigned"
        )
    require_tool(TOOL, PACKAGE)
    if not signers.is_file():
        raise BackupRefused(
            f"there is no key to check the signature with, because {signers} does not exist:"
            f" name the {SIGNERS} that you kept elsewhere with --signers FILE"
        )
    signed = ["-f", str(signers), "-I", WHO, "-n", PURPOSE, "-s", str(folder / SIGNATURE)]
    try:
        run_tool([TOOL, "-Y", "verify", *signed], given=content)
    except ToolFailed as error:
        raise BackupRefused(
            f"{folder} is not signed by a key in {signers}: somebody else made it or changed its manifest ({error})"
        ) from error
    return manifest.parse(folder, content)


def read_unsigned(folder: Path, signers: Path) -> Manifest:
    """The manifest of a copy that has no signature. One that is there must be right. Raises as read_signed."""
    if (folder / SIGNATURE).exists():
        return read_signed(folder, signers)
    return manifest.read(folder)


def _own_key() -> Path:
    """The path of the secret key of this archive: made on first use, as a whole or not at all."""
    folder = Path(settings.VAR_DIR)
    path = folder / KEY
    if not path.exists():
        with tempfile.TemporaryDirectory(prefix=f".{KEY}-", dir=folder) as scrap:
            made = Path(scrap) / KEY
            run_tool([TOOL, "-q", "-t", "ed25519", "-N", "", "-C", WHO, "-f", str(made)])
            sync_file(made)
            with suppress(FileExistsError):  # another process was first
                os.link(made, path)
            sync_folder(folder)
    return path


def _add_to_signers(key: Path) -> None:
    """Lines of other keys stay: copies that they signed can still be restored."""
    public = run_tool([TOOL, "-y", "-f", str(key)]).decode().split()
    line = f'{WHO} namespaces="{PURPOSE}" {" ".join(public[:2])}'
    path = own_signers()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if line not in lines:
        write_durably(path, "\n".join([*lines, line, ""]))
