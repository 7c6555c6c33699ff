"""Drafts and withdrawn stories are nowhere: not in hits, counts, facets or snippets."""

import pytest
from django.db import transaction
from haystack.query import SearchQuerySet

from archive.models import Article
from search.facets import Filters
from search.find import SearchResults, find
from search.query.note import FIELDS_READ_AS_TEXT, NAME_IN_NO_STORY, Note
from tests.support import factories

pytestmark = pytest.mark.django_db


def shows(answer: SearchResults, story: Article) -> bool:
    return story.pk in [hit.article.pk for hit in answer.hits]


def test_a_draft_is_not_found(settle):
    factories.draft(title="尚未发布的驿站")
    settle()
    answer = find("驿站")
    assert answer.total == 0
    assert not any(answer.facets.values())


def test_a_published_story_is_found_once_it_is_indexed(settle):
    story = factories.draft(title="驿站开门")
    story.publish()
    assert find("驿站").total == 0
    settle()
    assert shows(find("驿站"), story)


@pytest.mark.parametrize("vanish", [lambda story: story.withdraw("重复"), Article.delete])
def test_a_withdrawn_or_deleted_story_is_gone_before_it_leaves_the_index(settle, vanish):
    province = factories.region()
    story = factories.story(title="驿站开门", region=province, source=factories.source())
    other = factories.story(title="驿站关门", region=province)
    settle()
    assert find("驿站").total == 2
    vanish(story)
    for answer in (find("驿站"), find(""), find("驿站", filters=Filters(province=("500000",)))):
        assert answer.total == 1
        assert [hit.article.pk for hit in answer.hits] == [other.pk]
        assert [(value.value, value.count) for value in answer.facets["source"]] == [("none", 1)]
    assert find("开门", limit=None).match == "all"
    settle()
    assert find("驿站").total == 1


def test_a_deletion_that_nobody_announced_is_noticed(settle):
    story = factories.story(title="驿站开门")
    settle()
    Article.objects.filter(pk=story.pk).delete()
    assert find("驿站").total == 0


def test_a_name_that_only_drafts_and_withdrawn_stories_have_is_unknown(settle):
    factories.draft(source=factories.source("内部简报"))
    story = factories.story(title="驿站开门", source=factories.source("工人日报"))
    settle()
    assert find("来源:工人日报 典礼").notes == ()
    story.withdraw("重复")
    for name in ("内部简报", "工人日报", "不存在的报"):
        assert find(f"来源:{name} 典礼").notes == (Note.of(NAME_IN_NO_STORY, kind="source", name=name),)


def test_the_exact_name_of_a_withdrawn_story_hides_no_other_story(settle):
    story = factories.story(source=factories.source("日报"))
    other = factories.story(source=factories.source("工人日报"))
    settle()
    assert shows(find("来源:日报"), story)
    assert not shows(find("来源:日报"), other)
    story.withdraw("重复")
    assert shows(find("来源:日报"), other)
    settle()
    assert shows(find("来源:日报"), other)
    assert [found.pk for found in SearchQuerySet().filter(source="日报")] == [str(other.pk)]


def test_a_word_that_only_a_withdrawn_story_has_is_unknown_to_partial_hits(settle):
    known = factories.story(title="一", body="职工食堂开放")
    factories.story(title="二", body="有人在工食。")
    for number in range(9):
        factories.story(title=f"{number}", body="别的。")
    settle()
    assert [hit.article.title for hit in find("职工食堂开放典礼").hits] == ["一"]
    known.withdraw("重复")
    assert known not in [hit.article for hit in find("职工食堂开放典礼").hits]


def test_stories_removed_all_at_once_are_gone(settle):
    for number in range(3):
        factories.story(title=f"驿站 {number}")
    settle()
    assert Article.objects.all().remove_all() == 3
    assert find("驿站").total == 0
    assert settle().removed == 3


def test_stories_published_all_at_once_are_found(settle):
    Article.objects.add_all(Article(title=f"驿站 {number}", body="正文", script="hans") for number in range(3))
    assert Article.objects.all().publish_all() == 3
    settle()
    assert find("驿站").total == 3


def test_a_withdrawn_story_that_is_published_again_is_found_again(settle):
    story = factories.story(title="驿站开门")
    settle()
    story.withdraw("有误")
    story.publish()
    assert find("驿站").total == 0  # nobody knows yet whether its text is still that of the index
    settle()
    assert find("驿站").total == 1


def test_a_corrected_story_is_found_by_its_new_text_only(settle):
    story = factories.story(title="驿站开门")
    settle()
    story.correct("标题有误", title="食堂开门")
    settle()
    assert find("“驿站开门”").total == 0
    assert shows(find("食堂开门"), story)


def test_a_withdrawal_that_is_rolled_back_has_no_effect(settle):
    story = factories.story(title="驿站开门")
    settle()
    with transaction.atomic():
        story.withdraw("有误")
        assert find("驿站").total == 0
        transaction.set_rollback(True)
    assert find("驿站").total == 1


def test_an_organization_is_found_by_its_new_name_and_by_its_former_one(settle):
    union = factories.organization("巫山县总工会")
    story = factories.story(body="巫山县总工会昨日开会。")
    story.mentions.create(organization=union, field="body", start=0, end=6, text="巫山县总工会")
    story.save()
    settle()
    union.rename("巫山縣工會聯合會")
    settle()
    assert shows(find("工会:工会联合会"), story)
    assert shows(find("工会:巫山县总工会"), story)


def test_a_source_is_found_by_its_new_name(settle):
    paper = factories.source("工人日报")
    story = factories.story(source=paper)
    settle()
    paper.name = "劳动报"
    paper.save()
    settle()
    assert shows(find("来源:劳动报"), story)
    assert not find("来源:工人日报").hits


def test_a_new_alias_finds_the_stories_of_its_organization(settle):
    union = factories.organization("内蒙古自治区总工会")
    story = factories.story(body="内蒙古自治区总工会开会。")
    story.mentions.create(organization=union, field="body", start=0, end=9, text="内蒙古自治区总工会")
    story.save()
    settle()
    # No union with this name is known: the words are searched as text, and a note says so.
    assert find("工会:内蒙古总工会").notes == (
        Note.of(FIELDS_READ_AS_TEXT),
        Note.of(NAME_IN_NO_STORY, kind="organization", name="内蒙古总工会"),
    )
    union.aliases.create(name="内蒙古总工会", kind="short")
    settle()
    assert find("工会:内蒙古总工会").notes == ()
    assert shows(find("工会:内蒙古总工会"), story)


def test_a_program_and_a_region_are_found_by_their_new_names(settle):
    place, program = factories.region("500237", "巫山县", "county"), factories.program()
    story = factories.story(region=place)
    story.program_mentions.create(program=program, field="title", start=0, end=1, text="第")
    story.save()
    settle()
    place.name, program.name = "巫山市", "职工暖心试点"
    place.save()
    program.save()
    settle()
    for query in ("地区:巫山市", "项目:暖心"):
        assert shows(find(query), story)
        assert not find(query).notes
