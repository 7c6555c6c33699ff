"""Bytes of any charset become text, damage loses one character, and binary data is refused."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.charset import UnreadableFile
from archive.reading.damage import reports_of_damage
from archive.reading.decode import LIMIT, decode, decode_pasted
from archive.reading.document import Damage
from tests.support.doubt_sentences import sentences
from tests.support.shared_files import corpus, needs_shared
from text.script import to_traditional

HANS = "7月8日，市总工会为户外劳动者送去清凉饮品和防暑药品，并听取了职工的意见。\n"
HANT = "7月8日，市總工會為戶外勞動者送去清涼飲品和防暑藥品，並聽取了職工的意見。\n"


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
@pytest.mark.parametrize("text", [HANS, HANT])
def test_the_charset_is_detected(text, encoding, charset):
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.charset, decoded.doubts) == (text, charset, ())


def test_big5_is_distinguished_from_gb18030():
    assert decode(HANT.encode("big5hkscs")).text == HANT
    assert decode(HANT.encode("big5hkscs")).charset == "big5hkscs"


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_decides_and_is_removed(mark):
    assert decode(("\ufeff" + HANS).encode(mark)).text == HANS


@pytest.mark.parametrize("encoding", ["utf-16-le", "gb18030", "utf-8", "big5hkscs"])
def test_a_single_word_is_enough_to_detect_the_charset(encoding):
    assert decode("職工".encode(encoding)).text == "職工"


def test_the_script_is_detected():
    assert (decode(HANS.encode()).script, decode(HANT.encode()).script) == ("hans", "hant")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_loses_one_character_and_adds_a_doubt(encoding):
    data = bytearray((HANS * 3).encode(encoding))
    at = data.index("工".encode(encoding), len(HANS.encode(encoding)))
    data[at] = 0xFF
    decoded = decode(bytes(data))
    lost = len(HANS) + HANS.index("工")
    expected = HANS * 3
    assert decoded.text == expected[:lost] + "\ufffd" + expected[lost + 1 :]
    width = len("工".encode(encoding))
    assert sentences(decoded.doubts) == [f"有1处字符损坏，无法识别，已用“\ufffd”代替：共{width}个字节，首处在第2行"]


def test_a_hundred_invalid_bytes_become_one_character_and_are_counted():
    decoded = decode("第一行\n工会新闻".encode() + b"\xff\xfe" * 50 + "后文".encode())
    assert decoded.text == "第一行\n工会新闻\ufffd后文"
    assert decoded.damage == (Damage(line=2, places=1, lost_bytes=100, controls=0),)
    assert list(reports_of_damage(decoded.damage)) == ["line 2: 100 damaged bytes"]


def test_removed_control_characters_add_a_doubt():
    decoded = decode("工会\r\n新\x00\x07闻\n后\x00文".encode())
    assert sentences(decoded.doubts) == ["去掉了3个控制字符，可能是损坏的文字：首处在第2行"]
    assert [(one.line, one.controls) for one in decoded.damage] == [(2, 2), (3, 1)]


@pytest.mark.parametrize("whole", ["工会\r\n\t新闻\x0c后文\u200b。\n", "工会新闻。\n\x1a"])
def test_text_without_damage_adds_no_doubt(whole):
    assert (decode(whole.encode()).doubts, decode(whole.encode()).damage) == ((), ())


def test_a_character_lost_earlier_is_damage_of_unknown_size():
    decoded = decode("工会新\ufffd\ufffd闻，职工驿站开张。".encode())
    assert sentences(decoded.doubts) == ["有1处字符损坏，无法识别，已用“\ufffd”代替：首处在第1行"]
    assert list(reports_of_damage(decoded.damage)) == ["line 1: 1 damaged characters"]


def test_only_the_first_of_many_damaged_lines_are_reported():
    reports = list(reports_of_damage([Damage(line, 1, 2, 0) for line in range(1, 31)]))
    assert (len(reports), reports[-1]) == (11, "20 more lines are damaged")


def test_a_lost_byte_does_not_shift_the_characters_after_it():
    data = HANS.encode("gb18030")
    at = data.index("总".encode("gb18030"))
    text = decode(data[:at] + data[at + 1 :]).text
    assert text.startswith("7月8日，市")
    assert text.endswith("户外劳动者送去清凉饮品和防暑药品，并听取了职工的意见。\n")


def test_control_characters_are_removed_and_line_ends_unified():
    assert decode("工\x00会\x07的\u200b\r\n职\r工\x0c驿\u2028站\t完".encode()).text == ("工会的\n职\n工\n驿\n站\t完")


def test_radicals_from_pdfs_become_characters():
    assert decode("⻓江 ⺠⼯ ⼯会".encode()).text == "长江 民工 工会"


def test_text_is_composed_once():
    assert decode("cafe\u0301 工会".encode()).text == "café 工会"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (" \n\u3000\t\n".encode(), "white space"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"PK\x03\x04....", "ZIP"),
        (b"%PDF-1.7\n....", "PDF"),
        (b"\x7fELF\x02\x01....", "ELF"),
        (bytes(range(1, 32)) * 50, "control bytes"),
        (b"a" * (LIMIT + 1), "larger than 20 MB"),
    ],
)
def test_binary_data_is_refused_with_the_reason(data, reason):
    with pytest.raises(UnreadableFile, match=reason):
        decode(data)


def test_pasted_text_is_treated_the_same_way():
    assert decode_pasted("工会\r\n驿站").text == "工会\n驿站"
    with pytest.raises(UnreadableFile, match="empty"):
        decode_pasted("  ")


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        decoded = decode(data)
    except UnreadableFile:
        return
    assert decoded.text.strip()
    assert not any(char < " " and char not in "\n\t" for char in decoded.text)


@pytest.mark.corpus
@needs_shared
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_a_thousand_corpus_texts_are_read_right_in_each_charset(encoding):
    for story in islice(corpus(step=70), 1000):
        text = story["title"] + "\n" + story["body"]
        assert decode(text.encode(encoding)).text == decode(text.encode()).text


@pytest.mark.corpus
@needs_shared
@pytest.mark.parametrize("encoding", ["big5hkscs", "gb18030"])
def test_a_thousand_traditional_texts_are_read_right(encoding):
    for story in islice(corpus(step=70), 1000):
        text = to_traditional(story["title"] + "\n" + story["body"])
        text = text.encode(encoding, "ignore").decode(encoding)
        assert decode(text.encode(encoding)).text == decode(text.encode()).text
