"""The archive's engine, called through Haystack's own interface."""

import datetime

import pytest
from django.core.management import call_command, get_commands
from haystack.exceptions import SearchBackendError
from haystack.inputs import AutoQuery, Exact, Raw
from haystack.query import SearchQuerySet

from archive.models import Credit, Mention, OrganizationAlias, ProgramMention
from search.backends import ArchiveBackend
from search.find import find
from search.generations import generation
from search.search_indexes import ArticleIndex, document_of
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories(settle):
    chongqing = factories.region()
    for title, year in (("驿站开门", 2020), ("驿站关门", 2022), ("食堂开门", 2021)):
        factories.story(
            title=title, body="职工来了。", region=chongqing, published=datetime.date(year, 1, 1),
            published_precision="day",
        )  # fmt: skip
    settle()


def titles(found: SearchQuerySet) -> list[str]:
    return [result.object.title for result in found]


def test_filters_and_exclusions_are_answered(stories):
    everything = SearchQuerySet()
    assert everything.count() == 3
    assert set(titles(everything.filter(content="驿站"))) == {"驿站开门", "驿站关门"}
    assert titles(everything.filter(content="驿站 开门")) == ["驿站开门"]
    assert titles(everything.filter(title="食堂")) == ["食堂开门"]
    assert titles(everything.filter(content="驿站").exclude(content="开门")) == ["驿站关门"]
    assert len(everything.filter(title__in=["食堂开门", "驿站开门"])) == 2
    assert len(everything.filter(published__range=["2021", "2022"])) == 2
    assert titles(everything.filter(published__lte="2020")) == ["驿站开门"]
    assert len(everything.filter(title__startswith="驿")) == 2
    assert titles(everything.filter(content=Exact("驿站关门"))) == ["驿站关门"]
    assert titles(everything.filter(content=AutoQuery("驿站 -开门"))) == ["驿站关门"]
    assert len(everything.filter(content=Raw("驿站 OR 食堂"))) == 3
    assert len(everything.filter(content="驿站") | everything.filter(content="食堂")) == 3


def test_order_slices_and_facets_are_answered(stories):
    everything = SearchQuerySet()
    assert titles(everything.order_by("-published")) == ["驿站关门", "食堂开门", "驿站开门"]
    assert titles(everything.order_by("published")[1:2]) == ["食堂开门"]
    counts = everything.filter(content="驿站").facet("year").facet("province").facet_counts()["fields"]
    assert counts == {"year": [("2020", 1), ("2022", 1)], "province": [("500000", 2)]}
    assert titles(everything.narrow("year:2022")) == ["驿站关门"]
    assert len(everything.models(factories.Article)) == 3


@pytest.mark.parametrize(
    "ask",
    [
        lambda all_of: all_of.filter(nothing="驿"),
        lambda all_of: all_of.order_by("nothing"),
        lambda all_of: all_of.facet("nothing"),
        lambda all_of: all_of.filter(published="yesterday"),
        lambda all_of: all_of.filter(content=Raw("published:yesterday")),
    ],
)
def test_unknown_fields_and_bad_values_are_errors(stories, ask):
    with pytest.raises(SearchBackendError, match=r"no field|not understood|not ordered"):
        list(ask(SearchQuerySet()))


def test_haystacks_own_commands_leave_a_complete_index(index, monkeypatch):
    factories.story(title="驿站开门")
    former = generation.current(index)
    call_command("clear_index", interactive=False, verbosity=0)
    assert generation.current(index) != former
    assert find("驿站").total == 0
    call_command("update_index", verbosity=0)
    assert find("驿站").total == 1


def test_a_public_story_cannot_be_removed_from_the_index(index, settle):
    story = factories.story(title="驿站开门")
    settle()
    backend = ArchiveBackend("default")
    backend.remove(story)
    assert find("驿站").total == 1
    story.withdraw("重复")
    backend.remove(f"archive.article.{story.pk}")
    assert find("驿站").total == 0


def test_the_archives_own_command_replaces_haystacks():
    assert get_commands()["rebuild_index"] == "search"


def test_a_story_indexed_alone_is_like_one_indexed_with_others(settle):
    story = factories.story(title="驿站开门", body="重庆市总工会建驿站。", region=factories.region())
    union = factories.organization()
    OrganizationAlias.objects.create(organization=union, name="重庆工会", kind="short")
    Mention.objects.create(article=story, organization=union, text="重庆市总工会", start=0, end=6)
    ProgramMention.objects.create(article=story, program=factories.program(), text="驿站", start=7, end=9)
    Credit.objects.create(article=story, role="记者", name="赵黎浩", position=0)
    (read_with_others,) = ArticleIndex().index_queryset()
    document = document_of(read_with_others)
    assert document == document_of(factories.Article.objects.get())
    assert document.names["organization"] == ("重庆市总工会", "重庆工会")
    prepared = ArticleIndex().full_prepare(factories.Article.objects.get())
    assert tuple(prepared["organization"]) == document.names["organization"]
    assert (prepared["kicker"], prepared["title"], prepared["subtitle"], prepared["body"]) == document.fields


def test_a_missing_index_and_a_search_by_place_are_errors(root):
    with pytest.raises(SearchBackendError, match="no index"):
        SearchQuerySet().count()
    with pytest.raises(SearchBackendError, match="no places"):
        ArchiveBackend("default").search("驿站", within={"field": "place"})
