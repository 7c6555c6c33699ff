"""No file imports itself by way of other files, and no room of search by way of other rooms."""

from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

import pytest

from tests.support.source_code import PACKAGES, imported_files, python_files


def assert_no_circle(graph: dict[str, set[str]]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def room_of(path: str) -> str:
    """The folder of search that a file is in; the file itself if it is beside these folders."""
    return "/".join(PurePosixPath(path).parts[:2])


def test_files_do_not_import_each_other_in_a_circle():
    assert_no_circle({path: imported_files(path) for path in python_files(*PACKAGES)})


def test_the_rooms_of_search_do_not_import_each_other_in_a_circle():
    graph: dict[str, set[str]] = {}
    for path in python_files("search"):
        ours = {room_of(other) for other in imported_files(path) if other.startswith("search/")}
        graph.setdefault(room_of(path), set()).update(ours - {room_of(path)})
    assert_no_circle(graph)
