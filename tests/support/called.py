"""What the source of the archive calls a function with."""

import ast
from pathlib import Path

ARCHIVE = Path(__file__).resolve().parents[2] / "archive"


def calls_of(function: str) -> list[ast.Call]:
    """The calls of a function by this name, as it is written: `Doubt.of`."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ARCHIVE.rglob("*.py")))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in calls if ast.unparse(call.func) == function]


def strings_at(calls: list[ast.Call], place: int) -> set[str]:
    """The strings that stand in the source as the argument at this place, from 0."""
    arguments = (call.args[place] for call in calls if len(call.args) > place)
    return {one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def first_arguments(function: str) -> set[str]:
    return strings_at(calls_of(function), 0)
