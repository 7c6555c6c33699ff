"""No work is lost in a review: with two editors at once, an undone upload, any sequence of actions."""

import re
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.ingest.load_known import load_known
from archive.ingest.save import Incoming, save
from archive.models import Article, Change, Upload
from archive.reading.read import Hints, read
from archive.review.actions import ACTIONS, ActionForm, ActionRequest
from archive.review.page_lines import NEW, NOISE
from archive.review.session import EditRefused, open_review
from tests.support import factories
from tests.support.desk_page import PAGE, form_fields, messages_of, page_of, send, story_of, upload
from tests.support.desk_people import editor, form_of

pytestmark = pytest.mark.django_db
__all__ = ["upload"]  # a fixture


def test_the_fields_of_a_published_story_are_changed_only_by_correction(upload):
    story = story_of("山城")
    story.publish()
    desk = editor()
    answer = send(desk, upload, "save", story, **{**form_fields(desk, upload, story), "title": "别的"})
    assert "要改请用更正" in messages_of(answer)[0]


def test_the_second_of_two_concurrent_editors_is_warned_and_keeps_the_typed_text(upload):
    desk, story = editor(), story_of("青石")
    token = open_review(upload).token
    data = form_fields(desk, upload, story)
    send(desk, upload, "save", story, **{**data, "title": "先来的题"})
    late = {**data, "title": "后来的题", "do": "save", "token": token, "story": story.pk}
    answer = desk.post(page_of(upload), late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "editor 刚改过这件来件" in messages_of(answer)[0]
    assert "后来的题" in page
    story.refresh_from_db()
    assert story.title == "先来的题"
    again = re.search(r'name="token"\s+value="(\w+)"', page)[1]
    desk.post(page_of(upload), {**late, "token": again})
    story.refresh_from_db()
    assert story.title == "后来的题"


def test_text_typed_for_a_deleted_story_is_shown_for_copying(upload):
    desk, story = editor(), story_of("柳河")
    token, data = open_review(upload).token, form_fields(desk, upload, story)
    send(desk, upload, "merge", story, to=story_of("青石").pk)
    late = {**data, "title": "辛苦打的题", "do": "save", "token": token, "story": story.pk}
    answer = desk.post(page_of(upload), late)
    assert answer.status_code == 409
    assert ("标题", "辛苦打的题") in answer.context["lost"]


def test_correcting_a_story_in_the_admin_makes_an_open_page_stale(upload):
    desk, story = editor(), story_of("青石")
    token = open_review(upload).token
    address = reverse("admin:archive_article_change", args=[story.pk])
    desk.post(address, {**form_of(desk, address), "title": "报道页改的题"})
    answer = desk.post(page_of(upload), {"token": token, "do": "up", "line": story.spans[1][0]})
    assert answer.status_code == 409


@pytest.mark.parametrize("do", ["move", "up", "down", "role", "join", "part", "split"])
def test_without_a_selected_line_nothing_happens_and_the_editor_is_told(upload, do):
    answer = send(editor(), upload, do, story_of("青石"), to=NEW)
    assert "请" in messages_of(answer)[0]
    assert not Change.objects.exists()


def test_a_line_of_another_page_is_refused(upload):
    answer = send(editor(), upload, "move", line=3, to=NEW)
    assert "读不懂" in messages_of(answer)[0]


def test_an_upload_can_be_undone_until_one_of_its_stories_is_published(upload):
    desk = editor()
    address = reverse("admin:archive_upload_undo", args=[upload.pk])
    assert "青石县总工会" in desk.get(address).content.decode()
    story = story_of("青石")
    story.publish()
    desk.post(address)
    assert Upload.objects.filter(pk=upload.pk).exists()
    story.withdraw("不实")
    desk.post(address)
    assert Article.objects.count() == 4


def test_an_undone_upload_leaves_a_note_and_the_same_file_can_be_uploaded_again(upload):
    desk = editor()
    desk.post(reverse("admin:archive_upload_undo", args=[upload.pk]))
    assert not Article.objects.exists()
    assert not Upload.objects.exists()
    assert Change.objects.get().what == f"{upload.pk} page.txt"
    again = save(Incoming("page.txt", PAGE.encode()), read(PAGE.encode(), load_known(), Hints()))
    assert len(again.drafts) == 4


def test_a_page_of_many_stories_takes_no_more_queries_than_one_of_few(upload):
    desk = editor()
    desk.get(page_of(upload, story_of("青石")))
    with CaptureQueriesContext(connection) as few:
        desk.get(page_of(upload, story_of("青石")))
    text = upload.text
    for number in range(20):
        text += f"\n第{number}条消息。"
        span = [len(text) - len(f"第{number}条消息。"), len(text)]
        factories.draft(upload=upload, position=10 + number, spans=[span], title="", body=f"第{number}条消息。")
    Upload.objects.filter(pk=upload.pk).update(text=text)
    with CaptureQueriesContext(connection) as many:
        assert len(desk.get(page_of(upload, story_of("青石"))).context["review"].tabs) == 24
    assert len(many) == len(few)


def test_a_very_long_page_shows_only_the_open_story_in_full(upload, monkeypatch):
    monkeypatch.setattr("archive.review.context.LEFT_OUT_FROM", 10)
    monkeypatch.setattr("archive.review.context.FIRST_SEEN", 1)
    monkeypatch.setattr("archive.review.context.LEAST_FOLDED", 1)
    page = editor().get(page_of(upload, story_of("青石"))).content.decode()
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
def test_after_any_actions_the_saved_spans_and_noise_contain_every_character_once(upload, some):
    person, _ = User.objects.get_or_create(username="hand")
    for do, picks, to, role in some:
        upload.refresh_from_db()
        desk = open_review(upload)
        every = [part.start for parts in desk.page_lines.parts.values() for part in parts]
        keys = [story.pk for story in desk.stories]
        said = {
            "do": do, "token": desk.token, "line": [every[pick % len(every)] for pick in picks], "role": role,
            "to": [*keys, NEW, NOISE][to % (len(keys) + 2)], "story": keys[picks[0] % len(keys)] if keys else "",
        }  # fmt: skip
        act = ActionForm(_as_post(said), desk)
        assert act.is_valid()
        try:
            with transaction.atomic():  # as the page does: what is refused halfway is taken back
                ACTIONS[do](ActionRequest(desk, act.cleaned_data, {}, person))
        except (EditRefused, ValueError):
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
