"""The results of SearchQuerySet for the archive's own stories: order, counts, highlights, similar stories."""

import copy
import datetime

import pytest
from django.core.cache import cache
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.query import SearchQuerySet

from search.backends import ArchiveBackend
from search.find import find
from tests.support import factories

pytestmark = pytest.mark.django_db

DAYS = {"驿站开门": (2020, 5, 1), "驿站关门": (2022, 7, 8), "食堂": (2020, 6, 1)}


@pytest.fixture
def stories(settle):
    for title, day in DAYS.items():
        factories.story(
            title=title,
            body=f"{title}了，<b>職工</b>都来。",
            published=datetime.date(*day),
            published_precision="day",
            region=factories.region(),
        )
    factories.draft(title="驿站草稿", body="職工都来，驿站開門。")
    settle()


def titles(results: SearchQuerySet) -> list[str]:
    return [result.title for result in results]


def test_results_can_be_sorted_by_any_fields_each_in_its_own_direction(stories):
    everything = SearchQuerySet()
    assert titles(everything.order_by("published")) == ["驿站开门", "食堂", "驿站关门"]
    assert titles(everything.order_by("-published")) == ["驿站关门", "食堂", "驿站开门"]
    assert titles(everything.order_by("title")) == sorted(DAYS)
    assert titles(everything.order_by("-year", "published")) == ["驿站关门", "驿站开门", "食堂"]
    assert titles(everything.order_by("pk")) == list(DAYS)
    assert titles(everything.order_by("-published")[1:2]) == ["食堂"]


def test_stories_without_a_value_come_last_in_either_direction(stories, settle):
    factories.story(title="无日期")
    settle()
    assert titles(SearchQuerySet().order_by("published"))[-1] == "无日期"
    assert titles(SearchQuerySet().order_by("-published"))[-1] == "无日期"


def test_slices_and_counts_are_exact(stories):
    found = SearchQuerySet().filter(content="驿站").order_by("published")
    assert found.count() == len(found) == 2
    assert titles(SearchQuerySet().order_by("published")[1:]) == ["食堂", "驿站关门"]
    assert titles(found[0:1]) == ["驿站开门"]
    assert found[1].title == "驿站关门"
    assert titles(found[5:9]) == []


def test_values_are_those_of_the_search_index(stories):
    found = SearchQuerySet().filter(title="食堂")
    story = factories.Article.objects.get(title="食堂")
    assert list(found.values_list("pk", flat=True)) == [str(story.pk)]
    assert [tuple(row) for row in found.values_list("title", "year")] == [("食堂", "2020")]
    assert list(found.values("title", "province")) == [{"title": "食堂", "province": ["重庆市", "重庆"]}]
    assert found[0].published == datetime.date(2020, 6, 1)
    assert found[0].text.splitlines()[1] == "食堂"


def test_a_search_can_be_copied_pickled_and_cached_with_the_results_that_were_read(stories, django_assert_num_queries):
    found = SearchQuerySet().filter(content="驿站").order_by("published").facet("year")
    cache.set("found", found)
    assert titles(cache.get("found")) == titles(copy.deepcopy(found)) == ["驿站开门", "驿站关门"]
    list(found)
    cache.set("found", found)
    with django_assert_num_queries(0):
        kept = cache.get("found")
        assert (titles(kept), kept.count()) == (["驿站开门", "驿站关门"], 2)
        assert kept.facet_counts()["fields"]["year"] == [("2020", 1), ("2022", 1)]
    assert titles(kept.filter(title="开门")) == ["驿站开门"]
    cache.set("answer", ArchiveBackend("default").search("驿站"))
    assert {result.title for result in cache.get("answer")["results"]} == {"驿站开门", "驿站关门"}
    cache.clear()


def test_objects_are_loaded_at_once_and_models_are_respected(stories, django_assert_num_queries):
    found = SearchQuerySet().models(factories.Article).load_all()
    assert len(list(found)) == 3
    with django_assert_num_queries(0):
        assert {result.object.title for result in found} == set(DAYS)
    with pytest.warns(UserWarning, match="not registered"):
        assert SearchQuerySet().models(factories.Source).count() == 0


def test_the_class_of_the_results_can_be_chosen(stories):
    class Headline(SearchResult):
        pass

    assert isinstance(SearchQuerySet().result_class(Headline)[0], Headline)


def test_facets_count_values_days_and_queries(stories):
    found = SearchQuerySet().facet("year").facet("title").facet("province")
    found = found.date_facet("published", datetime.date(2020, 1, 1), datetime.date(2021, 1, 1), "month")
    found = found.query_facet("title", "驿站").query_facet("published", "[2020 to 2020]")
    counts = found.facet_counts()
    assert counts["fields"]["year"] == [("2020", 2), ("2022", 1)]
    assert counts["fields"]["title"] == [(title, 1) for title in sorted(DAYS)]
    assert counts["fields"]["province"] == [("500000", 3)]
    may, june, july = (datetime.datetime(2020, month, 1) for month in (5, 6, 7))
    assert counts["dates"]["published"] == [((may, june), 1), ((june, july), 1), (None, 1)]
    assert counts["queries"] == {"title:驿站": 2, "published:[2020 to 2020]": 2}
    assert SearchQuerySet().filter(content="食堂").facet("year").facet_counts()["fields"] == {"year": [("2020", 1)]}


def test_steps_of_time_may_begin_in_any_time_zone(stories):
    tokyo = datetime.timezone(datetime.timedelta(hours=9))
    # Its clock is one hour ahead of the server's.
    start, end = (datetime.datetime(year, 1, 1, 1, tzinfo=tokyo) for year in (2020, 2021))
    counts = SearchQuerySet().date_facet("published", start, end, "year").facet_counts()["dates"]["published"]
    assert counts == [((datetime.datetime(2020, 1, 1), datetime.datetime(2021, 1, 1)), 2), (None, 1)]


def test_highlights_show_the_original_text_and_everything_else_is_escaped(stories):
    (result,) = SearchQuerySet().filter(content="食堂 职工").highlight()
    assert result.highlighted == {"text": ["<em>食堂</em>\n\n<em>食堂</em>了，&lt;b&gt;<em>職工</em>&lt;/b&gt;都来。"]}
    (result,) = SearchQuerySet().filter(title="食堂").highlight(pre_tags=["<b>"], post_tags="</b>")
    assert result.highlighted["text"][0].startswith("<b>食堂</b>\n")
    (result,) = SearchQuerySet().filter(content="食堂")
    assert result.highlighted is None
    with pytest.raises(SearchBackendError, match="no highlight has fragsize"):
        SearchQuerySet().highlight(fragsize=3).count()


def test_the_best_passage_of_a_long_text_is_highlighted(settle):
    factories.story(title="长文", body="前面的话。" * 100 + "驛站開門。" + "后面的话。" * 100)
    settle()
    (result,) = SearchQuerySet().filter(content="驿站").highlight()
    (text,) = result.highlighted["text"]
    assert "<em>驛站</em>開門" in text
    assert len(text) < 200


def test_more_like_this_finds_stories_with_the_same_rare_words_but_not_itself_or_drafts(stories, settle):
    factories.story(title="无关", body="别的。")
    settle()
    story = factories.Article.objects.get(title="驿站开门")
    alike = SearchQuerySet().more_like_this(story)
    assert titles(alike)[0] == "驿站关门"
    assert set(titles(alike)) == {"驿站关门", "食堂"}
    assert alike.count() == 2
    assert titles(alike[1:2]) == ["食堂"]
    assert titles(SearchQuerySet().filter(title="食堂").more_like_this(story)) == ["食堂"]
    draft = factories.Article.objects.get(title="驿站草稿")
    assert set(titles(SearchQuerySet().more_like_this(draft))) == set(DAYS)


def test_a_story_withdrawn_just_now_is_not_found(stories):
    factories.Article.objects.get(title="驿站关门").withdraw("重复")
    everything = SearchQuerySet()
    assert set(titles(everything)) == {"驿站开门", "食堂"}
    assert everything.count() == 2
    assert set(titles(everything.order_by("title"))) == {"驿站开门", "食堂"}
    assert everything.facet("title").facet_counts()["fields"]["title"] == [("食堂", 1), ("驿站开门", 1)]
    assert everything.facet("year").facet_counts()["fields"]["year"] == [("2020", 2)]
    story = factories.Article.objects.get(title="驿站开门")
    assert titles(everything.more_like_this(story)) == ["食堂"]
    assert everything.filter(title__gte="驿站").count() == 1


MENDED = (
    ("驿占", "驿站"),
    ("驿站 食糖", "驿站 食堂"),
    ("驿站", None),
    ("開門", None),
    ("关们", "关门"),
    ("龘龘龘龘", None),
    ("", None),
    ("()", None),
)


def test_a_word_that_no_story_has_is_corrected_to_the_nearest_known_word(stories):
    for typed, meant in MENDED:
        assert SearchQuerySet().spelling_suggestion(typed) == meant, typed


def test_no_word_of_a_draft_or_of_a_withdrawn_story_is_suggested(settle):
    factories.draft(title="机密食堂")
    story = factories.story(title="撤稿食堂")
    factories.story(title="驿站")
    settle()
    assert SearchQuerySet().spelling_suggestion("食糖") == "食堂"
    story.withdraw("重复")
    assert SearchQuerySet().spelling_suggestion("食糖") is None


def test_a_search_for_counts_alone_reads_no_story(stories, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert SearchQuerySet().filter(content="职工").facet("year").facet_counts()["fields"]["year"]


def test_a_page_of_results_takes_a_fixed_number_of_queries(stories, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert len(list(SearchQuerySet().filter(content="职工"))) == 3


def test_the_best_story_is_the_one_that_the_page_shows_first(settle):
    for number in range(5):
        factories.story(title=f"第{number}条", body="驿站很远。" + "职工" * number)
    factories.story(title="职工驿站", body="开门。")
    settle()
    asked = SearchQuerySet().filter(content="职工驿站")
    assert asked[0].title == "职工驿站"
    first = [hit.article.title for hit in find("职工驿站").hits]
    assert titles(asked)[: len(first)] == first
