"""An archive of an earlier release, started by the code of today, shows the same stories, doubts, links and hits."""

import json
import tarfile
from pathlib import Path

import pytest

from tests.damage.releases import make_release
from tests.support.served_archive import ROOT

pytestmark = pytest.mark.damage

RELEASES = Path(make_release.__file__).parent
VERSIONS = sorted(path.name.removesuffix(".tar.xz") for path in RELEASES.glob("*.tar.xz"))

# Words typed without a space now also find stories that have them in one sentence, and what is excluded is excluded
# under its other names, too: 劳动模范.
MEANS_MORE = {"职工驿站", "工会 NOT 劳模"}


def upgraded(version: str, folder: Path) -> None:
    with tarfile.open(RELEASES / f"{version}.tar.xz") as kept:
        kept.extractall(folder, filter="data")
    make_release.manage(ROOT, folder, "prepare")


@pytest.mark.parametrize("version", VERSIONS)
def test_an_upgraded_archive_shows_what_it_showed(version: str, tmp_path: Path):
    data, shown = tmp_path / "data", tmp_path / "shown.json"
    upgraded(version, data)
    make_release.run(ROOT, data, str(RELEASES / "shown.py"), str(shown))
    before, after = (json.loads(path.read_text()) for path in (RELEASES / f"{version}.json", shown))
    differ = {typed for typed, found in before["searches"].items() if after["searches"][typed] != found}
    assert differ <= MEANS_MORE
    assert before["stories"] == after["stories"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_kept_release_is_small_and_has_what_is_compared(version: str):
    assert (RELEASES / f"{version}.tar.xz").stat().st_size < 200_000
    shown = json.loads((RELEASES / f"{version}.json").read_text())
    stories = shown["stories"].values()
    assert {"published", "withdrawn"} <= {story["status"] for story in stories}
    assert any(story["doubts"] for story in stories)
    assert any(story["version"] > 1 for story in stories)
    assert sum(len(story["links"]) for story in stories) > 20
    assert sum(map(bool, shown["searches"].values())) > 8
