"""The desk of stories: drafts edited freely, published stories corrected with a reason, status by button only."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.models import Article, Mention, PilotUnit
from tests import factories
from tests.archive.admin_people import editor, form_of, person_who_may, viewer

pytestmark = pytest.mark.django_db

LIST = "admin:archive_article_changelist"


def _address(story, page="change"):
    return reverse(f"admin:archive_article_{page}", args=[story.pk])


def _edit(desk, story, **changes):
    data = {**form_of(desk, _address(story)), **changes}
    return desk.post(_address(story), data)


def _act(desk, action, *stories, **data):
    return desk.post(reverse(LIST), {"action": action, "_selected_action": [story.pk for story in stories], **data})


def test_a_draft_is_edited_freely_and_keeps_no_version():
    story = factories.draft(body="旧正文")
    source = factories.source()
    answer = _edit(editor(), story, title="新題目", body="新正文與職工", published_on="2021-09", source=source.pk)
    assert answer.status_code == 302
    story.refresh_from_db()
    assert (story.title, story.published_edtf, story.source, story.version) == ("新題目", "2021-09", source, 1)
    assert (story.script, story.status) == ("hant", "draft")


def _as_a_browser_posts(data):
    return {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in data.items()}


def test_a_save_that_changes_nothing_keeps_every_line_end():
    story = factories.draft(title="标题", body="第一段。\n第二段。", kicker="引题")
    desk = editor()
    data = _as_a_browser_posts(form_of(desk, _address(story)))
    assert "\r\n" in data["body"]
    assert desk.post(_address(story), data).status_code == 302
    story.refresh_from_db()
    assert story.body == "第一段。\n第二段。"
    assert not story.changes.exists()
    assert LogEntry.objects.get(object_id=story.pk).get_change_message() == "没有字段被修改。"


def test_a_line_that_is_added_is_kept_with_its_plain_end():
    story = factories.draft(body="第一段。")
    _edit(editor(), story, body="第一段。\r\n第二段。\r第三段。")
    story.refresh_from_db()
    assert story.body == "第一段。\n第二段。\n第三段。"
    assert list(story.changes.get().after) == ["body"]


def test_a_doubt_that_was_looked_into_is_taken_away():
    story = factories.draft(doubts=["标题不清", "年份未定"])
    _edit(editor(), story, doubts="年份未定\n")
    story.refresh_from_db()
    assert story.doubts == ["年份未定"]


@pytest.mark.parametrize("written", ["昨天", "2021-13", "2021-02-30"])
def test_a_day_that_is_none_is_said_so(written):
    story = factories.draft()
    answer = _edit(editor(), story, published_on=written)
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


def _write(desk, **fields):
    data = {"title": "手写的一篇", "kind": "news", "_save": "1", **fields}
    data |= {"credits-TOTAL_FORMS": "0", "credits-INITIAL_FORMS": "0"}
    assert desk.post(reverse("admin:archive_article_add"), data).status_code == 302
    return Article.objects.latest("pk")


def test_a_story_written_by_hand_is_linked_to_what_it_names():
    union, program = factories.organization("清泉县总工会"), factories.program()
    story = _write(editor(), body=f"清泉县总工会投入50万元，用于{program.name}。\r\n惠及300人。")
    (mention,) = story.mentions.all()
    assert (mention.organization, mention.field, mention.start, mention.end) == (union, "body", 0, 6)
    assert [row.program for row in story.program_mentions.all()] == [program]
    assert sorted(story.figures.values_list("text", flat=True)) == ["300人", "50万元"]


def test_words_that_are_added_are_linked_and_what_was_taken_away_stays_away():
    factories.organization("清泉县总工会")
    other = factories.organization("甘泉县总工会")
    desk = editor()
    story = _write(desk, body="清泉县总工会开会。")
    story.mentions.all().delete()
    _edit(desk, story, body="清泉县总工会开会。甘泉县总工会到会。")
    assert [mention.organization for mention in story.mentions.all()] == [other]


def test_a_link_that_is_added_with_its_words_is_there_once():
    union = factories.organization("清泉县总工会")
    story = factories.draft(body="开会。")
    link = {
        "mentions-TOTAL_FORMS": "1", "mentions-0-organization": union.pk, "mentions-0-text": "清泉县总工会",
        "mentions-0-article": story.pk,
    }  # fmt: skip
    answer = _edit(editor(), story, body="清泉县总工会开会。", **link)
    assert answer.status_code == 302
    assert [mention.organization for mention in story.mentions.all()] == [union]


def test_a_published_story_links_what_its_correction_names():
    union = factories.organization("清泉县总工会")
    story = factories.story(body="开会。")
    _edit(editor(), story, body="清泉县总工会开会。", reason="补单位")
    assert [mention.organization for mention in story.mentions.all()] == [union]


def test_a_published_story_is_not_saved_without_a_reason():
    story = factories.story(title="旧标题")
    answer = _edit(editor(), story, title="新标题")
    assert "请写明更正原因" in answer.content.decode()
    story.refresh_from_db()
    assert (story.title, story.version) == ("旧标题", 1)


def test_a_published_story_is_corrected_with_a_reason_and_its_former_text_kept():
    story = factories.story(title="旧标题")
    assert _edit(editor(), story, title="新标题", published_on="2021-02-23", reason="标题有误").status_code == 302
    story.refresh_from_db()
    assert (story.title, story.version, story.status) == ("新标题", 2, "published")
    assert story.published_edtf == "2021-02-23"
    version = story.versions.get()
    assert (version.snapshot["title"], version.reason, version.replaced_by.username) == ("旧标题", "标题有误", "editor")


def test_a_draft_is_published_by_its_button_with_what_was_edited():
    story = factories.draft()
    _edit(editor(), story, title="改好的标题", _publish="1")
    story.refresh_from_db()
    assert (story.status, story.title) == ("published", "改好的标题")
    assert LogEntry.objects.filter(object_id=story.pk, change_message="发布").exists()


def test_a_draft_without_text_is_not_published_and_the_editor_is_told():
    story = factories.draft(title="只有标题", body="")
    answer = _edit(editor(), story, _publish="1")
    assert answer.context["adminform"].form.errors.keys() == {"body"}
    story.refresh_from_db()
    assert story.status == "draft"


def test_the_status_cannot_be_posted():
    story = factories.draft()
    _edit(editor(), story, status="published")
    story.refresh_from_db()
    assert story.status == "draft"


def test_chosen_drafts_are_published_at_once():
    stories = [factories.draft(), factories.draft(), factories.draft(body="")]
    withdrawn = factories.story()
    withdrawn.withdraw("有误")
    answer = _act(editor(), "publish_selected", *stories, withdrawn)
    assert answer.status_code == 302
    assert Article.objects.published().count() == 2
    assert LogEntry.objects.filter(change_message="发布").count() == 2


def test_withdrawing_asks_for_the_reason_first():
    story = factories.story(title="要撤的一篇")
    desk = editor()
    address = _address(story, "withdraw")
    assert "撤回原因" in desk.get(address).content.decode()
    assert "请写明撤回原因" in desk.post(address, {"reason": " "}).content.decode()
    story.refresh_from_db()
    assert story.is_public
    assert desk.post(_address(story, "withdraw"), {"reason": "转载有误"}).status_code == 302
    story.refresh_from_db()
    assert (story.status, story.withdrawn_reason) == ("withdrawn", "转载有误")
    assert LogEntry.objects.filter(object_id=story.pk, change_message="撤回：转载有误").exists()


def test_several_are_withdrawn_with_one_reason():
    stories = [factories.story(), factories.story()]
    desk = editor()
    asked = _act(desk, "withdraw_selected", *stories).content.decode()
    assert all(story.title in asked for story in stories)
    assert Article.objects.published().count() == 2
    assert _act(desk, "withdraw_selected", *stories, reason="来源撤稿").status_code == 302
    assert set(Article.objects.values_list("status", "withdrawn_reason")) == {("withdrawn", "来源撤稿")}


def test_a_draft_cannot_be_withdrawn_and_the_editor_is_told():
    story = factories.draft()
    answer = editor().post(_address(story, "withdraw"), {"reason": "有误"}, follow=True)
    assert "只有已发布的报道可以撤回" in answer.content.decode()


def test_a_withdrawn_story_can_be_published_again():
    story = factories.story()
    story.withdraw("有误")
    _edit(editor(), story, reason="核实无误", _publish="1")
    story.refresh_from_db()
    assert (story.status, story.withdrawn_reason) == ("published", "")


def test_a_draft_is_deleted_with_the_units_that_only_it_names():
    story = factories.draft()
    PilotUnit.objects.create(program=factories.program(), name="某公司", article=story)
    assert editor().post(_address(story, "delete"), {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    assert not PilotUnit.objects.exists()


def test_what_was_public_is_never_deleted_neither_alone_nor_among_others():
    story, draft = factories.story(), factories.draft()
    desk = editor()
    assert desk.post(_address(story, "delete"), {"post": "yes"}).status_code == 403
    _act(desk, "delete_selected", story, draft, post="yes")
    assert Article.objects.count() == 2
    _act(desk, "delete_selected", draft, post="yes")
    assert Article.objects.get() == story


def _mention_rows(**row):
    return {"mentions-TOTAL_FORMS": "1", **{f"mentions-0-{name}": value for name, value in row.items()}}


def test_a_link_is_made_by_choosing_whom_and_copying_the_words():
    story = factories.draft(title="标题", body="前文,市总工会启动。")
    union = factories.organization()
    assert _edit(editor(), story, **_mention_rows(organization=union.pk, text="市总工会")).status_code == 302
    mention = story.mentions.get()
    assert (mention.organization, mention.field, mention.start, mention.end) == (union, "body", 3, 7)


def test_words_that_stand_nowhere_make_no_link():
    story = factories.draft(body="正文")
    union = factories.organization()
    answer = _edit(editor(), story, **_mention_rows(organization=union.pk, text="市总工会"))
    assert "没有这几个字" in answer.content.decode()
    assert not Mention.objects.exists()


def test_the_same_place_is_linked_once_and_the_next_place_then():
    story = factories.draft(title="", body="市总工会与市总工会")
    union = factories.organization()
    desk = editor()
    for start in (0, 5):
        rows = _mention_rows(organization=union.pk, text="市总工会")
        if start:
            rows = {"mentions-TOTAL_FORMS": "2", "mentions-1-organization": union.pk, "mentions-1-text": "市总工会"}
        _edit(desk, story, **rows)
        assert story.mentions.filter(start=start).exists()
    third = {"mentions-TOTAL_FORMS": "3", "mentions-2-organization": union.pk, "mentions-2-text": "市总工会"}
    assert "已经登记过" in _edit(desk, story, **third).content.decode()


def test_a_figure_is_found_in_the_words_that_say_it():
    story = factories.draft(body="投入近2亿元。")
    row = {"text": "近2亿元", "kind": "money", "value": "200000000", "unit": "CNY", "bound": "nearly"}
    rows = {"figures-TOTAL_FORMS": "1", **{f"figures-0-{name}": value for name, value in row.items()}}
    assert _edit(editor(), story, **rows).status_code == 302
    figure = story.figures.get()
    assert (figure.field, figure.start, figure.end) == ("body", 2, 6)


def test_links_follow_their_words_when_the_text_is_edited_and_go_where_the_words_go():
    story = factories.draft(body="市总工会与市总工会,县总工会")
    union = factories.organization()
    for start, end in ((0, 4), (5, 9), (10, 14)):
        text = story.body[start:end]
        Mention.objects.create(article=story, organization=union, field="body", start=start, end=end, text=text)
    _edit(editor(), story, body="昨日,市总工会与市总工会")
    rows = [(mention.start, mention.end, mention.text) for mention in story.mentions.all()]
    assert rows == [(3, 7, "市总工会"), (8, 12, "市总工会")]


def test_who_may_only_look_sees_stories_and_changes_none():
    draft, story = factories.draft(), factories.story()
    desk = viewer()
    opened = desk.get(_address(draft))
    assert opened.status_code == 200
    assert "_publish" not in opened.content.decode()
    assert desk.post(_address(draft), {"title": "改", "_publish": "1"}).status_code == 403
    assert desk.post(_address(story, "withdraw"), {"reason": "撤"}).status_code == 403
    _act(desk, "publish_selected", draft)
    _act(desk, "withdraw_selected", story, reason="撤")
    assert desk.post(_address(draft, "delete"), {"post": "yes"}).status_code == 403
    assert sorted(Article.objects.values_list("status", flat=True)) == ["draft", "published"]


def test_who_may_change_stories_may_edit_what_hangs_on_them_too():
    story = factories.draft(body="市总工会启动。")
    union = factories.organization()
    desk = person_who_may("view_article", "change_article", "view_organization")
    assert _edit(desk, story, **_mention_rows(organization=union.pk, text="市总工会"), _publish="1").status_code == 302
    story.refresh_from_db()
    assert (story.status, story.mentions.count()) == ("published", 1)


def test_a_stranger_neither_sees_nor_withdraws(client):
    story = factories.story()
    for address in (_address(story), _address(story, "withdraw")):
        assert client.post(address, {"reason": "撤"})["Location"].startswith(reverse("admin:login"))
    story.refresh_from_db()
    assert story.is_public


def test_the_list_is_narrowed_by_province_and_doubt():
    factories.draft(title="渝一篇", region=factories.region("500105", "江北区", "county"), doubts=["一处不清"])
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


def test_no_page_of_the_desk_has_script_or_style_of_its_own():
    """The content security policy lets none run."""
    story = factories.story()
    desk = editor()
    for address in (_address(story), _address(story, "withdraw"), reverse(LIST), reverse("admin:archive_upload_add")):
        answer = desk.get(address)
        page = answer.content.decode()
        assert "style-src 'self'" in answer["Content-Security-Policy"]
        assert "<style" not in page
        assert ' style="' not in page
        assert "onclick=" not in page
        assert "<script>" not in page
