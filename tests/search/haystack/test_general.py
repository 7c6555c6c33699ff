"""The engine for SearchIndexes of any kind, in a folder of its own."""

import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from haystack import connections, indexes
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.forms import FacetedSearchForm
from haystack.query import SearchQuerySet
from haystack.utils.loading import UnifiedIndex

from archive.models import Program, Source
from search.haystack.general.engine import ArrayBackend
from tests.support import factories

pytestmark = pytest.mark.django_db


class SourceIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)
    name = indexes.CharField(model_attr="name")
    beginning = indexes.EdgeNgramField(model_attr="name")
    kinds = indexes.MultiValueField(faceted=True)
    size = indexes.IntegerField()
    share = indexes.FloatField()
    paper = indexes.BooleanField()
    founded = indexes.DateTimeField(null=True)

    def get_model(self) -> type[Source]:
        return Source

    def prepare(self, source: Source) -> dict:
        if source.name == "不收":
            raise SkipDocument
        size = len(source.name)
        return super().prepare(source) | {
            "text": f"{source.name} <报> {source.home_page}",
            "kinds": [source.kind, "全部", *(["一 种"] if size > 4 else [])],
            "size": size,
            "share": 1 / size,
            "paper": source.kind == "newspaper",
            "founded": datetime.datetime(2000 + size, 1, 1) if size > 3 else None,
        }


class ProgramIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, model_attr="name")

    def get_model(self) -> type[Program]:
        return Program


@pytest.fixture
def backend(tmp_path: Path, monkeypatch) -> ArrayBackend:
    options = {
        "ENGINE": "search.haystack.general.engine.ArrayEngine",
        "PATH": str(tmp_path / "index"),
        "INCLUDE_SPELLING": True,
    }
    monkeypatch.setitem(connections.connections_info, "other", options)
    monkeypatch.setitem(connections.thread_local.__dict__, "connections", {})
    unified = UnifiedIndex()
    unified.build(indexes=[SourceIndex(), ProgramIndex()])
    connections["other"]._index = unified
    return connections["other"].get_backend()


@pytest.fixture
def sources(backend: ArrayBackend) -> SearchQuerySet:
    factories.source("工人日報")
    factories.source("中工网", kind="site", home_page="https://example.org/workers")
    factories.source("重庆晚报Evening")
    factories.source("不收")
    factories.program("晚报试点")
    index = connections["other"].get_unified_index()
    index.get_index(Source).update(using="other")
    index.get_index(Program).update(using="other")
    return SearchQuerySet("other")


def names(found: SearchQuerySet) -> set[str]:
    return {result.name or result.text for result in found}


LOOKUPS = (
    ({"content": "日报"}, {"工人日報"}),
    ({"content": "晚報"}, {"重庆晚报Evening", "晚报试点"}),
    ({"content__startswith": "work"}, {"中工网"}),
    ({"content__startswith": "orkers"}, set()),
    ({"content__endswith": "rkers"}, {"中工网"}),
    ({"content__endswith": "worker"}, set()),
    ({"content__endswith": "庆晚报"}, {"重庆晚报Evening"}),
    ({"content__fuzzy": "evenign"}, {"重庆晚报Evening"}),
    ({"content__gte": "重"}, {"重庆晚报Evening"}),
    ({"name": "工"}, {"工人日報", "中工网"}),
    ({"name__exact": "evening"}, {"重庆晚报Evening"}),
    ({"name__exact": "even"}, set()),
    ({"name__startswith": "重庆"}, {"重庆晚报Evening"}),
    ({"name__endswith": "日报"}, {"工人日報"}),
    ({"name__fuzzy": "工人日保"}, {"工人日報"}),
    ({"name__lt": "重"}, {"工人日報", "中工网"}),
    ({"name__in": ["中工网", "晚报"]}, {"中工网", "重庆晚报Evening"}),
    ({"beginning": "even"}, {"重庆晚报Evening"}),
    ({"beginning": "ven"}, set()),
    ({"kinds": "site"}, {"中工网"}),
    ({"kinds": "全"}, {"中工网", "工人日報", "重庆晚报Evening"}),
    ({"kinds__exact": "全"}, set()),
    ({"kinds__exact": "SITE"}, {"中工网"}),
    ({"kinds__in": ["site", "news"]}, {"中工网"}),
    ({"kinds_exact": "全"}, set()),
    ({"kinds_exact": "一 种"}, {"重庆晚报Evening"}),
    ({"kinds_exact": "一"}, set()),
    ({"size": 3}, {"中工网"}),
    ({"size__gt": 3}, {"工人日報", "重庆晚报Evening"}),
    ({"size__range": [3, 4]}, {"工人日報", "中工网"}),
    ({"share__lt": 0.2}, {"重庆晚报Evening"}),
    ({"paper": True}, {"工人日報", "重庆晚报Evening"}),
    ({"founded__gte": datetime.datetime(2005, 1, 1)}, {"重庆晚报Evening"}),
    ({"founded": datetime.datetime(2004, 1, 1)}, {"工人日報"}),
    ({"founded__lt": datetime.datetime(2004, 1, 1)}, set()),
    ({"size__exact": 3}, {"中工网"}),
    ({"size__exact": 5}, set()),
    ({"size__in": [3, "4"]}, {"中工网", "工人日報"}),
    ({"share__exact": 0.25}, {"工人日報"}),
    ({"paper__exact": True}, {"工人日報", "重庆晚报Evening"}),
    ({"paper__in": [False]}, {"中工网"}),
    ({"founded__exact": datetime.datetime(2004, 1, 1)}, {"工人日報"}),
    ({"founded__exact": datetime.datetime(2004, 1, 1, 0, 0, 0, 1)}, set()),
    ({"founded__gt": datetime.datetime(2003, 12, 31, 23, 59, 59, 999999)}, {"工人日報", "重庆晚报Evening"}),
    ({"founded": timezone.make_aware(datetime.datetime(2004, 1, 1))}, {"工人日報"}),
    ({"name__in": ['中"工网', "没有"]}, {"中工网"}),
    ({"django_ct__exact": "archive.program"}, {"晚报试点"}),
    ({"django_ct": "archive.program"}, {"晚报试点"}),
)


def test_every_lookup_is_answered(sources):
    for lookups, expected in LOOKUPS:
        assert names(sources.filter(**lookups)) == expected, lookups


def test_values_are_returned_unchanged(sources):
    (result,) = sources.filter(id=f"archive.source.{Source.objects.get(name='工人日報').pk}")
    assert (result.name, result.kinds, result.size, result.share) == ("工人日報", ["newspaper", "全部"], 4, 0.25)
    assert (result.paper, result.founded) == (True, datetime.datetime(2004, 1, 1))
    assert result.object.name == "工人日報"


def test_objects_are_sorted_counted_and_marked(sources):
    papers = sources.models(Source)
    assert [result.name for result in papers.order_by("-size")] == ["重庆晚报Evening", "工人日報", "中工网"]
    assert [result.name for result in papers.order_by("paper", "size")] == ["中工网", "工人日報", "重庆晚报Evening"]
    counts = papers.facet("kinds").facet("paper").facet("size").facet_counts()["fields"]
    assert counts["kinds"] == [("全部", 3), ("newspaper", 2), ("site", 1), ("一 种", 1)]
    fewer = papers.facet("kinds", mincount=2).facet("size", limit=1).facet_counts()["fields"]
    assert fewer == {"kinds": [("全部", 3), ("newspaper", 2)], "size": [(3, 1)]}
    with pytest.raises(SearchBackendError, match="no facet has sort"):
        papers.facet("kinds", sort="index").facet_counts()
    assert counts["paper"] == [(True, 2), (False, 1)]
    assert counts["size"] == [(3, 1), (4, 1), (11, 1)]
    (result,) = sources.filter(content="工人").highlight()
    assert result.highlighted["text"] == ["<em>工人</em>日報 &lt;报&gt;"]


def test_similar_objects_and_similar_words_are_found(sources):
    story = Source.objects.get(name="重庆晚报Evening")
    assert names(sources.more_like_this(story)) == {"晚报试点"}
    assert sources.spelling_suggestion("evenimg") == "evening"


def test_haystacks_commands_fill_and_empty_the_folder(backend):
    factories.source("工人日报")
    call_command("update_index", using=["other"], verbosity=0)
    assert backend.index.doc_count() == 1
    Source.objects.all().delete()
    call_command("update_index", using=["other"], remove=True, verbosity=0)
    assert backend.index.doc_count() == 0
    factories.source("工人日报")
    call_command("update_index", using=["other"], verbosity=0)
    backend.optimize()
    backend.clear([Program])
    assert backend.index.doc_count() == 1
    call_command("clear_index", using=["other"], interactive=False, verbosity=0)
    assert backend.index.doc_count() == 0


def test_whooshs_own_queries_are_answered(sources, backend):
    from whoosh.query import Every, NumericRange

    with backend.index.searcher() as searcher:
        assert {hit.fields()["name"] for hit in searcher.search(NumericRange("size", 4, None))} == {
            "工人日報", "重庆晚报Evening",
        }  # fmt: skip
        assert len(searcher.search(Every(), limit=None)) == searcher.doc_count() == 4


def test_a_value_that_a_facet_counts_finds_its_objects(sources):
    counts = sources.facet("size").facet("paper").facet("founded").facet_counts()["fields"]
    for name, counted in counts.items():
        for value, count in counted:
            assert sources.narrow(f'{name}:"{value}"').count() == count, (name, value)
            chosen = FacetedSearchForm({"q": "报"}, selected_facets=[f"{name}:{value}"], searchqueryset=sources)
            assert chosen.search().count() == sources.narrow(f'{name}:"{value}"').filter(content="报").count()


@pytest.mark.parametrize("query", ['size:"many"', "nothing:晚报", "size:many", "(NOT AND 晚报)", "founded:[soon to]"])
def test_a_query_that_cannot_be_read_is_an_error(sources, backend, query):
    with pytest.raises(SearchBackendError, match=r"no field|not understood"):
        backend.search(query)
