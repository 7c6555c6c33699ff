"""The map of the house: which room builds on which, from the ground up.

A room is a folder, or one file of a folder that lies lower than the rest. A file may import files of its own room and
of the rooms listed before it, and never one of a room listed after it. So no two rooms depend on each other.
`test_circles.py` says the same of files.
"""

import re
import subprocess
import sys

import pytest

from tests.support.source_code import ROOT, imported_files, imported_modules, module_name, our_modules

ROOMS = (
    # Text: folding, words, numerals. Files that survive a power cut.
    "text",
    "durability",
    # A file's bytes become stories. First the records that every step uses, last the whole way.
    "archive/reading/document.py",
    "archive/reading/damage.py",
    "archive/reading/charset.py",
    "archive/reading/decode.py",
    "archive/reading/names",
    "archive/reading/split",
    "archive/reading/extract",
    "archive/reading/formats",
    "archive/reading",
    "archive/evaluation",
    "archive/sandbox",
    # Stories are stored, compared, handed in, reviewed, shown.
    "archive/words",
    "archive/signals.py",
    "archive/slices.py",
    "archive/free_space.py",
    "archive/last_backup.py",
    "archive/database_damage.py",
    "archive/models",
    "archive/forms",
    "archive/reprints",
    "archive/ingest",
    "archive/reference",
    "archive/deliveries",
    "archive/review",
    "archive/admin",
    "archive/views",
    "archive",
    # Who logs in at the desk, and what happens to accounts.
    "accounts",
    # The index on the disk, and the engine that answers from it.
    "search/fields.py",
    "search/index",
    "search/engine",
    # Queries as people type them; stories as documents of the index; answers.
    "search/query",
    "search/quotes",
    "search/related.py",
    "search/story_days.py",
    "search/facets.py",
    "search/story_document.py",
    "search/generations",
    "search/models.py",
    "search/withdrawn.py",
    "search/known_names.py",
    "search/question.py",
    "search/answer_facts.py",
    "search/answer.py",
    "search/search_indexes.py",
    "search/indexing",
    "search/snippets.py",
    "search/completion",
    "search/haystack",
    "search/haystack/general",
    "search",
    # Start and stop, settings, backup, the work of every night.
    "config/backup",
    "config/nightly",
    "config",
)
# The only rooms that these may import, besides themselves. The name of a folder includes all rooms in it.
KNOWS_ONLY = {
    "text": (),
    "durability": (),
    "archive/reading": ("text",),
    "archive/sandbox": ("text", "archive/reading"),
    "archive/evaluation": ("text", "archive/reading"),
    "archive": ("text", "durability"),
    "accounts": ("text", "archive"),
    "search/fields.py": ("text",),
    "search/index": ("text", "durability", "search/fields.py"),
    "search/engine": ("text", "durability", "search/fields.py", "search/index"),
    "search/query": ("text", "search/index", "search/engine"),
    "search/quotes": ("text",),
}
WITHOUT_DJANGO = (
    "text",
    "archive/reading",
    "archive/sandbox",
    "archive/evaluation",
    "search/fields.py",
    "search/index",
    "search/engine",
    "search/query",
    "search/quotes",
)


def is_in(path: str, room: str) -> bool:
    return path == room or path.startswith(f"{room}/")


def room_of(path: str) -> str:
    """The most exact name on the map that the file belongs to."""
    return max((room for room in ROOMS if is_in(path, room)), key=len, default="")


def files_in(room: str) -> list[str]:
    return [path for path in our_modules().values() if is_in(path, room)]


def test_every_file_has_a_room_and_every_room_has_files():
    assert [path for path in our_modules().values() if not room_of(path)] == []
    assert set(ROOMS) - {room_of(path) for path in our_modules().values()} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_nothing_that_builds_on_it(room):
    below = ROOMS[: ROOMS.index(room) + 1]
    own = [path for path in our_modules().values() if room_of(path) == room]
    assert [f"{path} → {to}" for path in own for to in sorted(imported_files(path)) if room_of(to) not in below] == []


@pytest.mark.parametrize("room", KNOWS_ONLY)
def test_a_room_imports_no_other_room_than_it_may(room):
    may = (room, *KNOWS_ONLY[room])
    wrong = [
        f"{path} → {to}"
        for path in files_in(room)
        for to in sorted(imported_files(path))
        if not any(is_in(to, other) for other in may)
    ]
    assert wrong == []


@pytest.mark.parametrize("room", WITHOUT_DJANGO)
def test_a_pure_room_imports_no_django(room):
    names = ((path, name.split(".")[0]) for path in files_in(room) for name in imported_modules(path))
    assert [path for path, name in names if name in ("django", "haystack")] == []


def test_the_pure_rooms_can_be_used_where_there_is_no_django():
    names = [module_name(path) for room in WITHOUT_DJANGO for path in files_in(room)]
    code = f"import sys; sys.modules['django'] = None; import {', '.join(names)}"
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stderr == ""


def test_the_haystack_engine_for_any_index_needs_nothing_of_the_archive():
    needed, waiting = set[str](), {"search/haystack/general/engine.py"}
    while waiting:
        path = waiting.pop()
        needed.add(path)
        waiting |= imported_files(path) - needed
    assert [path for path in sorted(needed) if is_in(path, "archive")] == []


def test_each_required_package_is_pinned_and_has_its_reason_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    named = set(
        re.findall(
            r"[a-z0-9_-]+", " ".join(line.split("|")[1] for line in readme.splitlines() if line.startswith("| "))
        )
    )
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt"):
        lines = [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith("#")]
        assert all("==" in line for line in lines)
        packages = {re.split(r"[=\[]", line)[0].lower() for line in lines}
        assert packages - named == set()
