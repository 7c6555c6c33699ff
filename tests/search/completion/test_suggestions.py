"""Everything that is offered while somebody types is public at this moment, and leads to something."""

import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from archive.models import Article, Credit, Mention, Organization, Program, Topic
from archive.models.program import ProgramMention
from search.completion import kept_names
from search.completion.offer import Offer
from search.completion.suggestions import suggestions
from search.find import find
from tests.support.factories import draft, organization, program, region, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(settings):
    """A function: what was typed → for each group its choices."""

    def offered(typed: str) -> dict[str, list[Offer]]:
        return {group.name: group.choices for group in suggestions(Path(settings.INDEX_DIR), typed).groups}

    return offered


@pytest.fixture
def texts(offered):
    """A function: what was typed → the texts of all choices."""
    return lambda typed: [choice.text for choices in offered(typed).values() for choice in choices]


def naming(named: Organization, **fields) -> Article:
    article = story(**fields)
    Mention.objects.create(article=article, organization=named, field="body", start=0, end=2, text="省总")
    return article


def credited(article: Article, name: str) -> Article:
    Credit.objects.create(article=article, name=name, role="记者")
    return article


@pytest.fixture
def union() -> Organization:
    place = region("330000", "浙江省", short_name="浙江")
    return organization("浙江省总工会", region=place)


def test_a_registered_organization_that_a_published_story_names_leads_to_its_page(union, offered):
    naming(union)
    naming(union)
    for typed in ("浙江省总", "zjszgh", "zhejiangsheng", "浙江總工會", "zjzgh"):
        (choice,) = offered(typed)["union"]
        assert (choice.text, choice.address, choice.stories) == ("浙江省总工会", union.get_absolute_url(), 2)


def test_an_enterprise_is_told_apart_from_unions(offered):
    naming(organization("鞍山钢铁厂", "enterprise"))
    assert list(offered("asgtc")) == ["body"]


def test_an_organization_that_is_not_registered_is_never_offered(union, texts):
    naming(organization("浙江某厂工会", registered=False))
    assert texts("浙江") == texts("zjmc") == []


def test_an_organization_that_no_published_story_names_is_not_offered(union, texts):
    Mention.objects.create(article=draft(), organization=union, field="body", start=0, end=2, text="省总")
    assert texts("浙江省总") == []


def test_an_organization_goes_with_its_last_story_and_when_it_is_struck_off(union, texts, monkeypatch):
    article, other = naming(union), organization("浙江医院工会")
    naming(other)
    assert texts("zj") == ["浙江省总工会", "浙江医院工会"]
    kept = kept_names._kept
    # Another thread makes the names: meanwhile those of before are looked through.
    monkeypatch.setattr(kept_names, "_looked", time.monotonic())
    article.withdraw("与事实不符")
    assert texts("zj") == ["浙江医院工会"]
    other.registered = False
    other.save()
    assert texts("zj") == []
    assert kept_names._kept is kept


def test_a_renamed_organization_is_not_offered_by_its_former_name_as_if_that_were_its_name(union, offered, monkeypatch):
    naming(union)
    offered("zj")
    monkeypatch.setattr(kept_names, "_looked", time.monotonic())
    union.rename("之江省总工会")
    assert offered("浙江省总") == {}
    kept_names.look_for_changes()
    (choice,) = offered("浙江省总")["union"]
    assert (choice.text, choice.other_name) == ("之江省总工会", "浙江省总工会")


def test_a_person_is_offered_who_is_credited_for_a_published_story(offered, settle):
    credited(story(), "曾小明")
    settle()
    (choice,) = offered("zengxm")["person"]
    assert (choice.text, choice.stories) == ("曾小明", 1)
    query = parse_qs(urlsplit(choice.address).query)["q"][0]
    assert find(query).total == 1


def test_a_person_who_is_credited_only_in_drafts_is_never_offered(texts):
    credited(draft(), "张小明")
    gone = credited(story(), "张大明")
    gone.withdraw("与事实不符")
    assert texts("张") == texts("zhang") == []


def test_a_person_goes_at_once_with_the_last_story(texts):
    first, second = credited(story(), "张小明"), credited(story(), "张小明")
    assert texts("zxm") == ["张小明"]
    first.withdraw("与事实不符")
    assert texts("zxm") == ["张小明"]
    second.withdraw("与事实不符")
    assert texts("zxm") == []


def test_a_headline_is_offered_in_either_script_and_opens_the_story(offered, settle):
    article = story(title="职工驿站开到小区门口")
    settle()
    for typed in ("职工驿站", "職工驛站", "驿站开到"):
        (choice,) = offered(typed)["headline"]
        assert (choice.text, choice.address, choice.note) == (article.title, article.get_absolute_url(), "日期不详")


def test_headlines_that_begin_with_it_come_first_then_the_newest_and_each_once(offered, settle):
    for title, day in (("老驿站", 9), ("驿站甲", 1), ("驿站乙", 5), ("驿站乙", 4)):
        story(title=title, published=f"2022-03-{day:02}", published_precision="day")
    settle()
    choices = offered("驿站")["headline"]
    assert [choice.text for choice in choices] == ["驿站乙", "驿站甲", "老驿站"]
    assert choices[0].note == "2022年3月5日"


def test_a_headline_in_which_no_word_begins_so_is_not_offered(texts, settle):
    story(title="员工时刻在岗")
    settle()
    assert texts("工时") == []


def test_the_headline_of_a_draft_or_of_a_withdrawn_or_corrected_story_is_gone_at_once(texts, settle):
    draft(title="驿站草稿")
    gone, corrected, deleted = (story(title=f"驿站{name}") for name in ("甲", "乙", "丙"))
    settle()
    assert sorted(texts("驿站")) == ["驿站丙", "驿站乙", "驿站甲"]
    gone.withdraw("与事实不符")
    corrected.correct("据原件改正", title="书屋")
    deleted.delete()
    assert texts("驿站") == []
    settle()
    assert texts("驿站") == []
    assert texts("书屋") == ["书屋"]


def test_a_place_with_stories_leads_to_its_page_and_counts_what_is_below_it(offered, texts):
    city = region("500000", "重庆市")
    county = region("500105", "江北区", "county", path="重庆市江北区", parent=city)
    region("330205", "江北区", "county", path="浙江省宁波市江北区")
    story(region=county)
    story(region=city)
    (choice,) = offered("cqs")["place"]
    assert (choice.text, choice.address, choice.stories) == ("重庆市", "/regions/500000/", 2)
    (choice,) = offered("jiangbei")["place"]
    assert (choice.note, choice.stories) == ("重庆市", 1)


def test_programs_and_topics_are_offered_and_a_deleted_one_is_not(offered, texts):
    named, topic = program(aliases=["品质试点"]), Topic.objects.create(name="产业工人队伍建设改革", synonyms=["产改"])
    article = story()
    ProgramMention.objects.create(article=article, program=named, field="body", start=0, end=2, text="试点")
    (choice,) = offered("pinzhi")["program"]
    assert (choice.text, choice.other_name, choice.stories) == (named.name, "品质试点", 1)
    (choice,) = offered("cg")["topic"]
    assert (choice.text, choice.other_name, choice.stories) == (topic.name, "产改", None)
    assert parse_qs(urlsplit(choice.address).query)["q"] == [topic.name]
    topic.delete()
    Program.objects.all().delete()
    assert texts("cg") == texts("pinzhi") == []


def test_numbers_of_stories_are_left_out_as_soon_as_they_may_be_wrong(union, offered, settle):
    naming(union)
    assert offered("zjs")["union"][0].stories == 1
    naming(union)
    assert offered("zjs")["union"][0].stories is None
    settle()
    assert offered("zjs")["union"][0].stories is None
    kept_names.forget()
    assert offered("zjs")["union"][0].stories == 2


def test_letters_that_were_typed_are_told_apart_from_the_others(union, offered):
    naming(union)
    for typed, typed_letters in (
        ("zjszgh", ["z", "j", "s", "z", "g", "h"]),
        ("zhejszgh", ["zhe", "j", "s", "z", "g", "h"]),
        ("浙江s", ["zhe", "jiang", "s", "", "", ""]),
    ):
        sounds = offered(typed)["union"][0].sounds
        assert ["".join(mark) for mark in sounds] == ["zhe", "jiang", "sheng", "zong", "gong", "hui"]
        assert [mark[0] for mark in sounds] == typed_letters
    assert offered("浙江省")["union"][0].sounds == ()


def test_letters_inside_a_name_and_digits_are_shown_as_they_are(offered):
    naming(organization("第12冶金厂ISO工会"))
    sounds = offered("yjciso")["union"][0].sounds
    assert sounds == (
        ("", "di"),
        ("", "12"),
        ("y", "e"),
        ("j", "in"),
        ("c", "hang"),
        ("iso", ""),
        ("", "gong"),
        ("", "hui"),
    )


def test_typed_letters_can_be_searched_as_they_are_and_the_number_is_that_of_the_search(union, settings, settle):
    naming(union, body="会议代号 ZJSZGH，浙江省总工会来了。")
    settle()
    root = Path(settings.INDEX_DIR)
    assert suggestions(root, "zjszgh").as_typed == find("zjszgh", correct=False).total == 1
    assert suggestions(root, "zhejs").as_typed == 0
    assert suggestions(root, "浙江").as_typed is None


def test_many_kinds_have_few_choices_each_and_one_kind_has_more(union, offered):
    for number in range(20):
        naming(organization(f"浙江第{number}厂工会"))
    assert len(offered("zj")["union"]) == 8
    story(region=union.region)
    Topic.objects.create(name="浙江经验", synonyms=[])
    found = offered("浙江")
    assert {name: len(choices) for name, choices in found.items()} == {"union": 4, "place": 1, "topic": 1}


def test_kinds_whose_names_begin_with_it_come_first(offered):
    naming(organization("大港油田工会"))
    Topic.objects.create(name="港口", synonyms=[])
    assert list(offered("港")) == ["topic", "union"]


def test_without_an_index_names_are_offered_and_headlines_are_not(union, texts):
    naming(union, title="浙江来信")
    assert texts("浙江") == ["浙江省总工会"]


def test_without_an_index_nothing_is_said_about_what_the_letters_find(union, settings):
    naming(union)
    assert suggestions(Path(settings.INDEX_DIR), "zjszgh").as_typed is None
