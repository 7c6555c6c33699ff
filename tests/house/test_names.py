"""Each file and class has a unique name, so that a search for a name leads to one place."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.support.source_code import PACKAGES, python_files, syntax_tree

# Python, pytest and Django expect files with these names in each folder or app.
NAMED_BY_FRAMEWORK = {"__init__.py", "__main__.py", "apps.py", "conftest.py", "forms.py", "urls.py"}
CLASSES_NAMED_BY_DJANGO = {"Command", "Meta", "Migration"}


def used_more_than_once(places: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Takes pairs of a name and a place; returns the names with several places."""
    found = defaultdict(list)
    for name, place in places:
        found[name].append(place)
    return {name: where for name, where in found.items() if len(where) > 1}


def test_each_file_of_the_code_has_a_unique_name():
    names = ((PurePosixPath(path).name, path) for path in python_files(*PACKAGES) if is_named_by_us(path))
    assert used_more_than_once(names) == {}


def test_each_test_file_has_a_unique_name():
    names = ((PurePosixPath(path).name, path) for path in python_files("tests") if is_named_by_us(path))
    assert used_more_than_once(names) == {}


def is_named_by_us(path: str) -> bool:
    """Whether we chose the name: the file of a command is named like the command, and Django names migrations."""
    own = PurePosixPath(path).name not in NAMED_BY_FRAMEWORK
    return own and "/management/commands/" not in path and "/migrations/" not in path


def test_each_class_has_a_unique_name():
    classes = (
        (node.name, f"{path}:{node.lineno}")
        for path in python_files(*PACKAGES, "tests")
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.ClassDef) and node.name not in CLASSES_NAMED_BY_DJANGO
    )
    assert used_more_than_once(classes) == {}
