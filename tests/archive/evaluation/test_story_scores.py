"""Scores of how well a page was split."""

import pytest

from archive.evaluation.story_scores import ScoredStory, bare, found_stories, pair_f1, score_page
from archive.reading.split import split

GOLD = {
    "stories": [
        {"title": "甲", "lines": [1, 2, 3], "joins": [[2, 3]]},
        {"title": None, "lines": [4, 5], "order": [5, 4]},
    ],
    "noise": [6],
    "either": [7],
}


def test_a_correct_split_has_the_full_score():
    score = score_page([ScoredStory("甲", (1, 2, 3)), ScoredStory("", (5, 4))], GOLD)
    assert (score.f1, score.stories, score.titles) == (1.0, (2, 2), (2, 2))
    assert (score.joins, score.lost) == ((2, 2), ())


def test_pairs_of_lines_are_scored_rather_than_lines():
    assert pair_f1([(1, 2), (3,), (4, 5)], GOLD) == pytest.approx(2 * 2 / (2 + 4))


def test_noise_in_a_story_lowers_the_score_and_optional_lines_do_not():
    assert pair_f1([(1, 2, 3), (4, 5, 6)], GOLD) < 1
    assert pair_f1([(1, 2, 3, 7), (4, 5)], GOLD) == 1


def test_a_missing_line_of_a_story_is_named():
    assert score_page([ScoredStory("甲", (1, 2)), ScoredStory("", (4, 5))], GOLD).lost == (3,)


def test_a_story_merged_into_another_is_not_found():
    score = score_page([ScoredStory("甲", (1, 2, 3, 4, 5))], GOLD)
    assert score.stories == (1, 2)
    assert score.titles == (1, 2)


def test_titles_are_compared_without_white_space_and_punctuation():
    assert bare("“产改” 落地，ＯＫ！") == bare('"产改"落地, ok')
    assert bare("产改落地") != bare("产改落空")


def test_lines_are_counted_from_one_and_blank_ones_left_out():
    text = "\n县总工会建好驿站\n\n本报讯 (记者张三)驿站开门。\n"
    (found,) = found_stories(text, split(text))
    assert found == ScoredStory("县总工会建好驿站", (2, 4))


def test_a_story_without_headline_in_the_gold_is_left_out_of_the_title_score():
    gold = {"stories": [{"lines": [1, 2]}, {"title": "甲", "title_or": ["乙", "丙"], "lines": [3, 4]}]}
    assert score_page([ScoredStory("丁", (1, 2)), ScoredStory("丙", (3, 4))], gold).titles == (1, 1)
