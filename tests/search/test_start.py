"""The start of the server: it waits for a new index only if no index can answer."""

import json

import pytest

from config.preparation import build_index
from search.find import find
from search.generations import generation
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    return []


def make_otherwise(index) -> None:
    path = generation.current(index) / "stamp.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "code": "another"}))


def test_a_sound_index_is_not_rebuilt(index, said):
    before = generation.current(index)
    build_index(said.append)
    assert said == []
    assert generation.current(index) == before


def test_a_missing_index_is_built_before_the_server_starts(root, said):
    story = factories.story()
    build_index(said.append)
    assert said == ["Building the search index: missing"]
    assert [hit.article for hit in find("").hits] == [story]


def test_an_outdated_index_answers_while_the_indexer_replaces_it(index, settle, said):
    story = factories.story()
    settle()
    before = generation.current(index)
    make_otherwise(index)
    build_index(said.append)
    assert said[0].startswith("The search index has to be rebuilt (made by other code")
    assert generation.current(index) == before
    assert [hit.article for hit in find("").hits] == [story]
