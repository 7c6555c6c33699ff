"""A pasted text is cut into the sentences that a reader would count."""

import pytest

from search.quotes.quoted_sentences import LONGEST, quoted_sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in quoted_sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("三档相加，正是这个总数。全县划出二十六个片区！", ["三档相加，正是这个总数。", "全县划出二十六个片区！"]),
        ("一行没有句号的话\n又一行没有句号的话", ["一行没有句号的话", "又一行没有句号的话"]),
        ("他说：“驿站就是我们的家。”说完他就走了。", ["他说：“驿站就是我们的家。”", "说完他就走了。"]),
        ("好！驿站就是我们的家。", ["好！驿站就是我们的家。"]),
        ("驿站就是我们的家。好！", ["驿站就是我们的家。好！"]),
        ("短句\n也短", ["短句", "也短"]),
        ("增长1.5%，达到4,400人；其中女工2,000人。", ["增长1.5%，达到4,400人；", "其中女工2,000人。"]),
        ("  \n\n驿站开门见喜了。  \n——\n", ["驿站开门见喜了。"]),
        ("。。。！？", []),
        ("", []),
    ],
)
def test_sentences_end_at_signs_and_lines(text, parts):
    assert cut(text) == parts


def test_a_long_text_without_full_stops_is_cut_at_commas_and_loses_nothing():
    text = "，".join(f"第{number}家单位巫山县总工会" for number in range(90))
    parts = cut(text)
    assert "".join(parts) == text
    assert max(map(len, parts)) <= LONGEST
    assert all(part.endswith("，") for part in parts[:-1])


def test_a_text_without_any_sign_is_cut_all_the_same_but_not_in_a_word():
    text = "驿站" * 99 + "1234567890" + "驿站" * 200
    parts = cut(text)
    assert "".join(parts) == text
    assert max(map(len, parts)) <= LONGEST
    assert any("1234567890" in part for part in parts)
