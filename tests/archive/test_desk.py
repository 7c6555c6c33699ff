"""The review page: lines moved, fields edited, stories split, merged and published, and nobody's work lost."""

import re
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.desk.actions import ACTIONS, ActForm, Asked
from archive.desk.opened import Refused, opened
from archive.desk.sheet import NEW, NOISE
from archive.duplicates import sign_and_find
from archive.ingest.read import Hints, read
from archive.ingest.save import Incoming, save
from archive.models import Article, Change, Likeness, PilotUnit, Upload
from archive.models.article_queryset import Status
from archive.registry.known import load_known
from tests import factories
from tests.archive.admin_people import editor, form_of
from tests.archive.stories import STORIES, paragraphs

pytestmark = pytest.mark.django_db

PAGE = "\n\n".join(
    "\n".join(paragraphs(story, lead))
    for story, lead in zip(STORIES, ["本报讯 (记者张三) ", "本报讯 ", "本报讯 ", "本报讯 "], strict=True)
)


@pytest.fixture
def upload():
    """A page of four stories, as it comes in."""
    factories.region()
    factories.source("工人日报")
    factories.organization("青石县总工会")
    return save(Incoming("page.txt", PAGE.encode()), read(PAGE.encode(), load_known(), Hints())).upload


def _story(title):
    return Article.objects.get(title__startswith=title)


def _page(upload, story=None):
    return reverse("admin:archive_upload_review", args=[upload.pk]) + (f"?story={story.pk}" if story else "")


def _line(upload, words):
    """Where the line of the page begins that holds these words."""
    at = upload.text.index(words)
    return upload.text.rfind("\n", 0, at) + 1


def _post(desk, upload, do, story=None, **data):
    data = {"token": opened(upload).token, "story": story.pk if story else "", "do": do, **data}
    return desk.post(_page(upload), data, follow=True)


def _fields(desk, upload, story):
    """What a browser would send back of a story's form, unchanged."""
    page = desk.get(_page(upload, story))
    data = {field.name: field.value() for field in page.context["form"] if field.value() not in (None, False)}
    for name, found in page.context["evidence"].items():
        data[name] = data[f"shown_{name}"] = [one["pk"] for one in found]
    return data


def _said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_the_page_shows_every_line_numbered_and_the_doubtful_story_in_hand(upload):
    Article.objects.filter(pk=_story("柳河").pk).update(doubts=["第6行也可能属于另一篇，请核对"])
    page = editor().get(_page(upload))
    content = page.content.decode()
    for line in PAGE.split("\n"):
        assert line.strip() in content
    assert page.context["board"].current == _story("柳河")
    assert 'class="printed doubtful"' in content
    assert len(page.context["board"].tabs) == 4


def test_a_moved_line_changes_both_bodies_and_spans_and_who_did_it_is_kept(upload):
    home, to = _story("山城"), _story("海滨")
    line = _line(upload, "施工期间")
    _post(editor(), upload, "move", home, line=line, to=to.pk)
    home.refresh_from_db()
    to.refresh_from_db()
    assert "施工期间" not in home.body
    assert "施工期间" in to.body
    assert [line, line + len("施工期间，水利工人在坝顶搭起板房，冒着寒风浇筑混凝土。")] != to.spans[0]
    assert line in [start for start, _ in to.spans]
    notes = Change.objects.filter(action="lines")
    assert {note.article for note in notes} == {home, to}
    assert {note.editor.username for note in notes} == {"editor"}
    assert all(note.what == f"第 {PAGE.count(chr(10), 0, line) + 1} 行 → 第 4 稿" for note in notes)


def test_a_line_moved_there_and_back_leaves_the_story_as_it_was(upload):
    desk, home, to = editor(), _story("山城"), _story("海滨")
    before = {story.pk: (story.body, story.spans) for story in (home, to)}
    line = _line(upload, "施工期间")
    _post(desk, upload, "move", line=line, to=to.pk)
    _post(desk, upload, "move", line=line, to=home.pk)
    assert {story.pk: (story.body, story.spans) for story in Article.objects.filter(pk__in=before)} == before


def test_a_line_goes_up_in_reading_order_and_the_order_is_shown(upload):
    desk, story = editor(), _story("青石")
    line = _line(upload, "快递员老周")
    answer = _post(desk, upload, "up", story, line=line, order="reading")
    story.refresh_from_db()
    assert story.body.startswith("快递员老周")
    rows = [row for run in answer.context["board"].runs for chunk in run.chunks for row in chunk.rows]
    assert [row.text[:4] for row in rows] == ["青石县总", "快递员老", "本报讯 "]
    by_page = desk.get(_page(upload, story)).context["board"]
    assert by_page.is_shuffled
    assert [row.place for row in by_page.runs[0].chunks[0].rows] == [1, 3, 2]


def test_lines_become_a_new_story_with_the_page_they_were_printed_on(upload):
    home = _story("青石")
    _post(editor(), upload, "split", home, line=_line(upload, "快递员老周"))
    new = Article.objects.latest("pk")
    assert new.upload == upload
    assert new.status == Status.DRAFT
    assert new.body.startswith("快递员老周")
    assert "编辑拆出来" in new.doubts[0]
    assert Change.objects.get(article=new).action == "split"
    home.refresh_from_db()
    assert "快递员老周" not in home.body


def test_two_stories_become_one_and_the_other_is_gone(upload):
    home, into = _story("柳河"), _story("青石")
    answer = _post(editor(), upload, "merge", home, to=into.pk)
    into.refresh_from_db()
    assert "孟小燕" in into.body
    assert "柳河纺织厂女工夺得" in into.body
    assert not Article.objects.filter(pk=home.pk).exists()
    assert answer.context["board"].current == into
    merged = Change.objects.filter(article=into, action="merge")
    assert any(note.before.get("title") == home.title for note in merged)


def test_lines_that_are_no_story_and_back(upload):
    home = _story("山城")
    line = _line(upload, "施工期间")
    desk = editor()
    _post(desk, upload, "move", line=line, to=NOISE)
    upload.refresh_from_db()
    assert upload.noise[0][0] == line
    _post(desk, upload, "move", line=line, to=home.pk)
    upload.refresh_from_db()
    assert upload.noise == []


def test_a_line_is_cut_by_a_line_break_and_its_end_moved(upload):
    desk, home = editor(), _story("青石")
    line = _line(upload, "青石县总工会近日")
    answer = _post(desk, upload, "cut", home, line=line)
    printed = answer.context["form"]["pieces"].value()
    cut = printed.replace("驿站由临街", "\n驿站由临街")
    desk.post(answer.redirect_chain[-1][0], {"token": opened(upload).token, "pieces": cut})
    body = home.body
    home.refresh_from_db()
    assert home.body == body
    place = upload.text.index("驿站由临街")
    _post(desk, upload, "move", line=place, to=_story("柳河").pk)
    assert "驿站由临街" in _story("柳河").body


@pytest.mark.parametrize(("typed", "why"), [("别的字", "字要与原行一样"), (None, "还没有切开")])
def test_a_cut_that_changes_a_word_or_nothing_is_refused(upload, typed, why):
    desk = editor()
    address = reverse("admin:archive_upload_cut", args=[upload.pk]) + f"?line={_line(upload, '施工期间')}"
    printed = desk.get(address).context["form"]["pieces"].value()
    answer = desk.post(address, {"token": opened(upload).token, "pieces": typed or printed})
    assert why in answer.content.decode()
    assert not Change.objects.exists()


def test_a_line_becomes_the_title(upload):
    story = _story("山城")
    _post(editor(), upload, "role", story, line=_line(upload, "施工期间"), role="subtitle")
    story.refresh_from_db()
    assert story.subtitle.startswith("施工期间")
    assert "施工期间" not in story.body


def test_a_body_written_by_hand_is_kept_when_lines_move_and_this_is_said(upload):
    desk, story = editor(), _story("山城")
    data = {**_fields(desk, upload, story), "body": "编辑自己写的正文。"}
    _post(desk, upload, "save", story, **data)
    _post(desk, upload, "move", line=_line(upload, "施工期间"), to=_story("海滨").pk)
    story.refresh_from_db()
    assert story.body == "编辑自己写的正文。"
    page = desk.get(_page(upload, story))
    assert page.context["body_by_hand"]
    _post(desk, upload, "again", story)
    story.refresh_from_db()
    assert story.body.startswith("本报讯经过四百多天施工")
    assert "施工期间" not in story.body


def test_fields_are_edited_and_what_they_were_is_kept(upload):
    desk, story = editor(), _story("青石")
    region = factories.region("500105", "江北区", "county", path="重庆市江北区")
    said = {
        **_fields(desk, upload, story), "title": "快递员有了驿站", "people": "张三（记者）、李四(摄影)",
        "published": "2022-07", "event_date": "2022-07-01", "source": "工人日报", "region": "江北区", "kind": "photo",
    }  # fmt: skip
    _post(desk, upload, "save", story, **said)
    story.refresh_from_db()
    assert (story.title, story.published_edtf, story.event_date) == ("快递员有了驿站", "2022-07", "2022-07-01")
    assert (story.region, story.source.name, story.kind) == (region, "工人日报", "photo")
    assert list(story.credits.values_list("name", "role")) == [("张三", "记者"), ("李四", "摄影")]
    note = Change.objects.get(article=story)
    assert note.before["title"] == "青石县总工会为快递员建起十座驿站"
    assert note.after["title"] == "快递员有了驿站"
    assert "body" not in note.after
    page = desk.get(_page(upload, story)).content.decode()
    assert "<del>青石县总工会为快递员建起十座驿站</del>" in page


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("published", "昨天", "不是日期"),
        ("event_date", "2022年", "不是 EDTF 日期"),
        ("people", "张三", "姓名（身份）"),
        ("region", "无此地", "没有叫"),
    ],
)
def test_a_field_that_makes_no_sense_is_said_so_and_keeps_what_was_typed(upload, field, typed, why):
    desk, story = editor(), _story("青石")
    answer = _post(desk, upload, "save", story, **{**_fields(desk, upload, story), "title": "新题", field: typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert why in page
    assert "新题" in page
    story.refresh_from_db()
    assert story.title != "新题"


def test_a_name_that_several_places_bear_is_asked_back(upload):
    for code, path in (("110105", "北京市朝阳区"), ("220104", "吉林省长春市朝阳区")):
        factories.region(code, "朝阳区", "county", path=path)
    desk, story = editor(), _story("青石")
    answer = _post(desk, upload, "save", story, **{**_fields(desk, upload, story), "region": "朝阳区"})
    assert "110105 北京市朝阳区、220104 吉林省长春市朝阳区" in answer.content.decode()


def test_what_is_unticked_is_taken_away_and_does_not_come_back_with_a_move(upload):
    desk, story = editor(), _story("青石")
    data = _fields(desk, upload, story)
    names = set(story.mentions.values_list("organization__name", flat=True))
    assert names
    _post(desk, upload, "save", story, **{**data, "mention": [], "figure": []})
    assert not story.mentions.exists()
    assert not story.figures.exists()
    line = _line(upload, "施工期间")
    _post(desk, upload, "move", line=line, to=story.pk)
    assert not story.mentions.exists()


def test_an_organization_that_was_not_found_is_added_by_its_name_or_alias(upload):
    desk, story = editor(), _story("海滨")
    union = factories.organization("海滨市渔业工会联合会")
    union.aliases.create(name="渔业工会", kind="short")
    _post(desk, upload, "save", story, **_fields(desk, upload, story), add="渔业工会、船厂")
    found = {(one.organization.name, one.text, story.body[one.start : one.end]) for one in story.mentions.all()}
    assert {("海滨市渔业工会联合会", "渔业工会", "渔业工会"), ("船厂", "船厂", "船厂")} <= found
    again = _post(desk, upload, "save", story, **_fields(desk, upload, story), add="渔业工会、月球工会")
    assert "标题和正文里没有“月球工会”" in again.content.decode()


def test_an_organization_comes_with_the_line_that_names_it(upload):
    desk, story = editor(), _story("海滨")
    union = "青石县总工会"
    assert union not in story.mentions.values_list("organization__name", flat=True)
    _post(desk, upload, "move", line=_line(upload, "青石县总工会近日"), to=story.pk)
    assert union in story.mentions.values_list("organization__name", flat=True)
    for mention in story.mentions.all():
        story.refresh_from_db()
        assert getattr(story, mention.field)[mention.start : mention.end] == mention.text


def test_a_story_that_repeats_another_after_a_move_is_found_out(upload):
    twin = factories.story(title="别处的同一篇", body=_story("山城").body)
    sign_and_find([twin])
    desk, story = editor(), _story("海滨")
    lines = [start for start, _ in _story("山城").spans[1:]]
    _post(desk, upload, "move", line=[start for start, _ in story.spans[1:]], to=NOISE)
    assert not Likeness.objects.filter(article=story).exists()
    _post(desk, upload, "move", line=lines, to=story.pk)
    assert Likeness.objects.filter(article=story, other=twin).exists()


def test_a_cleared_doubt_is_gone_and_the_others_stay(upload):
    story = _story("青石")
    story.doubts = ["没有找到标题，请补上", "年份未定"]
    story.save()
    desk = editor()
    _post(desk, upload, "save", story, **_fields(desk, upload, story), cleared="年份未定")
    story.refresh_from_db()
    assert story.doubts == ["没有找到标题，请补上"]


def test_a_doubt_about_a_line_goes_with_the_line(upload):
    line = _line(upload, "施工期间")
    story = _story("山城")
    story.doubts = [f"第{PAGE.count(chr(10), 0, line) + 1}行也可能属于另一篇，请核对", "年份未定"]
    story.save()
    _post(editor(), upload, "move", line=line, to=_story("海滨").pk)
    story.refresh_from_db()
    assert story.doubts == ["年份未定"]


def test_one_is_published_and_the_next_draft_is_in_hand(upload):
    desk, story = editor(), _story("青石")
    answer = _post(desk, upload, "publish", story, **_fields(desk, upload, story))
    story.refresh_from_db()
    assert story.is_public
    assert answer.context["board"].current == _story("柳河")
    assert Change.objects.filter(article=story, action="publish").exists()


def test_all_are_published_at_once(upload):
    answer = _post(editor(), upload, "publish_all")
    assert Article.objects.published().count() == 4
    assert "已发布 4 稿" in _said(answer)[0]


def test_lines_of_what_is_published_stay(upload):
    story = _story("山城")
    story.publish()
    desk, line = editor(), _line(upload, "施工期间")
    answer = _post(desk, upload, "move", line=line, to=_story("海滨").pk)
    assert "已经发布" in _said(answer)[0]
    assert "施工期间" in _story("山城").body
    assert "施工期间" not in _story("海滨").body
    answer = _post(desk, upload, "save", story, **{**_fields(desk, upload, story), "title": "别的"})
    assert "要改请用更正" in _said(answer)[0]


def test_of_two_editors_at_once_the_second_is_told_and_keeps_what_he_typed(upload):
    desk, story = editor(), _story("青石")
    token = opened(upload).token
    data = _fields(desk, upload, story)
    _post(desk, upload, "save", story, **{**data, "title": "先来的题"})
    late = {**data, "title": "后来的题", "do": "save", "token": token, "story": story.pk}
    answer = desk.post(_page(upload), late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "editor 刚改过这件来件" in _said(answer)[0]
    assert "后来的题" in page
    story.refresh_from_db()
    assert story.title == "先来的题"
    again = re.search(r'name="token"\s+value="(\w+)"', page)[1]
    desk.post(_page(upload), {**late, "token": again})
    story.refresh_from_db()
    assert story.title == "后来的题"


def test_what_was_typed_for_a_story_that_is_gone_is_shown_to_be_copied(upload):
    desk, story = editor(), _story("柳河")
    token, data = opened(upload).token, _fields(desk, upload, story)
    _post(desk, upload, "merge", story, to=_story("青石").pk)
    late = {**data, "title": "辛苦打的题", "do": "save", "token": token, "story": story.pk}
    answer = desk.post(_page(upload), late)
    assert answer.status_code == 409
    assert ("主题", "辛苦打的题") in answer.context["lost"]


def test_a_story_corrected_in_the_admin_makes_an_open_page_stale(upload):
    desk, story = editor(), _story("青石")
    token = opened(upload).token
    address = reverse("admin:archive_article_change", args=[story.pk])
    desk.post(address, {**form_of(desk, address), "title": "报道页改的题"})
    answer = desk.post(_page(upload), {"token": token, "do": "up", "line": story.spans[1][0]})
    assert answer.status_code == 409


def test_what_is_changed_on_the_storys_own_page_is_kept_too_and_shown_there():
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


@pytest.mark.parametrize("do", ["move", "up", "down", "role", "join", "part", "split"])
def test_without_a_ticked_line_nothing_happens_and_it_is_said(upload, do):
    answer = _post(editor(), upload, do, _story("青石"), to=NEW)
    assert "请" in _said(answer)[0]
    assert not Change.objects.exists()


def test_a_line_of_another_page_is_refused(upload):
    answer = _post(editor(), upload, "move", line=3, to=NEW)
    assert "读不懂" in _said(answer)[0]


def test_an_upload_is_undone_whole_until_something_of_it_is_published(upload):
    desk = editor()
    address = reverse("admin:archive_upload_undo", args=[upload.pk])
    assert "青石县总工会" in desk.get(address).content.decode()
    story = _story("青石")
    story.publish()
    desk.post(address)
    assert Upload.objects.filter(pk=upload.pk).exists()
    story.withdraw("不实")
    desk.post(address)
    assert Article.objects.count() == 4


def test_an_undone_upload_leaves_a_note_and_the_same_file_may_come_again(upload):
    desk = editor()
    desk.post(reverse("admin:archive_upload_undo", args=[upload.pk]))
    assert not Article.objects.exists()
    assert not Upload.objects.exists()
    assert Change.objects.get().what == f"{upload.pk} page.txt"
    again = save(Incoming("page.txt", PAGE.encode()), read(PAGE.encode(), load_known(), Hints()))
    assert len(again.drafts) == 4


def test_units_of_a_list_follow_their_lines(upload):
    story, to = _story("青石"), _story("海滨")
    PilotUnit.objects.create(program=factories.program(), name="快递网点", article=story, field="body", start=1, end=5)
    PilotUnit.objects.create(
        program=factories.program(), name="农田", article=_story("山城"), field="body", start=1, end=3
    )
    desk = editor()
    _post(desk, upload, "move", line=_line(upload, "快递员老周"), to=to.pk)
    _post(desk, upload, "move", line=_line(upload, "经过四百多天"), to=NOISE)
    unit = PilotUnit.objects.get()
    to.refresh_from_db()
    assert unit.article == to
    assert to.body[unit.start : unit.end] == "快递网点"


def test_a_story_is_not_left_without_a_word(upload):
    story = _story("山城")
    lines = [start for start, _ in story.spans]
    answer = _post(editor(), upload, "role", story, line=lines, role="byline")
    assert "没有标题也没有正文" in _said(answer)[0]


def test_places_are_offered_by_name_code_or_pinyin(upload):
    factories.region("500105", "江北区", "county", path="重庆市江北区", pinyin="jiangbei")
    address = reverse("admin:archive_upload_places")
    desk = editor()
    for typed in ("江北", "5001", "jiang"):
        assert desk.get(address, {"q": typed}).json() == {"places": ["500105 重庆市江北区"]}
    assert desk.get(address, {"q": ""}).json() == {"places": []}


def test_a_page_without_stories_offers_to_begin_one():
    text = "只有一行字"
    upload = Upload.objects.create(
        sha256="0" * 64, name="x.txt", size=1, charset="utf-8", script="hans", text=text, noise=[[0, 5]]
    )
    factories.region()
    desk = editor()
    assert "没有找出报道" in desk.get(_page(upload)).content.decode()
    _post(desk, upload, "move", line=0, to=NEW)
    assert Article.objects.get().body == text


def test_a_page_of_many_stories_takes_no_more_queries_than_one_of_few(upload):
    desk = editor()
    desk.get(_page(upload, _story("青石")))
    with CaptureQueriesContext(connection) as few:
        desk.get(_page(upload, _story("青石")))
    text = upload.text
    for number in range(20):
        text += f"\n第{number}条消息。"
        span = [len(text) - len(f"第{number}条消息。"), len(text)]
        factories.draft(upload=upload, position=10 + number, spans=[span], title="", body=f"第{number}条消息。")
    Upload.objects.filter(pk=upload.pk).update(text=text)
    with CaptureQueriesContext(connection) as many:
        assert len(desk.get(_page(upload, _story("青石"))).context["board"].tabs) == 24
    assert len(many) == len(few)


def test_of_a_very_long_page_only_the_story_in_hand_is_there_whole(upload, monkeypatch):
    monkeypatch.setattr("archive.desk.board.LEFT_OUT_FROM", 10)
    monkeypatch.setattr("archive.desk.board.FIRST_SEEN", 1)
    monkeypatch.setattr("archive.desk.board.LEAST_FOLDED", 1)
    page = editor().get(_page(upload, _story("青石"))).content.decode()
    assert "快递员老周" in page
    assert "孟小燕以接头零失误" not in page.split("story-side")[0]
    assert "其间 1 行，在这一稿里看" in page


steps = st.lists(
    st.tuples(
        st.sampled_from(["move", "split", "merge", "up", "down", "role", "join", "part"]),
        st.lists(st.integers(0, 30), min_size=1, max_size=3),
        st.integers(0, 6),
        st.sampled_from(["title", "kicker", "byline", "body"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_after_any_actions_the_saved_spans_and_noise_hold_every_character_once(upload, some):
    person, _ = User.objects.get_or_create(username="hand")
    for do, picks, to, role in some:
        upload.refresh_from_db()
        desk = opened(upload)
        every = [part.start for parts in desk.sheet.parts.values() for part in parts]
        keys = [story.pk for story in desk.stories]
        said = {
            "do": do, "token": desk.token, "line": [every[pick % len(every)] for pick in picks], "role": role,
            "to": [*keys, NEW, NOISE][to % (len(keys) + 2)], "story": keys[picks[0] % len(keys)] if keys else "",
        }  # fmt: skip
        act = ActForm(_as_post(said), desk)
        assert act.is_valid()
        try:
            ACTIONS[do](Asked(desk, act.cleaned_data, {}, person))
        except (Refused, ValueError):
            continue
        assert _held(upload.pk) == Counter("".join(PAGE.split()))


def _as_post(said):
    post = QueryDict(mutable=True)
    for name, value in said.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    return post


def _held(pk):
    upload = Upload.objects.get(pk=pk)
    spans = [span for story in upload.articles.all() for span in story.spans] + upload.noise
    return Counter(char for start, end in spans for char in "".join(upload.text[start:end].split()))
