"""The review page: lines are moved and cut, stories split and merged, and their text is built again from the lines."""

import pytest
from django.urls import reverse

from archive.models import Article, Change, PilotUnit, Upload
from archive.models.article_choices import Status
from archive.reading.document import Doubt
from archive.review.page_lines import NEW, NOISE
from archive.review.session import open_review
from tests.support import factories
from tests.support.desk_page import PAGE, line_of, messages_of, page_of, send, story_of, upload
from tests.support.desk_people import editor
from tests.support.doubt_sentences import in_own_words, sentences

pytestmark = pytest.mark.django_db
__all__ = ["upload"]  # a fixture


def test_the_page_shows_every_line_with_its_number_and_opens_the_doubtful_story(upload):
    Article.objects.filter(pk=story_of("柳河").pk).update(doubts=[Doubt.of("line-may-belong-elsewhere", (6,))])
    page = editor().get(page_of(upload))
    content = page.content.decode()
    for line in PAGE.split("\n"):
        assert line.strip() in content
    assert page.context["review"].current == story_of("柳河")
    assert 'class="printed doubtful"' in content
    assert len(page.context["review"].tabs) == 4


def test_a_draft_is_labelled_a_draft_and_not_with_the_status_of_the_archive(upload):
    """The footer of every page has a variable `archive_status` of its own."""
    content = editor().get(page_of(upload, story_of("柳河"))).content.decode()
    assert "<span>草稿</span>" in content
    assert "IndexStatus(" not in content


def test_moving_a_line_changes_both_bodies_and_spans_and_records_the_editor(upload):
    home, to = story_of("山城"), story_of("海滨")
    line = line_of(upload, "施工期间")
    send(editor(), upload, "move", home, line=line, to=to.pk)
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
    desk, home, to = editor(), story_of("山城"), story_of("海滨")
    before = {story.pk: (story.body, story.spans) for story in (home, to)}
    line = line_of(upload, "施工期间")
    send(desk, upload, "move", line=line, to=to.pk)
    send(desk, upload, "move", line=line, to=home.pk)
    assert {story.pk: (story.body, story.spans) for story in Article.objects.filter(pk__in=before)} == before


def test_a_line_goes_up_in_reading_order_and_the_order_is_shown(upload):
    desk, story = editor(), story_of("青石")
    line = line_of(upload, "快递员老周")
    answer = send(desk, upload, "up", story, line=line, order="reading")
    story.refresh_from_db()
    assert story.body.startswith("快递员老周")
    rows = [row for run in answer.context["review"].runs for chunk in run.chunks for row in chunk.rows]
    assert [row.text[:4] for row in rows] == ["青石县总", "快递员老", "本报讯 "]
    by_page = desk.get(page_of(upload, story)).context["review"]
    assert by_page.is_shuffled
    assert [row.place for row in by_page.runs[0].chunks[0].rows] == [1, 3, 2]


def test_lines_become_a_new_story_with_the_page_they_were_printed_on(upload):
    home = story_of("青石")
    send(editor(), upload, "split", home, line=line_of(upload, "快递员老周"))
    new = Article.objects.latest("pk")
    assert new.upload == upload
    assert new.status == Status.DRAFT
    assert new.body.startswith("快递员老周")
    assert "编辑拆出来" in sentences(new.doubts)[0]
    assert Change.objects.get(article=new).action == "split"
    home.refresh_from_db()
    assert "快递员老周" not in home.body


def test_merging_two_stories_deletes_one_of_them(upload):
    home, into = story_of("柳河"), story_of("青石")
    answer = send(editor(), upload, "merge", home, to=into.pk)
    into.refresh_from_db()
    assert "孟小燕" in into.body
    assert "柳河纺织厂女工夺得" in into.body
    assert not Article.objects.filter(pk=home.pk).exists()
    assert answer.context["review"].current == into
    merged = Change.objects.filter(article=into, action="merge")
    assert any(note.before.get("title") == home.title for note in merged)


def test_lines_become_noise_and_story_again(upload):
    home = story_of("山城")
    line = line_of(upload, "施工期间")
    desk = editor()
    send(desk, upload, "move", line=line, to=NOISE)
    upload.refresh_from_db()
    assert upload.noise[0][0] == line
    send(desk, upload, "move", line=line, to=home.pk)
    upload.refresh_from_db()
    assert upload.noise == []


def test_a_line_is_cut_by_a_line_break_and_its_end_moved(upload):
    desk, home = editor(), story_of("青石")
    line = line_of(upload, "青石县总工会近日")
    answer = send(desk, upload, "cut", home, line=line)
    printed = answer.context["form"]["pieces"].value()
    cut = printed.replace("驿站由临街", "\n驿站由临街")
    desk.post(answer.redirect_chain[-1][0], {"token": open_review(upload).token, "pieces": cut})
    body = home.body
    home.refresh_from_db()
    assert home.body == body
    place = upload.text.index("驿站由临街")
    send(desk, upload, "move", line=place, to=story_of("柳河").pk)
    assert "驿站由临街" in story_of("柳河").body


@pytest.mark.parametrize(("typed", "why"), [("别的字", "字要与原行一样"), (None, "还没有切开")])
def test_a_cut_that_changes_a_word_or_nothing_is_refused(upload, typed, why):
    desk = editor()
    address = reverse("admin:archive_upload_cut", args=[upload.pk]) + f"?line={line_of(upload, '施工期间')}"
    printed = desk.get(address).context["form"]["pieces"].value()
    answer = desk.post(address, {"token": open_review(upload).token, "pieces": typed or printed})
    assert why in answer.content.decode()
    assert not Change.objects.exists()


def test_a_line_becomes_the_title(upload):
    story = story_of("山城")
    send(editor(), upload, "role", story, line=line_of(upload, "施工期间"), role="subtitle")
    story.refresh_from_db()
    assert story.subtitle.startswith("施工期间")
    assert "施工期间" not in story.body


def test_a_doubt_about_a_line_moves_with_the_line(upload):
    line = line_of(upload, "施工期间")
    story = story_of("山城")
    number = PAGE.count(chr(10), 0, line) + 1
    story.doubts = [Doubt.of("line-may-belong-elsewhere", (number,)), *in_own_words("年份未定")]
    story.save()
    send(editor(), upload, "move", line=line, to=story_of("海滨").pk)
    story.refresh_from_db()
    assert sentences(story.doubts) == ["年份未定"]


def test_units_of_a_list_follow_their_lines(upload):
    story, to = story_of("青石"), story_of("海滨")
    PilotUnit.objects.create(program=factories.program(), name="快递网点", article=story, field="body", start=1, end=5)
    PilotUnit.objects.create(
        program=factories.program(), name="农田", article=story_of("山城"), field="body", start=1, end=3
    )
    desk = editor()
    send(desk, upload, "move", line=line_of(upload, "快递员老周"), to=to.pk)
    send(desk, upload, "move", line=line_of(upload, "经过四百多天"), to=NOISE)
    unit = PilotUnit.objects.get()
    to.refresh_from_db()
    assert unit.article == to
    assert to.body[unit.start : unit.end] == "快递网点"


def test_a_story_cannot_be_left_without_text(upload):
    story = story_of("山城")
    lines = [start for start, _ in story.spans]
    answer = send(editor(), upload, "role", story, line=lines, role="byline")
    assert "没有标题也没有正文" in messages_of(answer)[0]


def test_a_page_without_stories_offers_to_create_one():
    text = "只有一行字"
    upload = Upload.objects.create(
        sha256="0" * 64, name="x.txt", size=1, charset="utf-8", script="hans", text=text, noise=[[0, 5]]
    )
    factories.region()
    desk = editor()
    assert "没有找出报道" in desk.get(page_of(upload)).content.decode()
    send(desk, upload, "move", line=0, to=NEW)
    assert Article.objects.get().body == text
