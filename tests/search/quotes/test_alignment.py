"""The differences between a sentence and the printed text are found and named."""

import random

import pytest

from search.quotes.alignment import SentencePairs, aligned, word_for_word
from search.quotes.comparable_text import ComparableText, comparable_texts

PRINTED = "昨日开会。全县划出27个片区，13个社区工会委员会揽下231家企业、4400余名劳动者。会后参观了驿站。"


def units(text: str):
    return ComparableText.of(text).units


def differences(quoted: str, printed: str = PRINTED) -> list[tuple[str, str]]:
    """Pairs of the quoted words and those that are printed in their place."""
    quote, text = ComparableText.of(quoted), ComparableText.of(printed)
    like = SentencePairs(quote, (0, len(quote))).most_in(text)
    found = aligned(quote, (0, len(quote)), text, like.window)
    return [
        (quoted[slice(*quote.origin(*one.quoted))], printed[slice(*text.origin(*one.printed))])
        for one in found.differences
    ]


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        (
            "全县划出26个片区，13个社区工会委员会揽下231家企业、4400多名劳动者",
            [("26", "27"), ("多", "余")],
        ),
        ("全县划出27个片区，社区工会委员会揽下231家企业", [("", "13个")]),
        ("全县一共划出27个片区，13个社区工会委员会", [("一共", "")]),
        ("全县划出127个片区，13个社区工会委员会", [("127", "27")]),
        ("乡县划出27个片区，13个社区工会委员会", [("乡", "全")]),
        ("据了解，全县划出27个片区，13个社区工会委员会", [("据了解", "")]),
        ("13个社区工会委员会揽下231家企业、4400余名职员", [("职员", "劳动者")]),
        ("全縣劃出27個片區，13個社區工會委員會攬下二百家企業", [("二百", "231")]),
        ("ＡＢＣ 全县划出２７个片区，13个社区", [("ＡＢＣ", "")]),
    ],
)
def test_each_difference_is_named_whole(quoted, found):
    assert differences(quoted) == found


def test_what_is_before_the_sentence_and_behind_it_is_no_difference():
    assert differences("揽下231家企业、4400余名劳动者") == []


@pytest.mark.parametrize(("typed", "printed"), [("规划和计划", "規畫和計畫"), ("計畫和資金鍊", "计划和资金链")])
def test_characters_with_two_readings_are_equal(typed, printed):
    assert differences(f"今年的{typed}都有了吗", f"今年的{printed}都有了") == [("吗", "")]


@pytest.mark.parametrize("quoted", ["4400余名", "１３个社区", "個片區,13個", "会后参观了驿站"])
def test_a_sentence_stands_word_for_word_whatever_script_and_signs(quoted):
    assert word_for_word([units(quoted)], ComparableText.of(PRINTED))


@pytest.mark.parametrize("quoted", ["400余名", "31家企业", "全县划出2"])
def test_half_a_number_is_not_word_for_word(quoted):
    assert word_for_word([units(quoted)], ComparableText.of(PRINTED)) is None


def test_the_first_place_behind_the_one_before_is_taken():
    text = ComparableText.of("驿站好。书屋好。驿站好。")
    assert [word_for_word([units("驿站好")], text, after).start for after in (0, 3, 7)] == [0, 6, 0]


def test_many_texts_at_once_are_the_same_as_one_by_one():
    texts = ["驿站1.5万", "", "ﬃ㊤\U00020000字", "計畫", "\ud800驿\x00站", "a\U0002ffffb"]
    for one, text in zip(comparable_texts(texts), texts, strict=True):
        alone = ComparableText.of(text)
        for name in ("units", "others", "places", "glued"):
            assert getattr(one, name).tolist() == getattr(alone, name).tolist(), (text, name)


def test_random_changes_are_undone_by_the_differences():
    rng = random.Random(7)
    alphabet = "驿站职工会书屋县区家名"
    for _ in range(200):
        printed = "".join(rng.choice(alphabet) for _ in range(60))
        quoted = list(printed[10:50])
        for _ in range(4):
            quoted[rng.randrange(len(quoted))] = rng.choice(["", "新", "二三", "驿"])
        text, quote = ComparableText.of(printed), ComparableText.of("".join(quoted))
        like = SentencePairs(quote, (0, len(quote))).most_in(text)
        found = aligned(quote, (0, len(quote)), text, like.window)
        rebuilt, at = "", 0
        for one in found.differences:
            rebuilt += quote.text[at : one.quoted[0]] + printed[slice(*one.printed)]
            at = one.quoted[1]
        assert rebuilt + quote.text[at:] == printed[found.start : found.end]


def test_a_word_that_is_there_by_chance_does_not_hide_what_was_added():
    assert differences("揽下231家企业，据说还要再参观", PRINTED) == [("据说还要再参观", "")]


def test_all_that_is_in_common_is_named_without_half_a_number():
    quote, text = ComparableText.of("到2025年的驿站"), ComparableText.of("在2021和2026年间")
    start, end = SentencePairs(quote, (0, len(quote))).most_in(text).run
    assert start == end
