"""python -m tests.damage.releases.make_release VERSION COMMIT: keep a small archive of a release, as a test's fixture.

In: a commit of this repository, whose code runs with the packages that are installed now. Out: two files beside this
one: VERSION.tar.xz, the data folder of an archive that the release itself has made (its demo stories, two files with
doubts, a correction, a withdrawal), without index and static files; and VERSION.json, what the release showed of it.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
FILES = {
    "一.txt": "巫山县总工会职工驿站开门\n\n本报讯 5月1日，巫山县总工会的职工驿站开门了，120名职工到场\n",
    "二.txt": "更正以前的词\n\n本报讯 （记者 王小明）昨日，重庆市总工会召开会议，更正以前的词。\n",
    "三.txt": "撤回以前的词\n\n本报讯 2021年3月9日，撤回以前的词。\n",
}
CHANGES = """
from archive.models import Article
Article.objects.get(title="更正以前的词").correct("标题有误", title="更正以后", body="昨日，重庆市总工会召开会议。")
Article.objects.get(title="撤回以前的词").withdraw("重复")
"""
COPY = """
from django.db import connection
connection.cursor().execute("VACUUM INTO %s", [{target!r}])
"""


def make(version: str, commit: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code, data, kept = (folder / one for one in ("code", "data", "kept"))
        for one in (code, data, kept):
            one.mkdir()
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", code], input=packed, check=True)
        _fill(code, data, folder)
        run(code, data, str(HERE / "shown.py"), str(HERE / f"{version}.json"))
        manage(code, data, "shell", "-c", COPY.format(target=str(kept / "archive.sqlite3")))
        with tarfile.open(HERE / f"{version}.tar.xz", "w:xz", preset=9) as target:
            target.add(kept / "archive.sqlite3", "archive.sqlite3")
            target.add(data / "uploads", "uploads")


def _fill(code: Path, data: Path, folder: Path) -> None:
    manage(code, data, "prepare")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
        manage(code, data, "ingest", str(folder / name), "--publish")
    manage(code, data, "shell", "-c", CHANGES)
    manage(code, data, "run_indexer", "--once")


def manage(code: Path, data: Path, *words: str) -> None:
    run(code, data, "manage.py", *words)


def run(code: Path, data: Path, *words: str) -> None:
    """A program with the code of a release, on a data folder."""
    own = {"ARCHIVE_VAR": str(data), "DATABASE_URL": "", "DEMO": "1", "DISK_FLOOR": "0", "PYTHONPATH": str(code)}
    own["DJANGO_SETTINGS_MODULE"] = "config.settings"
    subprocess.run([sys.executable, *words], cwd=code, env={**os.environ, **own}, check=True)


if __name__ == "__main__":
    make(*sys.argv[1:])
