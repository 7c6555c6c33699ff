"""Templates are readable: no line is too long, and every file is used."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
LONGEST = 160
# Django finds these by their names, and config.unable the pages for a full disk and a busy database.
BY_RULE = re.compile(r"(?:400|403|403_csrf|404|500|503|503_damaged|503_read_only|507)\.html|admin/.*")


def _name(file: Path) -> str:
    return file.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_no_line_of_a_template_is_too_long_to_read(file):
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    assert [(number, len(line)) for number, line in lines if len(line) > LONGEST] == []


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_a_template_has_neither_tabs_nor_trailing_white_space(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line != line.rstrip() or "\t" in line] == []


def test_every_template_is_shown_by_a_view_or_another_template():
    rooms = [ROOT / name for name in ("accounts", "archive", "search", "config")]
    sources = [*TEMPLATES.rglob("*.html"), *(file for room in rooms for file in room.rglob("*.py"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    unused = [
        name for name in map(_name, FILES) if f'"{name}"' not in text and not BY_RULE.fullmatch(name)
        and f'"{name.removeprefix("review/")}"' not in text
    ]  # fmt: skip
    assert unused == []


def test_each_partial_template_has_a_unique_name():
    parts = [file.name for file in FILES if file.name.startswith("_")]
    assert sorted(parts) == sorted(set(parts))
