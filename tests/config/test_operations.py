"""docs/operations.md names every command, check, message and setting of the archive, and no others."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from search.health_checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# Haystack's own commands do the same as ours, but operators do not need to know them.
OURS = ("archive", "config", "search")

COMMANDS_OF_LIBRARIES = {"axes_reset"}


def section(heading: str) -> str:
    return PAGE.split(f"# {heading}\n")[1].split("\n#")[0]


def first_column(heading: str) -> list[str]:
    return [line.split("|")[1].strip() for line in section(heading).splitlines() if line.startswith("| `")]


def our_commands() -> set[str]:
    return {name for name, app in get_commands().items() if app.split(".")[0] in OURS}


def test_every_command_is_named_and_every_named_command_exists():
    named = set(re.findall(r"manage\.py ([a-z_]+)", PAGE))
    assert named - COMMANDS_OF_LIBRARIES == our_commands()
    assert first_column("All commands") == [
        f"`manage.py {name}`" for name in re.findall(r"\| `manage\.py (\w+)", section("All commands"))
    ]


def test_every_check_of_readyz_is_named_in_its_order_and_no_other():
    assert first_column("The checks of /readyz") == [f"`{name}`" for name in CHECKS]


def sources() -> str:
    files = [ROOT / "manage.py", *(path for app in OURS for path in (ROOT / app).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("message", first_column("What the messages mean"))
def test_every_documented_message_exists_in_the_code(message):
    words = message.removeprefix("`").removesuffix("`").split("…")[0].strip()
    assert len(words) > 8
    assert words in sources()


def test_every_setting_named_is_read_from_the_environment():
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    for name in re.findall(r"`([A-Z_]{4,})=?`", PAGE):
        assert f'"{name}"' in settings, name


def test_the_readme_links_to_it():
    assert "docs/operations.md" in (ROOT / "README.md").read_text(encoding="utf-8")
