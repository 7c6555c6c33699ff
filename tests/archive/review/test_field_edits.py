"""The open story of a review: fields are edited, doubts resolved, the story published; changes are recorded."""

import pytest
from django.urls import reverse

from archive.models import Article, Change, Likeness
from archive.reading.document import Doubt
from archive.reprints.detect import sign_and_find
from archive.review.page_lines import NOISE
from tests.support import factories
from tests.support.desk_page import form_fields, line_of, messages_of, page_of, send, story_of, upload
from tests.support.desk_people import editor, form_of
from tests.support.doubt_sentences import in_own_words

pytestmark = pytest.mark.django_db
__all__ = ["upload"]  # a fixture


def test_a_body_edited_by_hand_is_kept_when_lines_move_and_the_editor_is_told(upload):
    desk, story = editor(), story_of("山城")
    data = {**form_fields(desk, upload, story), "body": "编辑自己写的正文。"}
    send(desk, upload, "save", story, **data)
    send(desk, upload, "move", line=line_of(upload, "施工期间"), to=story_of("海滨").pk)
    story.refresh_from_db()
    assert story.body == "编辑自己写的正文。"
    page = desk.get(page_of(upload, story))
    assert page.context["body_by_hand"]
    send(desk, upload, "again", story)
    story.refresh_from_db()
    assert story.body.startswith("本报讯经过四百多天施工")
    assert "施工期间" not in story.body


def test_edited_fields_keep_a_record_of_their_former_values(upload):
    desk, story = editor(), story_of("青石")
    region = factories.region("500105", "江北区", "county", path="重庆市江北区")
    said = {
        **form_fields(desk, upload, story), "title": "快递员有了驿站", "people": "张三（记者）、李四(摄影)",
        "published_on": "2022-07", "event_date": "2022-07-01", "source": "工人日报", "region": "江北区",
        "kind": "photo",
    }  # fmt: skip
    send(desk, upload, "save", story, **said)
    story.refresh_from_db()
    assert (story.title, story.published_edtf, story.event_date) == ("快递员有了驿站", "2022-07", "2022-07-01")
    assert (story.region, story.source.name, story.kind) == (region, "工人日报", "photo")
    assert list(story.credits.values_list("name", "role")) == [("张三", "记者"), ("李四", "摄影")]
    note = Change.objects.get(article=story)
    assert note.before["title"] == "青石县总工会为快递员建起十座驿站"
    assert note.after["title"] == "快递员有了驿站"
    assert "body" not in note.after
    page = desk.get(page_of(upload, story)).content.decode()
    assert "<del>青石县总工会为快递员建起十座驿站</del>" in page


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("published_on", "昨天", "不是日期"),
        ("event_date", "2022年", "不是日期"),
        ("people", "张三", "姓名（身份）"),
        ("region", "无此地", "没有叫"),
    ],
)
def test_an_invalid_field_is_reported_and_keeps_the_typed_value(upload, field, typed, why):
    desk, story = editor(), story_of("青石")
    answer = send(desk, upload, "save", story, **{**form_fields(desk, upload, story), "title": "新题", field: typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert why in page
    assert "新题" in page
    story.refresh_from_db()
    assert story.title != "新题"


def test_an_ambiguous_place_name_must_be_clarified(upload):
    for code, path in (("110105", "北京市朝阳区"), ("220104", "吉林省长春市朝阳区")):
        factories.region(code, "朝阳区", "county", path=path)
    desk, story = editor(), story_of("青石")
    answer = send(desk, upload, "save", story, **{**form_fields(desk, upload, story), "region": "朝阳区"})
    assert "110105 北京市朝阳区、220104 吉林省长春市朝阳区" in answer.content.decode()


def test_an_unticked_item_is_removed_and_stays_removed_when_lines_move(upload):
    desk, story = editor(), story_of("青石")
    data = form_fields(desk, upload, story)
    names = set(story.mentions.values_list("organization__name", flat=True))
    assert names
    send(desk, upload, "save", story, **{**data, "mention": [], "figure": []})
    assert not story.mentions.exists()
    assert not story.figures.exists()
    line = line_of(upload, "施工期间")
    send(desk, upload, "move", line=line, to=story.pk)
    assert not story.mentions.exists()


def test_a_missed_organization_is_added_by_name_or_alias(upload):
    desk, story = editor(), story_of("海滨")
    union = factories.organization("海滨市渔业工会联合会")
    union.aliases.create(name="渔业工会", kind="short")
    send(desk, upload, "save", story, **form_fields(desk, upload, story), add="渔业工会、船厂")
    found = {(one.organization.name, one.text, story.body[one.start : one.end]) for one in story.mentions.all()}
    assert {("海滨市渔业工会联合会", "渔业工会", "渔业工会"), ("船厂", "船厂", "船厂")} <= found
    again = send(desk, upload, "save", story, **form_fields(desk, upload, story), add="渔业工会、月球工会")
    assert "标题和正文里没有“月球工会”" in again.content.decode()


def test_an_organization_moves_with_the_line_that_names_it(upload):
    desk, story = editor(), story_of("海滨")
    union = "青石县总工会"
    assert union not in story.mentions.values_list("organization__name", flat=True)
    send(desk, upload, "move", line=line_of(upload, "青石县总工会近日"), to=story.pk)
    assert union in story.mentions.values_list("organization__name", flat=True)
    for mention in story.mentions.all():
        story.refresh_from_db()
        assert getattr(story, mention.field)[mention.start : mention.end] == mention.text


def test_a_story_that_repeats_another_after_a_move_is_detected(upload):
    twin = factories.story(title="别处的同一篇", body=story_of("山城").body)
    sign_and_find([twin])
    desk, story = editor(), story_of("海滨")
    lines = [start for start, _ in story_of("山城").spans[1:]]
    send(desk, upload, "move", line=[start for start, _ in story.spans[1:]], to=NOISE)
    assert not Likeness.objects.filter(article=story).exists()
    send(desk, upload, "move", line=lines, to=story.pk)
    assert Likeness.objects.filter(article=story, other=twin).exists()


def test_a_cleared_doubt_is_removed_and_the_others_stay(upload):
    story = story_of("青石")
    kept, cleared = story.doubts = in_own_words("没有找到标题，请补上", "年份未定")
    story.save()
    desk = editor()
    send(desk, upload, "save", story, **form_fields(desk, upload, story), cleared=cleared.key)
    story.refresh_from_db()
    assert story.doubts == [kept]


def test_publishing_a_story_opens_the_next_draft(upload):
    desk, story = editor(), story_of("青石")
    answer = send(desk, upload, "publish", story, **form_fields(desk, upload, story))
    story.refresh_from_db()
    assert story.is_public
    assert answer.context["review"].current == story_of("柳河")
    assert Change.objects.filter(article=story, action="publish").exists()


def test_all_drafts_are_published_together(upload):
    answer = send(editor(), upload, "publish_all")
    assert Article.objects.published().count() == 4
    assert "已发布 4 稿" in messages_of(answer)[0]


def test_changes_on_the_storys_own_page_are_recorded_and_shown_there_too():
    desk, story = editor(), factories.draft(title="旧题")
    address = reverse("admin:archive_article_change", args=[story.pk])
    desk.post(address, {**form_of(desk, address), "title": "新题", "_publish": "1"})
    desk.post(address, {**form_of(desk, address), "title": "正题", "reason": "题目漏字"})
    desk.post(reverse("admin:archive_article_withdraw", args=[story.pk]), {"reason": "不实"})
    notes = [(note.action, note.what, note.before, note.after) for note in story.changes.order_by("pk")]
    assert notes == [
        ("fields", "", {"title": "旧题"}, {"title": "新题"}),
        ("publish", "", {}, {}),
        ("correct", "题目漏字", {"title": "新题"}, {"title": "正题"}),
        ("withdraw", "不实", {}, {}),
    ]
    page = desk.get(address).content.decode()
    assert "<del>旧题</del> <ins>新题</ins>" in page
    assert {note.editor.username for note in story.changes.all()} == {"editor"}


def test_a_form_saved_unchanged_leaves_no_note():
    desk, story = editor(), factories.draft()
    address = reverse("admin:archive_article_change", args=[story.pk])
    desk.post(address, form_of(desk, address))
    assert not Change.objects.exists()


def test_stories_published_together_are_noted_one_by_one(upload):
    address = f"{reverse('admin:archive_upload_drafts')}?upload={upload.pk}"
    editor().post(address, {"all": "1"})
    assert Change.objects.filter(action="publish", upload=upload).count() == 4


def test_places_are_suggested_by_name_code_or_pinyin(upload):
    factories.region("500105", "江北区", "county", path="重庆市江北区", pinyin="jiangbei")
    address = reverse("admin:archive_upload_places")
    desk = editor()
    for typed in ("江北", "5001", "jiang"):
        assert desk.get(address, {"q": typed}).json() == {"places": ["500105 重庆市江北区"]}
    assert desk.get(address, {"q": ""}).json() == {"places": []}


def _form_with_changes(desk, upload, story):
    """Like form_fields, but includes the folded fields: other organizations, other values."""
    data = form_fields(desk, upload, story)
    for found in desk.get(page_of(upload, story)).context["evidence"].values():
        data |= {field.name: field.value() for one in found for field in one["fields"]}
    return data


def test_an_organization_is_replaced_by_another_with_the_same_words(upload):
    desk, story = editor(), story_of("青石")
    other = factories.organization("青石县总工会服务中心")
    mention = story.mentions.filter(organization__name="青石县总工会").first()
    data = _form_with_changes(desk, upload, story)
    data[f"organization_{mention.organization_id}"] = other.name
    send(desk, upload, "save", story, **data)
    mention.refresh_from_db()
    assert (mention.organization, mention.text) == (other, "青石县总工会")
    note = Change.objects.get(article=story)
    assert note.after["organizations"] == [other.name]


def test_a_sum_gets_another_value_and_the_former_one_is_recorded(upload):
    desk, story = editor(), story_of("青石")
    figure = story.figures.first()
    before = figure.in_words
    data = _form_with_changes(desk, upload, story)
    data |= {f"value_{figure.pk}": "12.5", f"bound_{figure.pk}": "nearly"}
    send(desk, upload, "save", story, **data)
    figure.refresh_from_db()
    assert (str(figure.value.normalize()), figure.bound) == ("12.5", "nearly")
    note = Change.objects.get(article=story)
    (figures,) = note.differences
    assert before in figures["before"]
    assert "12.5" in figures["after"]


@pytest.mark.parametrize(
    ("typed", "why"), [({"value": "很多"}, "输入一个数字"), ({"bound": "range", "value_max": ""}, "两端")]
)
def test_an_invalid_value_is_reported_and_nothing_is_saved(upload, typed, why):
    desk, story = editor(), story_of("青石")
    figure = story.figures.first()
    data = _form_with_changes(desk, upload, story) | {"title": "别的题"}
    data |= {f"{name}_{figure.pk}": value for name, value in typed.items()}
    answer = send(desk, upload, "save", story, **data)
    assert figure.text in messages_of(answer)[0]
    assert why in messages_of(answer)[0]
    assert story_of("青石").title != "别的题"


def test_a_doubt_leads_to_its_lines(upload):
    story = story_of("青石")
    number = upload.text.count("\n", 0, line_of(upload, story.title)) + 1
    Article.objects.filter(pk=story.pk).update(
        doubts=[Doubt.of("sentence-without-end", (number,)), *in_own_words("年份未定")]
    )
    page = editor().get(page_of(upload, story))
    first, second = page.context["review"].doubts
    ((row, address),) = first.rows
    assert (row, second.rows) == (number, [])
    assert f'id="{address}"' in page.content.decode()
    assert f'href="#{address}"' in page.content.decode()


def test_a_similar_story_links_to_the_comparison_with_the_other(upload):
    story, other = story_of("青石"), factories.story(title="先来的")
    likeness = Likeness.objects.create(article=story, other=other, how="near", percent=83)
    page = editor().get(page_of(upload, story)).content.decode()
    assert reverse("admin:archive_likeness_change", args=[likeness.pk]) in page
    assert "先来的" in page
