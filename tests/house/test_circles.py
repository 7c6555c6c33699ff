"""No file imports itself by way of other files. `test_layers.py` says the same of rooms."""

from graphlib import CycleError, TopologicalSorter

import pytest

from tests.support.source_code import PACKAGES, imported_files, python_files


def test_files_do_not_import_each_other_in_a_circle():
    try:
        TopologicalSorter({path: imported_files(path) for path in python_files(*PACKAGES)}).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))
