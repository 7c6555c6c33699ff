"""Links in the admin from a story to the organizations and figures it names, found or added by hand."""

import pytest

from archive.models import Mention
from tests.support import factories
from tests.support.desk_people import editor, form_of
from tests.support.story_desk import desk_address, edit, mention_rows, write

pytestmark = pytest.mark.django_db


def test_a_story_typed_by_hand_is_linked_to_the_organizations_it_names():
    union, program = factories.organization("清泉县总工会"), factories.program()
    story = write(editor(), body=f"清泉县总工会投入50万元，用于{program.name}。\r\n惠及300人。")
    (mention,) = story.mentions.all()
    assert (mention.organization, mention.field, mention.start, mention.end) == (union, "body", 0, 6)
    assert [row.program for row in story.program_mentions.all()] == [program]
    assert sorted(story.figures.values_list("text", flat=True)) == ["300人", "50万元"]


def test_added_words_are_linked_and_removed_links_stay_removed():
    factories.organization("清泉县总工会")
    other = factories.organization("甘泉县总工会")
    desk = editor()
    story = write(desk, body="清泉县总工会开会。")
    story.mentions.all().delete()
    edit(desk, story, body="清泉县总工会开会。甘泉县总工会到会。")
    assert [mention.organization for mention in story.mentions.all()] == [other]


def test_a_link_added_together_with_its_words_exists_once():
    union = factories.organization("清泉县总工会")
    story = factories.draft(body="开会。")
    link = {
        "mentions-TOTAL_FORMS": "1", "mentions-0-organization": union.pk, "mentions-0-text": "清泉县总工会",
        "mentions-0-article": story.pk,
    }  # fmt: skip
    answer = edit(editor(), story, body="清泉县总工会开会。", **link)
    assert answer.status_code == 302
    assert [mention.organization for mention in story.mentions.all()] == [union]


def test_correcting_a_published_story_links_the_names_it_adds():
    union = factories.organization("清泉县总工会")
    story = factories.story(body="开会。")
    edit(editor(), story, body="清泉县总工会开会。", reason="补单位")
    assert [mention.organization for mention in story.mentions.all()] == [union]


def test_a_link_is_added_by_choosing_an_organization_and_copying_its_words():
    story = factories.draft(title="标题", body="前文,市总工会启动。")
    union = factories.organization()
    assert edit(editor(), story, **mention_rows(organization=union.pk, text="市总工会")).status_code == 302
    mention = story.mentions.get()
    assert (mention.organization, mention.field, mention.start, mention.end) == (union, "body", 3, 7)


def test_words_not_in_the_text_cannot_be_linked():
    story = factories.draft(body="正文")
    union = factories.organization()
    answer = edit(editor(), story, **mention_rows(organization=union.pk, text="市总工会"))
    assert "没有这几个字" in answer.content.decode()
    assert not Mention.objects.exists()


def test_linking_the_same_words_twice_links_their_next_occurrence():
    story = factories.draft(title="", body="市总工会与市总工会")
    union = factories.organization()
    desk = editor()
    for start in (0, 5):
        rows = mention_rows(organization=union.pk, text="市总工会")
        if start:
            rows = {"mentions-TOTAL_FORMS": "2", "mentions-1-organization": union.pk, "mentions-1-text": "市总工会"}
        edit(desk, story, **rows)
        assert story.mentions.filter(start=start).exists()
    third = {"mentions-TOTAL_FORMS": "3", "mentions-2-organization": union.pk, "mentions-2-text": "市总工会"}
    assert "已经登记过" in edit(desk, story, **third).content.decode()


def test_a_figure_is_located_by_its_words():
    story = factories.draft(body="投入近2亿元。")
    row = {"text": "近2亿元", "kind": "money", "value": "200000000", "unit": "CNY", "bound": "nearly"}
    rows = {"figures-TOTAL_FORMS": "1", **{f"figures-0-{name}": value for name, value in row.items()}}
    assert edit(editor(), story, **rows).status_code == 302
    figure = story.figures.get()
    assert (figure.field, figure.start, figure.end) == ("body", 2, 6)


def test_a_figure_is_shown_in_readable_form_and_saved_unchanged():
    story = factories.draft(body="投入30万元。")
    figure = story.figures.create(
        kind="money", value="300000", unit="CNY", bound="exact", field="body", start=2, end=6, text="30万元"
    )
    desk = editor()
    fields = form_of(desk, desk_address(story))
    assert (fields["figures-0-value"], fields["figures-0-unit"]) == ("300000", "元")
    page = desk.get(desk_address(story)).content.decode()
    assert "300000.0000" not in page
    assert "标题：</label>" in page
    edit(desk, story)
    figure.refresh_from_db()
    assert (figure.value, figure.unit) == (300000, "CNY")
    assert figure.in_words == "300000 元"


def test_links_follow_their_words_when_the_text_is_edited_and_disappear_with_them():
    story = factories.draft(body="市总工会与市总工会,县总工会")
    union = factories.organization()
    for start, end in ((0, 4), (5, 9), (10, 14)):
        text = story.body[start:end]
        Mention.objects.create(article=story, organization=union, field="body", start=start, end=end, text=text)
    edit(editor(), story, body="昨日,市总工会与市总工会")
    rows = [(mention.start, mention.end, mention.text) for mention in story.mentions.all()]
    assert rows == [(3, 7, "市总工会"), (8, 12, "市总工会")]
