"""A story of 500 KB with thousands of facts is opened and saved soon, and nothing of it is lost."""

import time
from collections.abc import Callable

import pytest

from archive.ingest.load_known import load_known
from archive.ingest.save import Incoming, save
from archive.models import Article
from archive.reading.read import Hints, read
from archive.review.evidence_locator import FACTS_AT_ONCE
from archive.review.session import open_review
from tests.support import factories
from tests.support.desk_page import form_fields, page_of
from tests.support.desk_people import editor, form_of
from tests.support.story_desk import desk_address

pytestmark = pytest.mark.django_db
SECONDS = 2.0  # of CPU, on a machine that others use too; a quiet one takes half of it
LINES = 2850
MIDDLE = 1401
PADDING = "大家认真学习，积极讨论，把学到的东西带回班组，用在每天的工作里，也讲给没有来的同事听。"


def long_text() -> str:
    """Every third line has two figures, every tenth one of forty unions."""
    lines = ["职工培训在全市铺开", "本报讯（记者张三）全市职工培训近日铺开，各级工会都有安排，下面逐一介绍。"]
    for number in range(1, LINES):
        union = f"第{number // 10 % 40 + 1}建筑公司工会" if number % 10 == 0 else "班组"
        figures = f"里有{number}名职工参加，花了{number * 10}元" if number % 3 == 0 else "里的人都参加了，大家说很好"
        lines.append(f"　　{union}{figures}。{PADDING}")
    return "\n".join(lines)


@pytest.fixture
def upload():
    factories.region()
    for number in range(40):
        factories.organization(f"第{number + 1}建筑公司工会")
    data = long_text().encode()
    assert len(data) > 500_000
    return save(Incoming("long.txt", data), read(data, load_known(), Hints())).upload


@pytest.fixture
def story(upload):
    (story,) = upload.articles.all()
    assert story.figures.count() > 1800
    assert story.mentions.count() > 250
    return story


def quickly(request: Callable, status: int):
    """The answer of a request, which has to be cheap."""
    begun = time.thread_time()
    answer = request()
    assert time.thread_time() - begun < SECONDS
    assert answer.status_code == status
    return answer


def assert_all_evidence_is_in_its_place(story: Article) -> None:
    story.refresh_from_db()
    for rows in (story.mentions.all(), story.figures.all()):
        for row in rows:
            assert getattr(story, row.field)[row.start : row.end] == row.text


def review_post(desk, upload, story, do, **data):
    token = open_review(upload).token
    return desk.post(page_of(upload, story), {"token": token, "story": story.pk, "do": do, **data})


def test_the_review_page_opens_saves_moves_and_publishes_it_at_once(upload, story):
    desk = editor()
    quickly(lambda: desk.get(page_of(upload, story)), 200)
    fields = form_fields(desk, upload, story)
    quickly(lambda: review_post(desk, upload, story, "save", **fields), 302)
    changed = {**fields, "body": f"开头加一句，第7建筑公司工会又来了7001名职工。\n{story.body}\n末尾再加一句。"}
    quickly(lambda: review_post(desk, upload, story, "save", **changed), 302)
    assert_all_evidence_is_in_its_place(story)
    assert story.figures.filter(text="7001名").exists()
    quickly(lambda: review_post(desk, upload, story, "again"), 302)
    middle = upload.text.index(f"班组里有{MIDDLE}名职工")
    quickly(lambda: review_post(desk, upload, story, "move", line=[middle], to=-1), 302)
    assert_all_evidence_is_in_its_place(story)
    assert not story.figures.filter(text=f"{MIDDLE}名").exists()
    quickly(lambda: review_post(desk, upload, story, "publish", **form_fields(desk, upload, story)), 302)
    story.refresh_from_db()
    assert story.is_public
    quickly(lambda: desk.get(page_of(upload, story)), 200)


def test_the_page_of_the_story_opens_saves_and_corrects_it_at_once(story):
    desk = editor()
    quickly(lambda: desk.get(desk_address(story)), 200)
    quickly(lambda: desk.post(desk_address(story), form_of(desk, desk_address(story))), 302)
    changed = {**form_of(desk, desk_address(story)), "body": f"开头加一句，又来了7001名职工。\n{story.body}"}
    quickly(lambda: desk.post(desk_address(story), changed), 302)
    assert_all_evidence_is_in_its_place(story)
    assert story.figures.filter(text="7001名").exists()
    story.publish()
    corrected = {**form_of(desk, desk_address(story)), "body": story.body[10:], "reason": "多了几个字"}
    quickly(lambda: desk.post(desk_address(story), corrected), 302)
    assert_all_evidence_is_in_its_place(story)
    assert story.version == 2
    quickly(lambda: desk.get(desk_address(story)), 200)


def test_cutting_it_in_two_is_cheap_and_loses_no_line(upload, story):
    desk, before = editor(), story.body.replace("\n", "")
    middle = upload.text.index(f"班组里有{MIDDLE}名职工")
    quickly(lambda: review_post(desk, upload, story, "split", line=[middle]), 302)
    first, second = upload.articles.order_by("position")
    assert first.body.replace("\n", "") + second.body.replace("\n", "") == before
    assert second.figures.filter(text="2847名").exists()
    assert not first.figures.filter(text="2847名").exists()


def test_the_review_page_shows_the_facts_in_pages_and_saves_only_those_shown(upload, story):
    desk, address = editor(), f"{page_of(upload, story)}&facts=3"
    page = desk.get(address)
    figures = [one["pk"] for one in page.context["evidence"]["figure"]]
    total = page.context["facts"].total
    assert len(figures) == FACTS_AT_ONCE
    assert f"共 {total} 处，这里是第 201–300 处" in page.content.decode()
    before = set(story.figures.values_list("pk", flat=True))
    values = {field.name: field.value() for field in page.context["form"] if field.value() not in (None, False)}
    values |= {"figure": figures[1:], "shown_figure": figures, f"value_{figures[1]}": "77"}
    token = {"token": open_review(upload).token, "story": story.pk, "do": "save"}
    values[f"bound_{figures[1]}"] = story.figures.get(pk=figures[1]).bound
    answer = desk.post(address, {**values, **token})
    assert answer.url == address
    assert set(story.figures.values_list("pk", flat=True)) == before - {figures[0]}
    assert story.figures.get(pk=figures[1]).value == 77
    assert story.mentions.count() > 250


def test_a_page_of_facts_beyond_the_last_is_the_last(upload, story):
    page = editor().get(f"{page_of(upload, story)}&facts=9999").context["facts"]
    assert page.number == page.pages
    assert page.last == page.total


def test_the_page_of_the_story_shows_its_rows_in_pages_and_saves_only_those_shown(story):
    desk, address = editor(), f"{desk_address(story)}?facts=2"
    assert "各列第 51 到 100 条" in desk.get(address).content.decode()
    figures = list(story.figures.values_list("pk", flat=True))
    data = {**form_of(desk, address), "figures-0-DELETE": "on", "figures-1-value": "77"}
    gone, changed = int(data["figures-0-id"]), int(data["figures-1-id"])
    assert gone not in [
        int(value) for name, value in form_of(desk, desk_address(story)).items() if name.endswith("-id")
    ]
    assert desk.post(address, data).status_code == 302
    assert set(story.figures.values_list("pk", flat=True)) == set(figures) - {gone}
    assert story.figures.get(pk=changed).value == 77


def test_a_row_is_saved_even_if_rows_before_it_are_gone_meanwhile(story):
    desk, address = editor(), f"{desk_address(story)}?facts=2"
    data = {**form_of(desk, address), "figures-1-value": "77"}
    first = [row.pk for row in story.figures.all()[:30]]
    story.figures.filter(pk__in=first).delete()
    assert desk.post(address, data).status_code == 302
    assert story.figures.get(pk=int(data["figures-1-id"])).value == 77


def test_a_short_story_has_no_pages_of_facts(story):
    draft = factories.draft(body="第1建筑公司工会有3名职工。")
    assert "这里各列第" not in editor().get(desk_address(draft)).content.decode()
