"""Lines of published stories in a review: moving them needs a public reason, like any correction."""

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Article, Change, PilotUnit, Version
from archive.models.change import Action
from archive.review.session import open_review
from tests.support import factories
from tests.support.desk_page import line_of, messages_of, page_of, send, story_of, upload
from tests.support.desk_people import editor, form_of, person_who_may

pytestmark = pytest.mark.django_db
__all__ = ["upload"]  # a fixture
MOVED = "施工期间"


@pytest.fixture
def published(upload):
    story = story_of("山城")
    story.publish()
    return story


def _move(desk, upload, **said):
    return send(desk, upload, "move", line=line_of(upload, MOVED), to=story_of("海滨").pk, **said)


def test_moving_a_line_out_of_a_published_story_corrects_it_with_a_public_reason(upload, published):
    answer = _move(editor(), upload, reason="末段属于另一篇。")
    assert "→ 第" in messages_of(answer)[0]
    published.refresh_from_db()
    assert MOVED not in published.body
    assert MOVED in story_of("海滨").body
    assert published.version == 2
    assert MOVED in Version.objects.get(article=published).snapshot["body"]
    page = Client().get(published.get_absolute_url()).content.decode()
    assert "末段属于另一篇。" in page
    assert MOVED not in page
    note = Change.objects.get(article=published, action=Action.CORRECT)
    assert (note.editor.username, "末段属于另一篇。" in note.what) == ("editor", True)
    assert MOVED in note.before["body"]


def test_lines_of_a_published_story_do_not_move_without_a_reason(upload, published):
    answer = _move(editor(), upload)
    assert "请写明更正原因" in messages_of(answer)[0]
    assert MOVED in Article.objects.get(pk=published.pk).body
    assert MOVED not in story_of("海滨").body


def test_moving_a_line_into_a_published_story_corrects_it_too(upload, published):
    desk, line = editor(), line_of(upload, story_of("海滨").body[-12:])
    send(desk, upload, "move", line=line, to=published.pk, reason="漏排一段。")
    published.refresh_from_db()
    assert published.version == 2


def test_a_published_story_does_not_lose_its_last_line(upload, published):
    desk = editor()
    lines = [part.start for part in _parts(upload, published)]
    answer = send(desk, upload, "move", line=lines, to=0, reason="拆稿。")
    assert "要去掉它请撤回" in messages_of(answer)[0]
    assert Article.objects.get(pk=published.pk).body == published.body


def _parts(upload, story):
    return open_review(upload).page_lines.parts[story.pk]


def test_a_withdrawn_story_keeps_its_lines_whatever_the_reason(upload, published):
    published.withdraw("不实")
    answer = _move(editor(), upload, reason="改行。")
    assert "不能再动" in messages_of(answer)[0]


def test_a_contributor_cannot_move_lines_of_published_stories_even_with_a_reason(upload, published):
    desk = person_who_may("add_upload")
    upload.received_from_id = int(desk.session["_auth_user_id"])
    upload.save()
    answer = _move(desk, upload, reason="改行。")
    assert "不能再动" in messages_of(answer)[0]
    assert f'name="line" value="{line_of(upload, MOVED)}"' not in desk.get(page_of(upload)).content.decode()


def test_a_line_of_a_published_story_is_cut_with_a_reason(upload, published):
    desk, line = editor(), line_of(upload, MOVED)
    address = reverse("admin:archive_upload_cut", args=[upload.pk]) + f"?line={line}"
    page = desk.get(address)
    shown = page.context["form"]
    pieces = shown.initial["pieces"]
    data = {"token": shown.initial["token"], "pieces": f"{pieces[:6]}\n{pieces[6:]}"}
    assert 'name="reason"' in page.content.decode()
    desk.post(address, {**data, "reason": "分成两段。"})
    published.refresh_from_db()
    assert len(_parts(upload, published)) > 1


def test_a_draft_needs_no_reason(upload):
    desk = editor()
    page = desk.get(reverse("admin:archive_upload_cut", args=[upload.pk]) + f"?line={line_of(upload, MOVED)}")
    assert 'name="reason"' not in page.content.decode()
    assert 'name="reason"' not in desk.get(page_of(upload)).content.decode()


def test_a_unit_of_a_published_list_keeps_its_place_when_the_text_before_it_is_corrected():
    story, unit = _list_with_unit()
    desk = editor()
    address = reverse("admin:archive_article_change", args=[story.pk])
    desk.post(address, {**form_of(desk, address), "body": f"更正。\n{story.body}", "reason": "补一句。"})
    unit.refresh_from_db()
    assert story.__class__.objects.get(pk=story.pk).body[unit.start : unit.end] == unit.name


def test_a_unit_whose_name_is_removed_by_a_correction_stays_listed_without_offsets():
    story, unit = _list_with_unit()
    desk = editor()
    address = reverse("admin:archive_article_change", args=[story.pk])
    desk.post(address, {**form_of(desk, address), "body": "名单另发。", "reason": "名单有误。"})
    unit.refresh_from_db()
    assert (unit.article, unit.start, unit.end) == (None, None, None)


def _list_with_unit():
    body = "名单如下。\n江北驿站\n江北驿站分站"
    story = factories.story(body=body)
    unit = PilotUnit.objects.create(
        program=factories.program(), name="江北驿站", article=story, field="body", start=6, end=10
    )
    return story, unit
