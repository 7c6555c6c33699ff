"""The source code of the archive as data, for the tests that hold its order.

In: paths below the root of the repository. Out: files, the modules they import, the names they define.
"""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("text", "durability", "archive", "accounts", "search", "config")


@cache
def tracked_files() -> tuple[str, ...]:
    """Every file of the repository, as Git lists them: new ones too, but nothing that .gitignore names."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def python_files(*folders: str) -> list[str]:
    """The Python files below these folders; of the whole repository if none is given."""
    inside = tuple(f"{folder}/" for folder in folders)
    return [name for name in tracked_files() if name.endswith(".py") and (not inside or name.startswith(inside))]


@cache
def syntax_tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def module_name(path: str) -> str:
    """`archive/models/__init__.py` → `archive.models`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def our_modules() -> dict[str, str]:
    """The modules of our packages by name, each with its path."""
    return {module_name(path): path for path in python_files(*PACKAGES)}


@cache
def imported_modules(path: str) -> frozenset[str]:
    """The full names of all modules a file imports, also inside functions and for type checking only.

    `from archive.models import article` counts as `archive.models.article` if that is a module.
    """
    return frozenset(_imported(path))


def imported_files(path: str) -> set[str]:
    """The files of our own that a file imports, itself left out."""
    return {our_modules()[name] for name in imported_modules(path) if name in our_modules()} - {path}


def _imported(path: str) -> Iterator[str]:
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in our_modules() else node.module or ""
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            yield from (name.value for name in node.args[:1] if isinstance(name, ast.Constant))
