"""A facet needs only one record: the index, the search, the page and Haystack all have it then."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from haystack import connections
from haystack.query import SearchQuerySet

from search import facets
from search.facets import FACETS, Facet, Filters
from search.find import find
from search.forms import Asked, SearchForm
from search.generations.generation import needs_rebuild
from search.indexing.indexer import Indexer
from search.indexing.rebuild import rebuild
from search.story_document import schema
from tests.support import factories

pytestmark = pytest.mark.django_db

LENGTH = Facet(
    name="length",
    heading="篇幅",
    reads=lambda article: ["short" if len(article.body) < 100 else "long"],
    labels=lambda values: {"short": "短文", "long": "长文"},
    haystack_field="body_length",
    typed=("篇幅", "length"),
)


@pytest.fixture
def length(monkeypatch):
    """A facet that the archive does not have."""
    monkeypatch.setitem(FACETS, LENGTH.name, LENGTH)
    monkeypatch.setattr(connections["default"], "_index", None)
    yield LENGTH
    connections["default"]._index = None


@pytest.fixture
def stories(length, root):
    rebuild(root, lambda done, total: None)
    factories.story(title="驿站开门", body="职工走进驿站。")
    factories.story(title="驿站纪事", body="职工走进驿站。" * 30)
    Indexer(root).drain()


def titles(query: str, **filters) -> list[str]:
    return [hit.article.title for hit in find(query, filters=Filters(**filters)).hits]


def test_a_new_facet_is_counted_labelled_and_narrows(stories):
    assert [(choice.label, choice.count) for choice in find("驿站").facets["length"]] == [("长文", 1), ("短文", 1)]
    assert titles("驿站", length=("short",)) == ["驿站开门"]
    assert titles("驿站", length=("short",), kind=("photo",)) == []


def test_an_index_made_without_a_new_facet_answers_without_it_until_it_is_rebuilt(index, settle, monkeypatch):
    factories.story(title="驿站开门")
    settle()
    monkeypatch.setitem(FACETS, LENGTH.name, LENGTH)
    assert (find("驿站").total, find("驿站").facets["length"]) == (1, [])
    assert titles("驿站", length=("short",)) == titles("length:short") == []
    assert needs_rebuild().startswith("made with other facets")
    rebuild(index, lambda done, total: None)
    assert (titles("驿站", length=("short",)), needs_rebuild()) == (["驿站开门"], None)


def test_a_new_facet_is_in_the_schema(length):
    assert "length" in schema().names()


def test_a_value_of_a_new_facet_can_be_typed(stories):
    assert titles("篇幅:long") == titles("length:long") == ["驿站纪事"]


def test_a_new_facet_is_in_the_form_and_in_addresses(length):
    form = SearchForm(QueryDict("q=驿站&length=long"))
    assert form.is_valid()
    assert form.filters() == {"length": ("long",)}
    assert Asked("", Filters(length=("long",), year=("2021",))).address() == "?year=2021&length=long"


def test_a_new_facet_is_on_the_page(client, stories):
    html = re.sub(r"\s+", " ", unescape(client.get("/search/", {"q": "驿站", "length": "long"}).content.decode()))
    assert "<legend>篇幅</legend>" in html
    assert 'name="length" value="long" checked> <span>长文</span> <span class="n">1</span>' in html
    assert 'href="?q=%E9%A9%BF%E7%AB%99" aria-label="去掉条件：长文"' in html


def test_a_new_facet_is_a_field_of_haystack(stories):
    found = SearchQuerySet().filter(content="驿站")
    counts = found.facet("body_length").facet_counts()["fields"]["body_length"]
    assert sorted(counts) == [("long", 1), ("short", 1)]
    assert [result.object.title for result in found.narrow("body_length:long")] == ["驿站纪事"]
    assert {result.body_length for result in found} == {"long", "short"}


def test_addresses_name_the_facets_in_a_fixed_order():
    filters = Filters(**dict.fromkeys(reversed(FACETS), ("x",)))
    assert Asked("驿", filters).address() == "?q=%E9%A9%BF&province=x&year=x&source=x&program=x&kind=x"


def test_a_filter_for_an_unknown_facet_is_refused():
    with pytest.raises(ValueError, match="there is no facet provinces"):
        Filters(provinces=("500000",))


def test_one_value_of_a_filter_can_be_left_out():
    filters = Filters(year=("2021", "2022"), kind=("photo",))
    assert filters.without("year", "2021") == {"year": ("2022",), "kind": ("photo",)}
    assert filters.without("kind", "photo") == {"year": ("2021", "2022")}


def test_every_facet_has_its_own_name_in_haystack():
    assert len({facet.haystack_field for facet in FACETS.values()}) == len(FACETS)
    assert [facet.name for facet in facets.offered()] == ["province", "year", "source", "program", "kind"]
