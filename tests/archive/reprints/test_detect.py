"""Stories that repeat another are found when they arrive, shown to editors and grouped; none is held back."""

import datetime

import pytest
from django.contrib.auth.models import User

from archive.models import Article, Likeness, Mark, ReprintGroup, Signature
from archive.reprints import detect
from archive.reprints.detect import sign_again, sign_and_find
from archive.reprints.fingerprint import MARKS
from archive.reprints.groups import confirm, join_groups, public_reprints, reject
from tests.archive.reprints.test_compare import OTHER, SENTENCES, STORY
from tests.support import factories
from tests.support.doubt_sentences import in_own_words, sentences

pytestmark = pytest.mark.django_db

CUT = "".join(SENTENCES[:5])


def _signed(make=factories.draft, **fields):
    article = make(**fields)
    sign_and_find([article])
    return Article.objects.get(pk=article.pk)


def _editor():
    return User.objects.create_superuser("editor")


def test_an_earlier_story_is_found_whatever_its_title_and_script():
    first = _signed(factories.story, title="守灯人", body=STORY)
    again = _signed(title="青石县的驿站", body=STORY.replace("驿站", "驛站"), script="mixed")
    assert sentences(again.doubts) == [f"疑似重复：与第{first.pk}号《守灯人》全文相同"]
    likeness = Likeness.objects.get()
    assert (likeness.article, likeness.other, likeness.how, likeness.percent) == (again, first, "same", 100)


def test_stories_with_the_same_letters_are_grouped_at_once_and_keep_their_status():
    first = _signed(factories.story, body=STORY)
    again = _signed(body=STORY)
    first.refresh_from_db()
    assert again.reprint_group is not None
    assert first.reprint_group == again.reprint_group
    assert (first.status, again.status, Article.objects.count()) == ("published", "draft", 2)


def test_every_further_repeat_joins_the_group_of_the_first():
    stories = [factories.draft(body=STORY) for _ in range(4)]
    sign_and_find(stories[:2])
    sign_and_find(stories[2:])
    assert ReprintGroup.objects.get().articles.count() == 4
    assert set(Likeness.objects.values_list("other", flat=True)) == {stories[0].pk}


def test_an_excerpt_is_shown_to_the_editor_and_not_grouped_automatically():
    first = _signed(factories.story, title="守灯人", body=STORY)
    cut = _signed(title="驿站", body=f"据青石日报报道（王小二）{CUT}（编辑：赵六七）")
    assert sentences(cut.doubts) == [
        f"疑似重复：似为第{first.pk}号《守灯人》的删节，约为其{Likeness.objects.get().percent}%"
    ]
    assert cut.reprint_group is None


def test_a_whole_story_that_arrives_after_its_excerpt_is_found_too():
    first = _signed(factories.story, title="驿站", body=CUT)
    whole = _signed(title="守灯人", body=STORY)
    percent = Likeness.objects.get().percent
    assert sentences(whole.doubts) == [f"疑似重复：第{first.pk}号《驿站》似为本稿的删节，约为本稿的{percent}%"]


def test_stories_of_one_batch_are_compared_with_each_other():
    first, other, again = (factories.draft(body=body) for body in (STORY, OTHER, CUT))
    found = sign_and_find([first, other, again])
    assert [(one.article.pk, one.other) for one in found] == [(again.pk, first.pk)]


def test_an_unrelated_story_gets_no_doubt():
    _signed(body=STORY)
    other = _signed(body=OTHER)
    assert other.doubts == []
    assert not Likeness.objects.exists()


def test_the_doubt_says_if_the_other_story_was_withdrawn():
    first = _signed(factories.story, title="守灯人", body=STORY)
    first.withdraw("写错了")
    assert "《守灯人》（已撤回）全文相同" in sentences(_signed(body=STORY).doubts)[0]


def test_the_doubt_does_not_name_the_title_of_a_draft():
    """The uploader of the later story may not be allowed to see the draft."""
    first = _signed(title="守灯人", body=STORY)
    assert sentences(_signed(body=STORY).doubts) == [f"疑似重复：与第{first.pk}号草稿全文相同"]


def test_existing_doubts_stay():
    _signed(body=STORY)
    assert sentences(_signed(body=STORY, doubts=in_own_words("日期不详")).doubts)[0] == "日期不详"


def test_only_known_days_are_compared():
    day = {"published": datetime.date(2020, 3, 1), "published_precision": "day"}
    year = {"published": datetime.date(2010, 1, 1), "published_precision": "year"}
    new_head = "今年大会主席致辞之后，会议通过了章程修正草案，代表们纷纷合影留念。"
    _signed(body=STORY, **day)
    assert _signed(body=new_head + STORY[40:], **{**day, "published": datetime.date(2012, 3, 1)}).doubts == []
    assert len(_signed(body=new_head + STORY[40:], **year).doubts) == 1


def test_a_mark_shared_by_many_stories_is_not_stored_for_more(monkeypatch):
    monkeypatch.setattr(detect, "COMMON", 3)
    stories = [factories.draft(body=f"{STORY}{STORY}第{number}版") for number in range(6)]
    sign_and_find(stories)
    per_run = {}
    for run in Mark.objects.values_list("run", flat=True):
        per_run[run] = per_run.get(run, 0) + 1
    assert max(per_run.values()) == 3
    late = _signed(body=STORY + STORY)
    assert late.doubts, "a text that is printed everywhere is still found"


def test_a_text_that_is_too_short_is_signed_and_matches_nothing():
    sign_and_find([factories.draft(body="详见第三版"), factories.draft(body="详见第三版")])
    assert Signature.objects.count() == 2
    assert not Likeness.objects.exists()


def test_signing_again_follows_the_text_and_repeats_no_settled_question():
    first, second = _signed(body=STORY), _signed(body=OTHER)
    second.body = CUT
    second.save()
    assert len(sign_again([second])) == 1
    assert len(sign_again([second])) == 1
    assert Likeness.objects.count() == 1
    assert Article.objects.get(pk=second.pk).doubts == second.doubts
    assert Mark.objects.filter(article=first).count() == MARKS
    assert sign_again([first]) != []
    assert Likeness.objects.count() == 1


def test_a_look_up_takes_the_same_queries_however_many_stories_there_are(django_assert_max_num_queries):
    sign_and_find([factories.draft(body=f"{OTHER}{number}") for number in range(60)])
    article = factories.draft(body=STORY)
    with django_assert_max_num_queries(12):
        sign_and_find([article])


def test_deleting_a_story_deletes_its_signature():
    _signed(body=STORY)
    again = _signed(body=STORY)
    again.delete()
    assert (Signature.objects.count(), Mark.objects.count(), Likeness.objects.count()) == (1, MARKS, 0)


# The decision of an editor.


def test_a_confirmed_excerpt_joins_the_group_and_loses_its_doubt():
    first, cut = _signed(body=STORY), _signed(body=CUT, doubts=in_own_words("日期不详"))
    confirm(Likeness.objects.get(), editor := _editor())
    first.refresh_from_db()
    cut.refresh_from_db()
    assert first.reprint_group == cut.reprint_group is not None
    assert sentences(cut.doubts) == ["日期不详"]
    likeness = Likeness.objects.get()
    assert (likeness.verdict, likeness.judged_by) == ("reprint", editor)
    assert not Likeness.objects.open().exists()


def test_a_rejected_match_leaves_the_group_and_is_not_proposed_again():
    first, again = _signed(body=STORY), _signed(body=STORY)
    reject(Likeness.objects.get(), _editor())
    for story in (first, again):
        story.refresh_from_db()
        assert story.reprint_group is None
    assert again.doubts == []
    assert not ReprintGroup.objects.exists()
    sign_again([again])
    assert Article.objects.get(pk=again.pk).doubts == []
    assert Likeness.objects.get().verdict == "different"


def test_only_the_rejected_one_of_three_leaves_the_group():
    first, second, third = (_signed(body=STORY) for _ in range(3))
    reject(Likeness.objects.get(article=third), _editor())
    group = ReprintGroup.objects.get()
    assert set(group.articles.all()) == {first, second}


def test_a_story_that_leaves_takes_along_those_connected_only_through_it():
    first, second = _signed(body=STORY), _signed(body=STORY)
    third = factories.draft(body=OTHER)
    likeness = Likeness.objects.create(article=third, other=second, how="near", percent=80)
    confirm(likeness, editor := _editor())
    reject(Likeness.objects.get(article=second, other=first), editor)
    groups = [Article.objects.get(pk=story.pk).reprint_group_id for story in (first, second, third)]
    assert groups[0] is None
    assert groups[1] == groups[2] is not None


def test_two_groups_with_a_common_match_are_merged():
    a, b, c, d = (factories.draft() for _ in range(4))
    join_groups([(a, b), (c, d)])
    a, c = Article.objects.get(pk=a.pk), Article.objects.get(pk=c.pk)
    assert a.reprint_group != c.reprint_group
    join_groups([(a, c)])
    assert ReprintGroup.objects.get().articles.count() == 4


def test_readers_see_only_published_stories_of_a_group():
    public, draft, withdrawn, asked = (
        _signed(make, body=STORY) for make in (factories.story, factories.draft, factories.story, factories.story)
    )
    withdrawn.withdraw("写错了")
    assert list(public_reprints(asked)) == [public]
    assert list(public_reprints(factories.story())) == []
    assert draft not in public_reprints(public)
