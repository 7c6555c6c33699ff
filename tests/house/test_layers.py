"""One arrow, one way: text ← archive ← search ← config; and the README names what the house stands on."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "text": {"text"},
    "durability": {"durability"},
    "archive": {"text", "durability", "archive"},
    "search": {"text", "durability", "archive", "search"},
}
PURE = ("text", "archive/reading", "search/query", "search/index", "search/engine")
# Rooms that know less than their layer does: the only modules of ours that each may import.
ROOMS = {
    "archive/reading": ("text.", "archive.reading."),
    "search/index": ("text.", "durability.", "search.fields.", "search.index."),
    "search/engine": ("text.", "durability.", "search.fields.", "search.index.", "search.engine."),
    "search/query": ("text.", "search.engine.", "search.query."),
}
# The rooms of reading, in the order in which they build on each other: each imports only those before it.
ROOMS_OF_READING = ("names", "split", "extract", "formats")


def imports(path: Path) -> set[str]:
    """The full names of the modules a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def files(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, folder
    return found


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_lies_below_it(layer):
    ours = {"text", "durability", "archive", "search", "config"}
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in files(layer)
        for name in imports(path)
        if name.split(".")[0] in ours - MAY_IMPORT[layer]
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", PURE)
def test_what_is_pure_knows_nothing_of_django(folder):
    wrong = [str(path) for path in files(folder) for name in imports(path) if name.split(".")[0] == "django"]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_nothing_of_ours_but_what_it_may(room):
    ours = ("text.", "durability.", "archive.", "search.", "config.")
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in files(room)
        for name in imports(path)
        if f"{name}.".startswith(ours) and not f"{name}.".startswith(ROOMS[room])
    ]
    assert wrong == []


def test_a_room_of_reading_imports_no_room_that_builds_on_it():
    for number, room in enumerate(ROOMS_OF_READING):
        later = tuple(f"archive.reading.{name}." for name in ROOMS_OF_READING[number + 1 :])
        found = {f"{name}." for path in files(f"archive/reading/{room}") for name in imports(path)}
        assert [name for name in found if name.startswith(later)] == [], room


def test_each_required_package_is_pinned_and_has_its_reason_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    named = set(
        re.findall(
            r"[a-z0-9_-]+", " ".join(line.split("|")[1] for line in readme.splitlines() if line.startswith("| "))
        )
    )
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith("#")]
        assert all("==" in line for line in lines)
        packages = {re.split(r"[=\[]", line)[0].lower() for line in lines}
        assert packages - named == set()
