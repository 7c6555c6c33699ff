"""疑似重复 in the admin: two stories side by side; users who may change stories decide."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.admin.likeness_admin import KEPT, fold_piece
from archive.models import Article, Likeness
from archive.reprints.detect import sign_and_find
from archive.reprints.diff import DiffPiece, pieces_of
from archive.words.change_words import words_of_log
from tests.archive.reprints.test_compare import OTHER, SENTENCES, STORY
from tests.support import factories
from tests.support.desk_people import editor, person_who_may, viewer

pytestmark = pytest.mark.django_db

LIST = "admin:archive_likeness_changelist"
CUT = "".join(SENTENCES[:5])


def _pair(first=STORY, second=CUT, title="驿站"):
    stories = [factories.story(title="守灯人", body=first), factories.draft(title=title, body=second)]
    sign_and_find(stories)
    return Likeness.objects.get(article=stories[1])


def _address(likeness):
    return reverse("admin:archive_likeness_change", args=[likeness.pk])


def test_the_list_names_both_stories_and_how_similar_they_are():
    likeness = _pair()
    page = editor().get(reverse(LIST)).content.decode()
    assert f"{likeness.article_id} 驿站" in page
    assert f"{likeness.other_id} 守灯人" in page
    assert "是后者的删节" in page


def test_the_list_is_searched_by_number_and_filtered_by_verdict():
    likeness = _pair()
    desk = editor()
    assert desk.get(reverse(LIST), {"q": str(likeness.other_id)}).context["cl"].result_count == 1
    assert desk.get(reverse(LIST), {"q": "9999999"}).context["cl"].result_count == 0
    assert desk.get(reverse(LIST), {"verdict__exact": "reprint"}).context["cl"].result_count == 0


def test_the_comparison_marks_text_that_only_one_story_has():
    likeness = _pair(second="据青石日报报道（王小二）" + CUT)
    page = editor().get(_address(likeness)).content.decode()
    marked = re.findall(r"<mark>(.*?)</mark>", page)
    assert marked == ["据青石日报报道（王小二）", "".join(SENTENCES[5:])]


def test_a_long_common_passage_is_folded_and_differences_are_visible():
    both = "".join(f"第{number}处驿站今天开门迎客。" for number in range(60))
    pieces = [fold_piece(piece) for piece in pieces_of(f"{both}只有这一篇说到的收费办法另行公布。", both)]
    long, own = pieces[0], pieces[-1]
    assert long.start + long.folded + long.end == both
    assert (len(long.start), len(long.end)) == (KEPT, KEPT)
    assert (own.start, own.folded) == ("只有这一篇说到的收费办法另行公布。", "")
    assert fold_piece(DiffPiece("短的", True)).folded == ""


def test_markup_in_a_story_is_shown_as_text():
    likeness = _pair(second=CUT + "<script>alert(1)</script>")
    assert "<script>alert" not in editor().get(_address(likeness)).content.decode()


def test_confirming_groups_the_two_stories_and_opens_the_next_pair():
    first, second = _pair(), _pair(OTHER, OTHER[:80])
    answer = editor().post(_address(second), {"verdict": "reprint"})
    assert answer["Location"] == _address(first)
    second.refresh_from_db()
    assert second.verdict == "reprint"
    assert second.article.reprint_group == second.other.reprint_group is not None
    assert words_of_log(LogEntry.objects.get().change_message) == "同一篇"


def test_rejecting_clears_the_doubt_and_the_last_pair_leads_back_to_the_list():
    likeness = _pair()
    answer = editor().post(_address(likeness), {"verdict": "different"})
    assert answer["Location"] == reverse(LIST)
    story = Article.objects.get(pk=likeness.article_id)
    assert (story.doubts, story.reprint_group, story.status) == ([], None, "draft")


def test_an_invalid_verdict_changes_nothing():
    likeness = _pair()
    editor().post(_address(likeness), {"verdict": "open"})
    likeness.refresh_from_db()
    assert (likeness.verdict, likeness.judged_at) == ("open", None)


def test_a_viewer_sees_no_buttons_and_cannot_judge():
    likeness = _pair()
    desk = viewer()
    assert 'name="verdict"' not in desk.get(_address(likeness)).content.decode()
    assert desk.post(_address(likeness), {"verdict": "reprint"}).status_code == 403
    likeness.refresh_from_db()
    assert likeness.verdict == "open"


def test_users_who_may_not_see_stories_do_not_see_likenesses():
    likeness = _pair()
    assert person_who_may("add_upload").get(_address(likeness)).status_code == 403
    answer = Client().get(_address(likeness))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


def test_a_missing_likeness_is_not_found():
    assert editor().get(reverse("admin:archive_likeness_change", args=[404])).status_code == 404


def test_a_story_with_likenesses_links_to_them_and_others_do_not():
    likeness, other = _pair(), factories.draft()
    link = f"{reverse(LIST)}?q="
    desk = editor()
    for pk in (likeness.article_id, likeness.other_id):
        assert f"{link}{pk}" in desk.get(reverse("admin:archive_article_change", args=[pk])).content.decode()
    assert link not in desk.get(reverse("admin:archive_article_change", args=[other.pk])).content.decode()


def test_a_long_list_takes_no_more_queries_than_a_short_one():
    desk = editor()
    desk.get(reverse(LIST))  # the first request of a session is noted
    _pair()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(reverse(LIST))
        counts.append(len(queries))
        sign_and_find([factories.draft(body=STORY) for _ in range(5)])
    assert counts[0] == counts[1]
