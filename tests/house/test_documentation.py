"""The documents name every command, setting and make target, and nothing that does not exist."""

import ast
import re
from importlib import import_module
from pathlib import PurePosixPath

import pytest
import yaml

from tests.support.source_code import PACKAGES, ROOT, python_files, syntax_tree, tracked_files

DOCUMENTS = [name for name in ("README.md", "CONTRIBUTING.md") if (ROOT / name).exists()] + [
    name for name in tracked_files() if name.startswith("docs/") and name.endswith(".md")
]
TEXT = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS)
TOP_FOLDERS = sorted({name.split("/")[0] for name in tracked_files() if "/" in name})
# A path of this repository, but not the end of a URL or of a longer path.
PATH = re.compile(rf"(?<![\w/.-])(?:{'|'.join(map(re.escape, TOP_FOLDERS))})/[\w./-]*")
MODULE = re.compile(rf"(?<![\w/.-])(?:{'|'.join((*PACKAGES, 'tests'))})(?:\.\w+)+\b(?<!\.example)")
# The public targets of the Makefile: those with a help text.
TARGET = re.compile(r"^([a-z-]+):.*## ", re.M)
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
COMMANDS_OF_LIBRARIES = {"axes_reset", "createsuperuser", "makemigrations", "migrate"}


def our_commands() -> set[str]:
    names = {PurePosixPath(path).stem for path in python_files(*PACKAGES) if "/management/commands/" in path}
    return names - {"__init__"}


def settings_read() -> set[str]:
    """Returns the names of the environment variables that the code reads, through Environment or from os.environ."""
    nodes = (node for path in python_files(*PACKAGES) for node in ast.walk(syntax_tree(path)))
    calls = (node for node in nodes if isinstance(node, ast.Call) and node.args)
    readers = (call for call in calls if ast.unparse(call.func).startswith(("ENV.", "os.environ.get", "os.getenv")))
    return {call.args[0].value for call in readers if isinstance(call.args[0], ast.Constant)}


def is_there(path: str) -> bool:
    """Whether this is a file or folder in the repository."""
    plain = path.rstrip("/.")
    return any(name == plain or name.startswith(f"{plain}/") for name in tracked_files())


@pytest.mark.parametrize("command", sorted(our_commands()))
def test_a_command_is_in_the_documents(command):
    assert re.search(rf"\b{command}\b", TEXT)


@pytest.mark.parametrize("setting", sorted(settings_read()))
def test_a_setting_is_in_the_documents(setting):
    assert re.search(rf"`{setting}[=`]", TEXT)


def test_the_settings_of_the_code_are_recognized():
    assert {"ARCHIVE_VAR", "DATABASE_URL", "FAILPOINTS", "PORT"} <= settings_read()


@pytest.mark.parametrize("target", TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
def test_a_make_target_is_in_the_documents(target):
    assert target == "help" or re.search(rf"\bmake {target}(?![\w-])", TEXT)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_everything_named_in_a_document_exists(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    commands = set(COMMAND.findall(text)) - COMMANDS_OF_LIBRARIES - our_commands()
    targets = set(re.findall(r"`make ([a-z-]+)", text)) - set(TARGET.findall((ROOT / "Makefile").read_text()))
    paths = {path for path in PATH.findall(text) if not is_there(path)}
    modules = {name for name in MODULE.findall(text) if not can_be_imported(name)}
    links = {link for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text) if not is_linked(document, link)}
    assert (commands, targets, paths, modules, links) == (set(), set(), set(), set(), set())


def can_be_imported(name: str) -> bool:
    """Whether this is a module, or defined in one. Names such as `search.html` are files, not modules."""
    if PurePosixPath(name).suffix in (".py", ".html", ".css", ".js"):
        return any(PurePosixPath(path).name == name for path in tracked_files())
    module, _, attribute = name.rpartition(".")
    try:
        return hasattr(import_module(module), attribute) or bool(import_module(name))
    except ModuleNotFoundError:
        return False


def is_linked(document: str, link: str) -> bool:
    return is_there((ROOT / document).parent.joinpath(link).resolve().relative_to(ROOT).as_posix())


def test_the_commit_hooks_run_what_make_check_runs():
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    by_make = recipe[1].replace("$(MANAGE)", ".venv/bin/python manage.py").replace("$(BIN)", ".venv/bin").split("\n")
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert [hook["entry"].removeprefix("env ") for hook in hooks] == [line.strip() for line in by_make if line.strip()]
