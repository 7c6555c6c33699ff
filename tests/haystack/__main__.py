"""Runs Haystack's 86 tests of its Whoosh engine with our engine.

    python -m tests.haystack

Fetches the source package of the archive's Haystack into ARCHIVE_VAR (default var/), once, and checks its hash.
Exit code 1 if a test fails that is not listed in tests/haystack/differences.txt, or if a listed one passes.
"""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.packages.lock_file import hashed_line, lock_text, locked, version

PROJECT = Path(__file__).parents[2]


def main() -> int:
    folder = source_package(Path(os.environ.get("ARCHIVE_VAR") or PROJECT / "var"))
    # At the end of the path: the package contains a copy of haystack, but the installed one must be used.
    path = [str(PROJECT), *filter(None, sys.path), str(folder)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path),
        "DJANGO_SETTINGS_MODULE": "tests.haystack.settings",
    }
    command = [sys.executable, "-W", "ignore", "-m", "django", "test", "test_haystack.whoosh_tests", *sys.argv[1:]]
    return subprocess.run(command, cwd=folder, env=environment, check=False, stdin=subprocess.DEVNULL).returncode


def source_package(var: Path) -> Path:
    """Returns the folder of the unpacked source package."""
    name = f"django_haystack-{version(locked('run')['django-haystack'])}"
    packages = var / "haystack-source"
    if not (packages / name).exists():
        packages.mkdir(parents=True, exist_ok=True)
        wanted = packages / "requirements.txt"
        wanted.write_text(hashed_line("django-haystack", lock_text("run")), encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        safely = ["--require-hashes", "--no-build-isolation"]
        subprocess.run([*pip, *safely, "--dest", str(packages), "-r", str(wanted)], check=True)
        with tarfile.open(packages / f"{name}.tar.gz") as archive:
            archive.extractall(packages, filter="data")
    return packages / name


if __name__ == "__main__":
    sys.exit(main())
