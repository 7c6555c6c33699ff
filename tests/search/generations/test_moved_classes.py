"""Whoosh's table of contents names classes by module. An index from before a class moved is replaced, never a crash."""

import sys
from types import ModuleType

import pytest

from config.preparation import build_index
from search.find import find
from search.generations import generation
from search.generations.generation import needs_rebuild
from search.index.segment import ArraySegment
from tests.search.support.made_generations import reopened, restamp
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def made_with(index, settle, monkeypatch):
    """Make an index with one story, as if by other code whose ArraySegment is in another module."""

    def make(module: str):
        story = factories.story()
        with monkeypatch.context() as moved:
            moved.setitem(sys.modules, module, sys.modules.get(module) or ModuleType(module))
            moved.setattr(sys.modules[module], "ArraySegment", ArraySegment, raising=False)
            moved.setattr(ArraySegment, "__module__", module)
            settle()
        restamp(generation.current(index), code="then")
        reopened()
        return story

    return make


def test_an_index_from_before_the_segment_module_answers_until_it_is_replaced(made_with, index):
    story, messages = made_with("search.index.codec"), []
    before = generation.current(index)
    assert needs_rebuild().startswith("made by other code (then, this is ")
    build_index(messages.append)
    assert messages[0].startswith("The search index has to be rebuilt (made by other code (then")
    assert generation.current(index) == before
    assert [hit.article for hit in find("").hits] == [story]


def test_an_index_with_an_unknown_class_is_rebuilt_at_start(made_with, index):
    story, messages = made_with("search.index.a_module_that_was_removed"), []
    before = generation.current(index)
    assert needs_rebuild().startswith("made by other code (then, this is ")
    build_index(messages.append)
    assert messages[0].startswith("Building the search index: made by other code (then")
    assert generation.current(index) != before
    assert needs_rebuild() is None
    assert [hit.article for hit in find("").hits] == [story]
