"""Every lookup that Haystack documents, on the archive's own stories."""

import datetime

import pytest
from django.utils import timezone
from haystack.exceptions import SearchBackendError
from haystack.forms import FacetedSearchForm
from haystack.inputs import AutoQuery, Clean, Exact, Not, Raw
from haystack.query import SQ, SearchQuerySet
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.models import Credit, Mention, Program, ProgramMention
from tests.support import factories

pytestmark = pytest.mark.django_db

OPEN, SHUT, CANTEEN, ABROAD = "驿站开门", "驿站关门", "职工食堂B座", "Workers and Stations"


@pytest.fixture
def stories(settle):
    chongqing, jiangsu = factories.region(), factories.region("320000", "江苏省")
    rows = (
        (OPEN, "职工来了，補助５万元。", chongqing, factories.source("工人日报"), (2020, 5, 1)),
        (SHUT, "下雪了。", chongqing, factories.source("重庆日报"), (2022, 7, 8)),
        (CANTEEN, "补助15万元，農民工也来。", jiangsu, factories.source("工人日报"), (2021, 1, 1)),
        (ABROAD, "The station of the railway workers opened.", None, None, None),
    )
    for title, body, region, source, day in rows:
        known = {"published": datetime.date(*day), "published_precision": "day"} if day else {}
        factories.story(title=title, body=body, region=region, source=source, **known)
    factories.draft(title="驿站草稿", body="职工农民工")
    settle()


def found(**lookups: object) -> set[str]:
    return titles(SearchQuerySet().filter(**lookups))


def titles(results: SearchQuerySet) -> set[str]:
    return {result.title for result in results}


ALL = {OPEN, SHUT, CANTEEN, ABROAD}


IN_ALL_TEXT = (
    ({"content": "驛站"}, {OPEN, SHUT}),
    ({"content": "农民工"}, {CANTEEN}),
    ({"content": "站开"}, {OPEN}),
    ({"content": "门"}, {OPEN, SHUT}),
    ({"content": "驿站 下雪"}, {SHUT}),
    ({"content": "驿站 食堂"}, set()),
    ({"content__contains": "站关"}, {SHUT}),
    ({"content__exact": "5万元"}, {OPEN}),
    ({"content": Exact("补助 5万元")}, {OPEN}),
    ({"content": "station"}, {ABROAD}),
    ({"content__exact": "station"}, {ABROAD}),
    ({"content__exact": "statio"}, set()),
    ({"content__startswith": "驿"}, {OPEN, SHUT}),
    ({"content__startswith": "rail"}, {ABROAD}),
    ({"content__startswith": "ail"}, set()),
    ({"content__startswith": "站开"}, {OPEN}),
    ({"content__startswith": "5"}, {OPEN}),
    ({"content__endswith": "way"}, {ABROAD}),
    ({"content__endswith": "wa"}, set()),
    ({"content__endswith": "5"}, {OPEN, CANTEEN}),
    ({"content__endswith": "1"}, set()),
    ({"content__endswith": "堂"}, {CANTEEN}),
    ({"content__fuzzy": "railvay"}, {ABROAD}),
    ({"content__in": ["下雪", "railway"]}, {SHUT, ABROAD}),
    ({"content__in": ['下"雪', "railway"]}, {SHUT, ABROAD}),
    ({"content__in": ["railway's", "食堂's"]}, set()),
    ({"content": Raw("下雪 OR 食堂")}, {SHUT, CANTEEN}),
    ({"content": Raw("驿站 NOT (下雪 OR 食堂)")}, {OPEN}),
    ({"content": AutoQuery("驿站 -下雪")}, {OPEN}),
    ({"content": Clean("驿站 NOT")}, set()),
    ({"content": "驿站(关门)"}, {SHUT}),
    ({"content": "什么:驿站"}, set()),
    ({"content": '驿站 "\'" 关门'}, {SHUT}),
)


def test_the_whole_text_of_a_story_is_searched(stories):
    for lookups, expected in IN_ALL_TEXT:
        assert found(**lookups) == expected, lookups


IN_ONE_FIELD = (
    ({"title": "职工"}, {CANTEEN}),
    ({"title": "来了"}, set()),
    ({"body": "职工"}, {OPEN}),
    ({"title__startswith": "驿"}, {OPEN, SHUT}),
    ({"title__endswith": "stations"}, {ABROAD}),
    ({"title__contains": "站"}, {OPEN, SHUT}),
    ({"title__exact": "食堂b座"}, {CANTEEN}),
    ({"title__in": [OPEN, CANTEEN]}, {OPEN, CANTEEN}),
    ({"title__gt": OPEN}, set()),
    ({"title__gte": OPEN}, {OPEN}),
    ({"title__lt": "a"}, set()),
    ({"title__range": ["a", "z"]}, {ABROAD}),
    ({"body__fuzzy": "statoin"}, {ABROAD}),
)


def test_signs_in_a_query_separate_numbers_and_codes(settle):
    story, other = factories.story(title="补助1.5万元"), factories.story(title="补助1元，来了5万元")
    program = Program.objects.create(name="职工之家试点", slug="home-base")
    ProgramMention.objects.create(article=other, program=program, text="补助", start=0, end=2)
    settle()
    for way in ("contains", "startswith"):
        assert found(**{f"title__{way}": "1.5万"}) == found(**{f"content__{way}": "1.5"}) == {story.title}
    assert found(title__endswith="助1.5") == {story.title}
    assert found(title__startswith="(补助) - *1") == {story.title, other.title}
    assert found(program_slug__startswith="home-b") == found(program_slug__endswith="-base") == {other.title}
    assert found(program_slug__startswith="base") == found(program_slug__startswith="home.b") == set()


def test_the_start_and_end_of_a_text_do_not_depend_on_a_dictionary(settle):
    numbered = [f"第{number}号职工驿站开门B{number}" for number in range(12)]
    for title in numbered:
        factories.story(title=title, body="职工来了。")
    settle()
    for start in range(len(OPEN)):
        assert found(title__startswith=OPEN[start:]) == found(title__endswith=OPEN[: start + 1]) == {*numbered}
    assert found(title__startswith="第1") == {numbered[number] for number in (1, 10, 11)}
    assert found(title__endswith="驿站开门b1") == {numbered[1]}
    assert found(title__endswith="1号") == {numbered[number] for number in (1, 11)}
    assert found(body__endswith="开门") == found(title__startswith="1号职工") - {numbered[1]} == set()


def test_one_text_field_can_be_searched_alone(stories):
    for lookups, expected in IN_ONE_FIELD:
        assert found(**lookups) == expected, lookups


COMPARED = (
    ({"published": datetime.date(2022, 7, 8)}, {SHUT}),
    ({"published__gt": datetime.date(2021, 1, 1)}, {SHUT}),
    ({"published__gte": datetime.date(2021, 1, 1)}, {SHUT, CANTEEN}),
    ({"published__lt": datetime.date(2021, 1, 1)}, {OPEN}),
    ({"published__lte": datetime.datetime(2021, 1, 1, 0, 0)}, {OPEN, CANTEEN}),
    ({"published__range": [datetime.date(2020, 5, 1), datetime.date(2021, 1, 1)]}, {OPEN, CANTEEN}),
    ({"published__in": [datetime.date(2020, 5, 1)]}, {OPEN}),
    ({"published__exact": datetime.date(2020, 5, 1)}, {OPEN}),
    ({"published__exact": datetime.date(2020, 5, 2)}, set()),
    ({"published__exact": "2020-05-01"}, {OPEN}),
    ({"published__gte": timezone.make_aware(datetime.datetime(2022, 7, 8))}, {SHUT}),
    ({"published__gte": timezone.make_aware(datetime.datetime(2022, 7, 8, 1))}, set()),
    ({"year__exact": 2021}, {CANTEEN}),
    ({"published__gt": "2020"}, {SHUT, CANTEEN}),
    ({"published__lt": "2021"}, {OPEN}),
    ({"published__lte": "2021"}, {OPEN, CANTEEN}),
    ({"year": "2021"}, {CANTEEN}),
    # ABROAD has no date, and so it is in no year and in no range of years.
    ({"year__gte": "2021"}, {SHUT, CANTEEN}),
    ({"year__gt": 2020}, {SHUT, CANTEEN}),
    ({"year__lt": 3000}, {OPEN, SHUT, CANTEEN}),
    ({"year": "none"}, {ABROAD}),
    ({"source_id__gte": 0}, {OPEN, SHUT, CANTEEN}),
    ({"year__in": ["2020", "2022"]}, {OPEN, SHUT}),
    ({"kind__exact": "news"}, ALL),
    ({"kind": "photo"}, set()),
)


def test_days_and_facet_values_can_be_compared(stories):
    for lookups, expected in COMPARED:
        assert found(**lookups) == expected, lookups


def test_names_are_found_in_either_script_and_by_part(stories):
    assert found(province="重慶") == {OPEN, SHUT}
    assert found(province="500000") == {OPEN, SHUT}
    assert found(province_code="320000") == {CANTEEN}
    assert found(source__exact="工人日报") == {OPEN, CANTEEN}
    assert found(source__exact="工人") == set()
    assert found(source__startswith="重") == {SHUT}
    assert found(source__contains="日报") == {OPEN, SHUT, CANTEEN}


def test_people_unions_and_programs_can_be_searched(settle):
    story = factories.story(title=OPEN, body="重庆市总工会建驿站。")
    Credit.objects.create(article=story, role="记者", name="赵黎浩", position=0)
    union = factories.organization()
    Mention.objects.create(article=story, organization=union, text="重庆市总工会", start=0, end=6)
    program = Program.objects.create(name="职工之家试点", slug="home-base")
    ProgramMention.objects.create(article=story, program=program, text="驿站", start=7, end=9)
    factories.story(title=SHUT)
    settle()
    assert found(people="赵黎浩") == {OPEN}
    assert found(organization="總工會") == {OPEN}
    assert found(program__exact="职工之家试点") == {OPEN}
    assert found(program_slug="home-base") == {OPEN}
    assert found(people="重庆市总工会") == set()


def test_a_value_with_signs_is_searched_as_it_is(stories):
    story = factories.Article.objects.get(title=OPEN)
    key = f"archive.article.{story.pk}"
    assert found(id__exact=key) == found(id__in=[key]) == found(pk__exact=story.pk) == {OPEN}
    assert found(id__exact=f"{key}0") == set()
    assert found(django_ct__exact="archive.article") == ALL


@pytest.mark.parametrize(("value", "expected"), [("home-base", {OPEN}), ("home", set()), ("'home-base'", set())])
def test_a_code_with_signs_is_found_by_every_lookup(settle, value, expected):
    story = factories.story(title=OPEN)
    program = Program.objects.create(name="职工之家试点", slug="home-base")
    ProgramMention.objects.create(article=story, program=program, text="驿站", start=0, end=2)
    settle()
    assert found(program_slug__exact=value) == found(program_slug__in=[value]) == expected
    assert found(program__exact=value) == found(program_slug=Exact(value.strip("'"))) & expected
    chosen = FacetedSearchForm({"q": "驿站"}, selected_facets=[f"program_slug:{value}"])
    assert titles(chosen.search()) == expected


def test_stories_are_found_by_their_keys(stories):
    story = factories.Article.objects.get(title=OPEN)
    assert found(id=f"archive.article.{story.pk}") == {OPEN}
    assert found(django_id__in=[story.pk, 0]) == {OPEN}
    assert found(pk=story.pk) == {OPEN}
    assert found(django_ct="archive.article") == ALL
    assert found(django_ct="archive.source") == set()


def test_keys_are_compared_as_numbers(settle):
    # Compared as texts, the last key, of two digits, would come before the third.
    stories = [factories.story(pk=number, title=f"驿站{number}") for number in range(1, 13)]
    settle()
    first, third, last = stories[0].pk, stories[2].pk, stories[-1].pk
    for name in ("pk", "django_id"):
        assert found(**{f"{name}__gte": third}) == {story.title for story in stories[2:]}
        assert found(**{f"{name}__gt": third}) == {story.title for story in stories[3:]}
        assert found(**{f"{name}__lt": last}) == {story.title for story in stories[:-1]}
        assert found(**{f"{name}__lte": str(first)}) == {stories[0].title}
        assert found(**{f"{name}__range": [third, last]}) == {story.title for story in stories[2:]}
        assert found(**{f"{name}__gt": 10**30}) == found(**{f"{name}__lt": -1}) == set()
    assert found(id__gt=f"archive.article.{third}") == {story.title for story in stories[3:]}
    with pytest.raises(SearchBackendError, match="no key"):
        found(pk__gte="驿站")


def test_conditions_can_be_joined_and_excluded(stories):
    everything = SearchQuerySet()
    assert titles(everything.filter(SQ(content="下雪") | SQ(title="食堂"))) == {SHUT, CANTEEN}
    assert titles(everything.filter_or(content="下雪").filter_or(content="食堂")) == {SHUT, CANTEEN}
    assert titles(everything.filter(~SQ(content="驿站"))) == {CANTEEN, ABROAD}
    assert titles(everything.exclude(content="驿站")) == {CANTEEN, ABROAD}
    assert titles(everything.exclude(published__gte="2021").filter(content="驿站")) == {OPEN}
    assert titles(everything.filter(content=Not("驿站"))) == {CANTEEN, ABROAD}
    assert titles(everything.narrow("year:2022").narrow("驿站")) == {SHUT}
    assert titles(everything.auto_query("驿站 -关门")) == {OPEN}
    assert titles(everything.autocomplete(title="驿")) == {OPEN, SHUT}
    assert titles(everything.raw_search("驿站 AND published:[2021 to]")) == {SHUT}
    assert titles(everything.filter(content=" ")) == set()
    assert titles(everything.none()) == set()
    assert titles(everything) == ALL


def test_a_boosted_word_ranks_the_results_and_finds_nothing_itself(stories):
    everything = SearchQuerySet().filter(content="驿站")
    assert {everything.boost(word, 9)[0].title for word in ("下雪", "职工")} == {SHUT, OPEN}
    assert titles(everything.boost("食堂", 9)) == {OPEN, SHUT}


@given(st.text(st.sampled_from("驿站工会 aB1.-+&|!(){}[]^\"'~*?:\\/<>=,，。“”《》\n\0\ud800𠮷NOTANDR"), max_size=25))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("NOT")
@example('"')
@example("~*?")
@example("'a:b'")
@example("[a to")
@example("a^")
def test_any_input_is_answered(stories, text):
    assert SearchQuerySet().auto_query(text).count() <= 4
    assert SearchQuerySet().filter(title=text).count() <= 4
    assert SearchQuerySet().filter(content__startswith=text).count() <= 4


def test_a_range_of_years_holds_stories_of_which_only_the_year_of_the_event_is_known(settle):
    for year in ("2019", "2021"):
        factories.story(title=f"事在{year}", event_date=year)
    settle()
    assert found(year__gte=2021) == found(year="2021-event") == {"事在2021"}
    assert found(year__lte="2020") == {"事在2019"}
