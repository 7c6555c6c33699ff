"""Runs Haystack's 86 tests of its Whoosh engine with our engine.

    python -m tests.haystack

Fetches the source package of the Haystack that requirements.txt names into ARCHIVE_VAR (default var/), once.
Exit code 1 if a test fails that is not listed in tests/haystack/differences.txt, or if a listed one passes.
"""

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

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
    version = re.search(r"^django-haystack==(\S+)", (PROJECT / "requirements.txt").read_text(), re.MULTILINE)
    if version is None:
        raise SystemExit("requirements.txt names no django-haystack")
    name = f"django_haystack-{version[1]}"
    packages = var / "haystack-source"
    if not (packages / name).exists():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*pip, "--dest", str(packages), f"django-haystack=={version[1]}"], check=True)
        with tarfile.open(packages / f"{name}.tar.gz") as archive:
            archive.extractall(packages, filter="data")
    return packages / name


if __name__ == "__main__":
    sys.exit(main())
