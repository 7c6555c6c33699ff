"""One running archive for all attacks. Every file here is marked `attack`: make test-attack runs it."""

from collections.abc import Iterator

import pytest

from tests.support.served_archive import ServedArchive


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedArchive]:
    """The archive with its demo stories, started as `make run` does. Attack it, but leave it as it was."""
    archive = ServedArchive(tmp_path_factory.mktemp("served"))
    archive.start()
    yield archive
    archive.stop()
