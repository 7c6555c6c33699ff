"""The locks name what requirements*.txt ask for and all that it needs, with hashes; nothing else is installed."""

import re
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packages.lock_file import (
    PARTS,
    direct,
    disagreements,
    hashed_line,
    is_for_here,
    lock_text,
    locked,
    logical_lines,
    requirements,
    version,
)
from tests.support.source_code import ROOT, tracked_files

HASHED = re.compile(r"[a-z0-9-]+==\S+( ;[^;]+?)?( --hash=sha256:[0-9a-f]{64})+( #.*)?")


def needed(chosen: dict[str, Requirement]) -> set[str]:
    """The names of these packages and of all that they need here, as their metadata say."""
    found, waiting = set[tuple[str, str]](), {(name, extra) for name in chosen for extra in ("", *chosen[name].extras)}
    while waiting:
        name, extra = waiting.pop()
        found.add((name, extra))
        for line in distribution(name).requires or ():
            requirement = Requirement(line)
            if is_for_here(requirement, extra):
                more = {(canonicalize_name(requirement.name), part) for part in ("", *requirement.extras)}
                waiting |= more - found
    return {name for name, _ in found}


@pytest.mark.parametrize("part", PARTS)
def test_a_lock_has_the_versions_that_we_chose(part):
    assert disagreements(direct(part), locked(part)) == []


@pytest.mark.parametrize("part", PARTS)
def test_a_lock_has_exactly_the_packages_that_ours_need(part):
    assert {name for name, requirement in locked(part).items() if is_for_here(requirement)} == needed(direct(part))


@pytest.mark.parametrize("part", PARTS)
def test_each_line_of_a_lock_has_one_version_and_its_hashes(part):
    lines = list(logical_lines(lock_text(part)))
    assert len(lines) >= len(direct(part))
    assert [line for line in lines if not HASHED.fullmatch(line)] == []


def test_the_locks_agree_with_each_other():
    versions = {(name, version(requirement)) for part in PARTS for name, requirement in locked(part).items()}
    assert len(versions) == len({name for name, _ in versions})


def test_the_packages_of_the_locks_are_installed_here():
    wanted = {
        name: version(requirement)
        for part in PARTS
        for name, requirement in locked(part).items()
        if is_for_here(requirement)
    }
    assert {name: distribution(name).version for name in wanted} == wanted


def test_a_version_that_was_changed_without_the_lock_is_reported():
    lock = requirements(
        "numpy==2.4.6 \\\n    --hash=sha256:00\n    # via -r requirements.txt\nlxml==6.1.3 --hash=sha256:01\n"
    )
    assert disagreements(requirements("lxml==6.1.3\nnumpy==2.4.6\n"), lock) == []
    assert disagreements(requirements("lxml==6.1.4\n"), lock) == ["lxml==6.1.4 is not in the lock: run make lock"]
    assert disagreements(requirements("tqdm==4.70.1\n"), lock) == ["tqdm==4.70.1 is not in the lock: run make lock"]


def test_a_requirement_that_leaves_a_choice_is_no_version():
    for line in ("numpy>=2", "numpy", "numpy>=2,<3"):
        with pytest.raises(ValueError, match=r"no single version|unpack"):
            version(Requirement(line))


def test_the_line_of_a_package_has_its_hashes():
    text = "lxml==6.1.3 \\\n    --hash=sha256:01 \\\n    --hash=sha256:02\n    # via -r requirements.txt\n"
    assert hashed_line("LXML", text) == "lxml==6.1.3 --hash=sha256:01 --hash=sha256:02"
    with pytest.raises(KeyError):
        hashed_line("numpy", text)


def test_whatever_installs_packages_checks_their_hashes():
    """Whoever adds another `pip install` has to say here why it needs no hashes."""
    pip = re.compile(r"pip(?: |\", \")(?:install|download)(?: |\")")
    places = [name for name in tracked_files() if name.endswith((".py", "Makefile")) or name.startswith(".ci/")]
    found = {name for name in places if pip.search((ROOT / name).read_text(encoding="utf-8"))}
    assert found - {"tests/packages/test_locks.py"} == {"Makefile", "tests/haystack/__main__.py"}
    for name in ("Makefile", "tests/haystack/__main__.py"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert [len(pip.findall(text)), text.count("--require-hashes")] == [1, 1]
        assert "--no-build-isolation" in text
