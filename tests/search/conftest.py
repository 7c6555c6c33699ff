"""The fixtures for tests of search: an index for each test, and one dictionary for all of them."""

import shutil
from pathlib import Path

import pytest

from search.indexing.indexer import Indexer
from search.indexing.rebuild import rebuild
from tests.support import factories


@pytest.fixture
def root(settings, dictionaries) -> Path:
    """The index folder of this test, still without an index."""
    root = Path(settings.INDEX_DIR)
    shutil.copytree(dictionaries, root / "dictionaries")
    return root


@pytest.fixture
def index(db, root) -> Path:
    """The index folder of this test, with an index of the published stories; see `settle`."""
    rebuild(root, lambda done, total: None)
    return root


@pytest.fixture
def settle(index):
    """Call it to index everything that has changed."""
    return Indexer(index).drain


@pytest.fixture
def two(index, settle) -> Path:
    """The index folder with a former and a current generation, of three stories each."""
    place = factories.region()
    for name in "甲乙丙":
        factories.story(title=f"驿站{name}", body=f"职工{name}都来了。" * 40, region=place)
    settle()
    rebuild(index, lambda done, total: None)
    return index
