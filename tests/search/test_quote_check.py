"""Whether a passage stands in the archive as it was quoted: here, here with differences, or not here."""

import random
import sys
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Article
from search import quote_candidates
from search.checked_quote import CheckedPassage
from search.engine import passage_finder
from search.quote_check import check_quote
from search.quotes.pasted_quote import LONGEST, MOST_SENTENCES
from tests.search.support import oracle
from tests.search.support.odd_texts import ODD, odd_string
from tests.support import factories
from tests.support.time_limit import keeps_within
from text.script import to_traditional

pytestmark = pytest.mark.django_db

FIRST = "全县划出27个片区，13个社区工会委员会揽下231家企业、4400余名劳动者。"
SECOND = "这些组织的经费由县总工会统一拨付。"
THIRD = "到年底，全县职工书屋要增加到三百个。"
BODY = f"记者昨日获悉。\n{FIRST}{SECOND}{THIRD}\n会后大家参观了驿站。"
# The measurement of coverage takes three times as long as the check itself.
SECONDS = 0.6 if sys.gettrace() else 0.2


@pytest.fixture
def printed(settle) -> Article:
    story = factories.story(title="把新就业形态劳动者请进工会大门", body=BODY)
    factories.story(title="另一篇报道", body="大家参观了别处的驿站，然后各自回家休息去了。")
    settle()
    return story


def only(quote: str) -> CheckedPassage:
    (passage,) = check_quote(quote).passages
    return passage


def differences(passage: CheckedPassage) -> list[tuple[str, str, str]]:
    return [(one.kind, one.quoted, one.printed) for one in passage.comparison.differences]


@pytest.mark.parametrize(
    "quote",
    [FIRST, FIRST[:-1], FIRST + SECOND, FIRST + SECOND + THIRD, SECOND, "揽下231家企业", "经费由县总工会", THIRD],
)
def test_a_passage_is_here_word_for_word(printed, quote):
    passage = only(quote)
    assert (passage.verdict, passage.article, passage.field, passage.paragraph) == ("word-for-word", printed, "body", 2)
    assert "".join(piece.text for piece in passage.comparison.printed).rstrip("。、") == quote.rstrip("。")


def test_a_passage_over_two_paragraphs_is_one_passage(printed):
    passage = only(THIRD + "会后大家参观了驿站。")
    assert (passage.verdict, passage.first, passage.last, passage.paragraph) == ("word-for-word", 1, 2, 2)


def test_a_headline_is_here_too_and_says_that_it_is_one(printed):
    passage = only("把新就业形态劳动者请进工会大门")
    assert (passage.verdict, passage.field, passage.paragraph) == ("word-for-word", "title", 0)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        (FIRST.replace("27", "26").replace("余", "多"), [("changed", "26", "27"), ("changed", "多", "余")]),
        (FIRST.replace("劳动者", "职工"), [("changed", "职工", "劳动者")]),
        (FIRST.replace("社区", ""), [("left-out", "", "社区")]),
        (FIRST.replace("企业", "大中型企业"), [("added", "大中型", "")]),
        (FIRST + THIRD, [("left-out", "", SECOND[:-1])]),
        (FIRST + "据说很好。" + SECOND, [("added", "据说很好", "")]),
    ],
)
def test_each_difference_is_named_by_its_kind(printed, quote, found):
    passage = only(quote)
    assert (passage.verdict, passage.article, differences(passage)) == ("differs", printed, found)
    marked = [piece.text for piece in passage.comparison.quoted if piece.kind != "same"]
    assert marked == [quoted for _, quoted, _ in found if quoted]


def test_the_beginning_of_what_was_left_out_is_not_said_to_be_added(printed):
    passage = only(FIRST + "这些组织，" + THIRD)
    assert differences(passage) == [("left-out", "", "的经费由县总工会统一拨付")]
    assert passage.same == passage.length


def test_lines_are_quotes_of_their_own_unless_they_are_printed_one_after_the_other(printed):
    assert [one.verdict for one in check_quote(f"{FIRST}\n{THIRD}").passages] == ["word-for-word", "word-for-word"]
    assert [one.sentences for one in check_quote(f"{FIRST}\n{SECOND}").passages] == [2]
    assert [one.sentences for one in check_quote(FIRST.replace("会委", "会\n委")).passages] == [2]


def test_how_near_it_is_counts_the_characters(printed):
    passage = only(SECOND.replace("统一", "按月"))
    assert (passage.same, passage.length) == (14, 16)


@pytest.mark.parametrize("convert", [to_traditional, str])
def test_the_other_script_is_word_for_word(settle, convert):
    sentence = convert("县里的发展计划与资金链都没有变化")
    story = factories.story(title="计划", body=f"{sentence}，真好。")
    settle()
    for quote in (
        "县里的发展计划与资金链都没有变化",
        "縣裏的發展計畫與資金鍊都沒有變化",
        "縣裡的發展計劃與資金鏈都沒有變化",
    ):
        passage = only(quote)
        assert (passage.verdict, passage.article) == ("word-for-word", story), quote
        assert passage.comparison.other_characters is (quote != sentence)


def test_other_signs_are_said_but_are_no_difference(printed):
    for quote, said in (
        (SECOND, False),
        (FIRST, False),
        (FIRST.replace("，", "：").replace("、", " "), True),
        (FIRST.replace("，", "").replace("、", "\n"), True),
        (f"“{FIRST}”", False),
    ):
        passages = check_quote(quote).passages
        assert [one.verdict for one in passages] == ["word-for-word"], quote
        assert passages[0].comparison.other_signs is said, quote


def test_what_nobody_printed_is_not_here_and_the_nearest_place_is_named(printed):
    passage = only("到2025年，全省驿站要突破一万家。")
    assert (passage.verdict, passage.comparison) == ("not-here", None)
    assert passage.shared == "驿站"
    assert only("量子纠缠的蝴蝶飞过银河。").article is None


def test_sentences_of_several_stories_are_each_found_in_their_own(printed):
    other = Article.objects.get(title="另一篇报道")
    checked = check_quote(f"{SECOND}\n{other.body}\n量子纠缠的蝴蝶飞过银河。\n{FIRST.replace('27', '30')}")
    assert [(one.verdict, one.article) for one in checked.passages] == [
        ("word-for-word", printed),
        ("word-for-word", other),
        ("not-here", None),
        ("differs", printed),
    ]
    assert checked.counts == [("word-for-word", 2), ("differs", 1), ("not-here", 1)]
    assert checked.sentences == 4


def test_a_sentence_of_many_stories_is_taken_from_the_one_that_has_the_rest(settle):
    common = "本报讯记者昨日从县总工会获悉。"
    for number in range(5):
        factories.story(title=f"第{number}篇", body=f"{common}第{number}号驿站已经启用。")
    settle()
    passage = only(f"{common}第3号驿站已经启用。")
    assert (passage.verdict, passage.article.title) == ("word-for-word", "第3篇")


def test_of_several_stories_the_one_that_was_printed_first_is_shown(settle):
    for day in ("2022-07-08", "2019-03-04", "2021-05-01"):
        factories.story(title=day, body=FIRST, published=day, published_precision="day")
    factories.story(title="日期不详", body=FIRST)
    settle()
    assert only(FIRST).article.title == "2019-03-04"


def test_half_a_number_is_a_difference(printed):
    assert differences(only("社区工会委员会揽下31家企业")) == [("changed", "31", "231")]


@pytest.mark.parametrize("vanish", [lambda story: story.withdraw("重复"), Article.delete])
def test_a_withdrawn_or_deleted_story_is_not_here_at_once(printed, vanish):
    vanish(printed)
    assert only(FIRST).verdict == "not-here"


def test_drafts_are_never_here(settle):
    factories.draft(title="未发布", body=BODY)
    settle()
    passage = only(FIRST)
    assert (passage.verdict, passage.article) == ("not-here", None)


def test_a_corrected_story_is_here_by_its_new_words_only(printed, settle):
    printed.correct("数目有误", body=BODY.replace("27", "28"))
    assert only(FIRST).verdict == "not-here"
    settle()
    assert differences(only(FIRST)) == [("changed", "27", "28")]
    assert only(FIRST.replace("27", "28")).verdict == "word-for-word"


def test_of_a_story_that_is_withdrawn_during_the_check_the_reprint_is_shown(printed, settle, monkeypatch):
    reprint = factories.story(title="转载", body=BODY)
    settle()
    found = passage_finder.PassageFinder.find

    def meanwhile(finder, passages):
        printed.withdraw("重复")
        return found(finder, passages)

    monkeypatch.setattr(passage_finder.PassageFinder, "find", meanwhile)
    assert only(FIRST).article == reprint


def test_only_so_many_characters_and_sentences_are_checked(printed):
    checked = check_quote("\n".join(f"第{number}个" for number in range(MOST_SENTENCES + 7)))
    assert (checked.sentences, checked.left_out) == (MOST_SENTENCES, 7)
    assert [one.article for one in check_quote("银河" * (LONGEST // 2) + FIRST).passages if one.article] == []


def test_single_characters_are_not_looked_for(printed):
    assert [one.verdict for one in check_quote("县\n揽下231家").passages] == ["unchecked", "word-for-word"]


def test_a_passage_beyond_the_bound_is_said_to_be_unchecked(printed, monkeypatch):
    monkeypatch.setattr(passage_finder, "MOST_PLACES", 1)
    checked = check_quote(f"{SECOND}\n大家参观了别处的驿站\n{THIRD}")
    assert [one.verdict for one in checked.passages] == ["word-for-word", "unchecked", "word-for-word"]


def test_a_passage_of_a_story_that_may_not_be_read_is_said_to_be_unchecked(printed, monkeypatch):
    monkeypatch.setattr(quote_candidates, "MOST_TEXT", 1)
    checked = check_quote(f"{SECOND}\n大家参观了别处的驿站")
    assert [one.verdict for one in checked.passages] == ["word-for-word", "unchecked"]


def test_a_check_takes_two_statements_for_any_quote(printed, django_assert_num_queries):
    for quote in (FIRST, f"{FIRST}{THIRD}", BODY * 5, f"{SECOND}\n量子纠缠的蝴蝶飞过银河。"):
        with django_assert_num_queries(2):
            check_quote(quote)


def test_without_an_index_this_is_said(db, settings):
    assert not check_quote(FIRST).has_index


@pytest.fixture
def stories(settle):
    for story in oracle.stories(20, seed=5):
        factories.story(**story.texts)
    settle()


def test_odd_input_is_answered_at_once(stories):
    rng = random.Random(11)
    for quote in [*ODD, *(odd_string(rng) for _ in range(60))]:
        assert keeps_within(SECONDS, partial(check_quote, quote)), quote[:50]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.one_of(st.sampled_from("“”。，\n 驿站职工标题1.5a"), st.characters()), max_size=60))
def test_any_string_is_answered(stories, quote):
    checked = check_quote(quote)
    assert [one.first for one in checked.passages[:1]] in ([], [1])
    assert sum(count for _, count in checked.counts) == checked.sentences


def test_whatever_is_cut_out_of_a_story_is_word_for_word(stories):
    rng = random.Random(3)
    for story in Article.objects.published():
        for _ in range(5):
            start = rng.randrange(len(story.body))
            for passage in check_quote(story.body[start : start + rng.randint(8, 80)]).passages:
                edges = story.body[max(0, start - 1) : start + 1]
                assert passage.verdict in ("word-for-word", "unchecked") or edges.isascii() or passage.different, (
                    passage.quoted
                )
