"""The fields of a story are checked alike on the review page and on the admin page."""

import datetime

import pytest

from archive.admin.article_form import ArticleForm
from archive.models.edtf_dates import Precision
from archive.review.review_form import ReviewForm

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("form_class", [ReviewForm, ArticleForm])]


def _posted(form_class, **fields):
    form = form_class({"title": "驿站开门", "body": "驿站今天开门。", "kind": "news", **fields})
    form.is_valid()
    return form


def test_a_headline_is_one_line_with_single_spaces(form_class):
    form = _posted(form_class, title=" 驿站\r\n开门　迎客 ", kicker="  ")
    assert (form.cleaned_data["title"], form.cleaned_data["kicker"]) == ("驿站 开门 迎客", "")


def test_a_body_keeps_its_lines_with_plain_ends_and_no_empty_ones_around_it(form_class):
    form = _posted(form_class, body="\r\n第一段。\r\n第二段。\r第三段。\r\n\r\n")
    assert form.cleaned_data["body"] == "第一段。\n第二段。\n第三段。"


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("2021-02-23", datetime.date(2021, 2, 23), Precision.DAY),
        (" 2021-09 ", datetime.date(2021, 9, 1), Precision.MONTH),
        ("2021", datetime.date(2021, 1, 1), Precision.YEAR),
        ("", None, Precision.UNKNOWN),
    ],
)
def test_a_date_is_known_to_the_day_the_month_or_the_year(form_class, typed, day, precision):
    form = _posted(form_class, published_on=typed)
    assert form.cleaned_data["published_on"] == (day, precision)
    assert (form.instance.published, form.instance.published_precision) == (day, precision)


@pytest.mark.parametrize(("field", "typed"), [("published_on", "昨天"), ("event_date", "2022年"), ("kind", "rumour")])
def test_a_value_that_makes_no_sense_is_refused_where_it_was_typed(form_class, field, typed):
    assert set(_posted(form_class, **{field: typed}).errors) == {field}


def test_a_story_has_a_title_or_a_text(form_class):
    assert not _posted(form_class, title=" ", body=" \r\n ").is_valid()
    assert _posted(form_class, title="").is_valid()
