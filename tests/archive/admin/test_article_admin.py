"""Stories in the admin: drafts are edited freely, published stories corrected with a reason, buttons set the status."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.models import Article, PilotUnit
from archive.signals import status_requested
from tests.support import factories
from tests.support.desk_people import editor, form_of, person_who_may, viewer
from tests.support.doubt_sentences import in_own_words
from tests.support.story_desk import desk_address, edit, mention_rows

pytestmark = pytest.mark.django_db

LIST = "admin:archive_article_changelist"


def _act(desk, action, *stories, **data):
    return desk.post(reverse(LIST), {"action": action, "_selected_action": [story.pk for story in stories], **data})


def test_a_draft_is_edited_without_keeping_a_version():
    story = factories.draft(body="旧正文")
    source = factories.source()
    answer = edit(editor(), story, title="新題目", body="新正文與職工", published_on="2021-09", source=source.pk)
    assert answer.status_code == 302
    story.refresh_from_db()
    assert (story.title, story.published_edtf, story.source, story.version) == ("新題目", "2021-09", source, 1)
    assert (story.script, story.status) == ("hant", "draft")


def _as_a_browser_posts(data):
    return {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in data.items()}


def test_saving_without_changes_keeps_every_line_end():
    story = factories.draft(title="标题", body="第一段。\n第二段。", kicker="引题")
    desk = editor()
    data = _as_a_browser_posts(form_of(desk, desk_address(story)))
    assert "\r\n" in data["body"]
    assert desk.post(desk_address(story), data).status_code == 302
    story.refresh_from_db()
    assert story.body == "第一段。\n第二段。"
    assert not story.changes.exists()
    assert LogEntry.objects.get(object_id=story.pk).get_change_message() == "没有字段被修改。"


def test_an_added_line_is_saved_with_a_plain_line_end():
    story = factories.draft(body="第一段。")
    edit(editor(), story, body="第一段。\r\n第二段。\r第三段。")
    story.refresh_from_db()
    assert story.body == "第一段。\n第二段。\n第三段。"
    assert list(story.changes.get().after) == ["body"]


@pytest.mark.parametrize("written", ["昨天", "2021-13", "2021-02-30"])
def test_an_invalid_date_is_reported(written):
    story = factories.draft()
    answer = edit(editor(), story, published_on=written)
    assert "不是日期" in answer.content.decode()
    story.refresh_from_db()
    assert story.published is None


def test_a_new_story_is_a_draft():
    data = {
        "title": "手写的一篇", "body": "正文。", "kind": "news", "published_on": "2021", "_save": "1",
        "credits-TOTAL_FORMS": "1", "credits-INITIAL_FORMS": "0", "credits-0-name": "张三", "credits-0-role": "记者",
    }  # fmt: skip
    assert editor().post(reverse("admin:archive_article_add"), data).status_code == 302
    story = Article.objects.get()
    assert (story.status, story.script, story.published_edtf) == ("draft", "hans", "2021")
    assert story.credits.get().name == "张三"


def test_a_published_story_is_not_saved_without_a_reason():
    story = factories.story(title="旧标题")
    answer = edit(editor(), story, title="新标题")
    assert "请写明更正原因" in answer.content.decode()
    story.refresh_from_db()
    assert (story.title, story.version) == ("旧标题", 1)


def test_correcting_a_published_story_needs_a_reason_and_keeps_its_former_text():
    story = factories.story(title="旧标题")
    assert edit(editor(), story, title="新标题", published_on="2021-02-23", reason="标题有误").status_code == 302
    story.refresh_from_db()
    assert (story.title, story.version, story.status) == ("新标题", 2, "published")
    assert story.published_edtf == "2021-02-23"
    version = story.versions.get()
    assert (version.snapshot["title"], version.reason, version.replaced_by.username) == ("旧标题", "标题有误", "editor")


def test_the_publish_button_publishes_a_draft_with_its_edits():
    story = factories.draft()
    edit(editor(), story, title="改好的标题", _publish="1")
    story.refresh_from_db()
    assert (story.status, story.title) == ("published", "改好的标题")
    assert LogEntry.objects.filter(object_id=story.pk, change_message='[{"code": "published"}]').exists()


def test_a_draft_without_text_is_not_published_and_the_editor_sees_why():
    story = factories.draft(title="只有标题", body="")
    answer = edit(editor(), story, _publish="1")
    assert answer.context["adminform"].form.errors.keys() == {"body"}
    story.refresh_from_db()
    assert story.status == "draft"


def test_the_status_cannot_be_posted():
    story = factories.draft()
    edit(editor(), story, status="published")
    story.refresh_from_db()
    assert story.status == "draft"


def test_selected_drafts_are_published_together():
    stories = [factories.draft(), factories.draft(), factories.draft(body="")]
    withdrawn = factories.story()
    withdrawn.withdraw("有误")
    answer = _act(editor(), "publish_selected", *stories, withdrawn)
    assert answer.status_code == 302
    assert Article.objects.published().count() == 2
    assert LogEntry.objects.filter(change_message='[{"code": "published"}]').count() == 2


def test_withdrawing_asks_for_the_reason_first():
    story = factories.story(title="要撤的一篇")
    desk = editor()
    address = desk_address(story, "withdraw")
    assert "撤回原因" in desk.get(address).content.decode()
    assert "请写明撤回原因" in desk.post(address, {"reason": " "}).content.decode()
    story.refresh_from_db()
    assert story.is_public
    assert desk.post(desk_address(story, "withdraw"), {"reason": "转载有误"}).status_code == 302
    story.refresh_from_db()
    assert (story.status, story.withdrawn_reason) == ("withdrawn", "转载有误")
    history = desk.get(reverse("admin:archive_article_history", args=[story.pk])).content.decode()
    assert "撤回：转载有误" in history


def test_several_stories_are_withdrawn_with_one_reason():
    stories = [factories.story(), factories.story()]
    desk = editor()
    asked = _act(desk, "withdraw_selected", *stories).content.decode()
    assert all(story.title in asked for story in stories)
    assert Article.objects.published().count() == 2
    assert _act(desk, "withdraw_selected", *stories, reason="来源撤稿").status_code == 302
    assert set(Article.objects.values_list("status", "withdrawn_reason")) == {("withdrawn", "来源撤稿")}


def test_a_draft_cannot_be_withdrawn_and_the_editor_sees_why():
    story = factories.draft()
    answer = editor().post(desk_address(story, "withdraw"), {"reason": "有误"}, follow=True)
    assert "只有已发布的报道可以撤回" in answer.content.decode()


def test_a_withdrawn_story_can_be_published_again():
    story = factories.story()
    story.withdraw("有误")
    edit(editor(), story, reason="核实无误", _publish="1")
    story.refresh_from_db()
    assert (story.status, story.withdrawn_reason) == ("published", "")


def test_deleting_a_draft_deletes_the_units_that_only_it_names():
    story = factories.draft()
    PilotUnit.objects.create(program=factories.program(), name="某公司", article=story)
    assert editor().post(desk_address(story, "delete"), {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    assert not PilotUnit.objects.exists()


def test_a_story_that_was_public_is_never_deleted_alone_or_in_a_selection():
    story, draft = factories.story(), factories.draft()
    desk = editor()
    assert desk.post(desk_address(story, "delete"), {"post": "yes"}).status_code == 403
    _act(desk, "delete_selected", story, draft, post="yes")
    assert Article.objects.count() == 2
    _act(desk, "delete_selected", draft, post="yes")
    assert Article.objects.get() == story


def test_a_viewer_sees_stories_but_cannot_change_them():
    draft, story = factories.draft(), factories.story()
    desk = viewer()
    opened = desk.get(desk_address(draft))
    assert opened.status_code == 200
    assert "_publish" not in opened.content.decode()
    assert desk.post(desk_address(draft), {"title": "改", "_publish": "1"}).status_code == 403
    assert desk.post(desk_address(story, "withdraw"), {"reason": "撤"}).status_code == 403
    _act(desk, "publish_selected", draft)
    _act(desk, "withdraw_selected", story, reason="撤")
    assert desk.post(desk_address(draft, "delete"), {"post": "yes"}).status_code == 403
    assert sorted(Article.objects.values_list("status", flat=True)) == ["draft", "published"]


def test_an_editor_of_stories_may_also_edit_their_related_rows():
    story = factories.draft(body="市总工会启动。")
    union = factories.organization()
    desk = person_who_may("view_article", "change_article", "view_organization")
    assert edit(desk, story, **mention_rows(organization=union.pk, text="市总工会"), _publish="1").status_code == 302
    story.refresh_from_db()
    assert (story.status, story.mentions.count()) == ("published", 1)


def test_an_anonymous_user_can_neither_see_nor_withdraw_stories(client):
    story = factories.story()
    for address in (desk_address(story), desk_address(story, "withdraw")):
        assert client.post(address, {"reason": "撤"})["Location"].startswith(reverse("admin:login"))
    story.refresh_from_db()
    assert story.is_public


def test_the_list_is_filtered_by_province_and_doubt():
    county = factories.region("500105", "江北区", "county")
    factories.draft(title="渝一篇", region=county, doubts=in_own_words("一处不清"))
    factories.draft(title="浙一篇", region=factories.region("330000", "浙江省"))
    factories.region()
    desk = editor()
    for query, shown, hidden in (
        ({"province": "500000"}, "渝一篇", "浙一篇"),
        ({"doubts": "1"}, "渝一篇", "浙一篇"),
        ({"doubts": "0"}, "浙一篇", "渝一篇"),
        ({"q": "浙一"}, "浙一篇", "渝一篇"),
    ):
        page = desk.get(reverse(LIST), query).content.decode()
        assert shown in page
        assert hidden not in page


def test_no_admin_page_has_inline_scripts_or_styles():
    """The content security policy would block them."""
    story = factories.story()
    desk = editor()
    for address in (
        desk_address(story),
        desk_address(story, "withdraw"),
        reverse(LIST),
        reverse("admin:archive_upload_add"),
    ):
        answer = desk.get(address)
        page = answer.content.decode()
        assert "style-src 'self'" in answer["Content-Security-Policy"]
        assert "<style" not in page
        assert ' style="' not in page
        assert "onclick=" not in page
        assert "<script>" not in page


@pytest.fixture
def told():
    """Registers a provider of notes on stories; the second story has no note."""
    asked = []

    def tell(ids, **_):
        asked.append(sorted(ids))
        return dict.fromkeys(ids[:1], "有人读过")

    status_requested.connect(tell)
    yield asked
    status_requested.disconnect(tell)


def test_registered_notes_on_a_story_are_shown_next_to_its_status_and_fetched_once_for_a_list(told):
    stories = [factories.story(title=title) for title in ("甲", "乙")]
    factories.draft()
    desk = editor()
    page = desk.get(reverse(LIST)).content.decode()
    assert page.count("有人读过") == 1
    assert told == [[one.pk for one in stories]]
    assert "有人读过" in desk.get(desk_address(stories[0])).content.decode()
