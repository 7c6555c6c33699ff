"""A copy is restored only if a key that the operator trusts has signed it."""

import shutil
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from config.backup import backup_signature, manifest
from config.backup.backup_signature import check_signing, own_signers, read_signed, sign
from config.backup.manifest import BackupRefused
from tests.support.signing import needs_ssh_keygen

pytestmark = needs_ssh_keygen


def made(folder: Path) -> Path:
    """A signed copy without a database: only its manifest matters here."""
    folder.mkdir()
    manifest.write(folder, manifest.Manifest("2026-11-21T00:00:00+00:00", "sqlite", {}, {}, [], {}))
    check_signing()
    sign(folder)
    return folder


@pytest.fixture
def copy(tmp_path) -> Path:
    return made(tmp_path / "copy")


def refusal(folder: Path, **options) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("restore", folder, **options)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    return str(refused.value)


def other_signers(settings, folder: Path) -> Path:
    """The signers of another archive."""
    folder.mkdir()
    usual, settings.VAR_DIR = settings.VAR_DIR, folder
    check_signing()
    settings.VAR_DIR = usual
    return folder / "backup-signers"


def test_a_copy_signed_by_this_archive_is_read(copy):
    assert read_signed(copy, own_signers()).made_at == "2026-11-21T00:00:00+00:00"


def test_the_key_is_readable_by_its_owner_only_and_made_once(copy, tmp_path):
    key = Path(django_settings.VAR_DIR) / "backup-key"
    before = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    made(tmp_path / "second")
    assert key.read_bytes() == before
    assert len(own_signers().read_text().splitlines()) == 1
    assert sorted(path.name for path in key.parent.glob("*backup*")) == ["backup-key", "backup-signers"]


def test_archives_that_begin_at_once_use_the_same_key():
    with ThreadPoolExecutor(4) as pool:
        keys = {path.read_bytes() for path in pool.map(lambda _: backup_signature._own_key(), range(4))}
    assert len(keys) == 1


def test_anybody_can_check_a_copy_with_openssh_alone(copy):
    command = ["ssh-keygen", "-Y", "verify", "-f", own_signers(), "-I", "archive", "-n", "union-news-archive"]
    for content, code in ((manifest.content_of(copy), 0), (b"other", 255)):
        done = subprocess.run(
            [*command, "-s", copy / "manifest.json.sig"], input=content, capture_output=True, check=False
        )
        assert done.returncode == code


def test_a_copy_without_a_signature_is_refused(copy):
    (copy / "manifest.json.sig").unlink()
    assert "is not signed" in refusal(copy)
    assert "--accept-unsigned" in refusal(copy)


def test_an_unsigned_copy_is_read_if_the_operator_says_so(copy):
    (copy / "manifest.json.sig").unlink()
    assert backup_signature.read_unsigned(copy, own_signers()).database == "sqlite"


@pytest.mark.parametrize("option", [{}, {"accept_unsigned": True}])
def test_a_changed_manifest_is_refused_even_if_its_checksum_is_right(copy, option):
    other = manifest.Manifest("2026-11-22T00:00:00+00:00", "sqlite", {}, {}, [], {})
    manifest.write(copy, other)
    assert "somebody else made it or changed its manifest" in refusal(copy, **option)


@pytest.mark.parametrize("option", [{}, {"accept_unsigned": True}])
def test_a_copy_signed_by_another_archive_is_refused(copy, settings, tmp_path, option):
    signers = other_signers(settings, tmp_path / "other")
    assert "is not signed by a key in" in refusal(copy, signers=signers, **option)


def test_a_signature_of_our_key_for_another_purpose_is_refused(copy):
    key = Path(django_settings.VAR_DIR) / "backup-key"
    command = ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", key]
    done = subprocess.run(command, input=manifest.content_of(copy), capture_output=True, check=True)
    (copy / "manifest.json.sig").write_bytes(done.stdout)
    assert "is not signed by a key in" in refusal(copy)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"]
)
def test_a_signature_that_is_none_is_refused(copy, content):
    (copy / "manifest.json.sig").write_bytes(content)
    assert "is not signed by a key in" in refusal(copy)


def test_without_a_key_to_check_with_a_copy_is_refused(copy, tmp_path):
    assert "name the backup-signers that you kept elsewhere" in refusal(copy, signers=tmp_path / "lost")


def test_after_the_key_is_replaced_older_copies_are_still_read(copy, tmp_path):
    (Path(django_settings.VAR_DIR) / "backup-key").unlink()
    later = made(tmp_path / "later")
    assert len(own_signers().read_text().splitlines()) == 2
    assert read_signed(copy, own_signers())
    assert read_signed(later, own_signers())


def test_a_key_that_cannot_sign_is_refused_before_anything_is_copied(copy, tmp_path):
    (Path(django_settings.VAR_DIR) / "backup-key").write_text("nonsense")
    with pytest.raises(BackupRefused, match="backup-key cannot sign"):
        check_signing()


def test_without_openssh_nothing_is_copied(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BackupRefused, match="ssh-keygen is not on the PATH: install OpenSSH's client"):
        check_signing()
