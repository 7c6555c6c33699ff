"""Cleaning joins broken lines, removes stray spaces and makes punctuation full-width; words and script stay."""

import pytest

from archive.reading.clean import clean, clean_headline, clean_paragraph
from archive.reading.document import Draft, Part


@pytest.mark.parametrize(
    ("raw", "clean_text"),
    [
        ("工会组 织职工 学习", "工会组织职工学习"),
        ("在 2021 年有 3 家", "在2021年有3家"),
        ("采用 Open Source 软件", "采用Open Source软件"),
        ("共 20 000 人", "共20 000人"),
        ("他说,今天来了3,000人;很好!", "他说，今天来了3,000人；很好！"),
        ("上午9:30开会:内容如下", "上午9:30开会：内容如下"),
        ("(市总安排1500万元)用于", "（市总安排1500万元）用于"),
        ("达到(2.5)的水平", "达到(2.5)的水平"),
        ('推进"产改"工作,办"实事"', "推进“产改”工作，办“实事”"),
        ("举行\"职工'微心愿'\"活动", "举行“职工‘微心愿’”活动"),
        ('推进"产改工作', '推进"产改工作'),
        ("It's the workers' day 工会", "It's the workers' day工会"),
        ("參訪 職工之家,學習", "參訪職工之家，學習"),
    ],
)
def test_a_paragraph_is_cleaned_for_reading(raw, clean_text):
    assert clean_paragraph(raw) == clean_text


@pytest.mark.parametrize(
    "raw",
    ["本报讯（记者张三 通讯员李四 王五）近日，工会开会。", "职工很满意。 本报通讯员 张三 摄", "决赛现场 张小三/摄"],
)
def test_names_in_a_credit_keep_the_spaces_between_them(raw):
    assert clean_paragraph(raw).replace("。 本", "。本") == raw.replace("。 本", "。本")


@pytest.mark.parametrize(
    ("raw", "clean_text"),
    [
        ("通 知", "通知"),
        ("关 于 放 假 的 通 知", "关于放假的通知"),
        ('为 司 机 安 个 "家"', "为司机安个“家”"),
        ("让 职 工 有 “ 家 ”", "让职工有“家”"),
        ("县总工会 建好职工驿站", "县总工会 建好职工驿站"),
        ("县总工会 “家” 建好了", "县总工会 “家” 建好了"),
        ("原标题：县总工会建好驿站", "县总工会建好驿站"),
        ("原標題:工會建好驛站", "工會建好驛站"),
        ('推动"产改"落地', "推动“产改”落地"),
        ("ACFTU opens 驿站", "ACFTU opens 驿站"),
    ],
)
def test_a_headline_keeps_the_space_between_its_halves(raw, clean_text):
    assert clean_headline(raw) == clean_text


def _draft(text: str, *parts: tuple[str, str, bool]) -> Draft:
    """Returns a draft of pieces of a text; each is (piece, role, whether it continues the one before)."""
    return Draft(
        "news",
        tuple(
            Part(text.index(piece), text.index(piece) + len(piece), role, continues) for piece, role, continues in parts
        ),
    )


def test_a_sentence_broken_by_a_line_is_whole_again():
    text = "县总工会办好事\n本报记者 张三\n工会为职\n工服务。\n第二段。"
    fields = clean(
        text,
        _draft(
            text,
            ("县总工会办好事", "title", False),
            ("本报记者 张三", "byline", False),
            ("工会为职", "body", False),
            ("工服务。", "body", True),
            ("第二段。", "body", False),
        ),
    )
    assert fields.title == "县总工会办好事"
    assert fields.byline == "本报记者 张三"
    assert fields.body == "工会为职工服务。\n第二段。"


def test_latin_words_on_two_lines_stay_two_words():
    text = "见 Open\nSource 一文。"
    fields = clean(text, _draft(text, ("见 Open", "body", False), ("Source 一文。", "body", True)))
    assert fields.body == "见Open Source一文。"


def test_quotes_are_paired_within_each_paragraph():
    text = '甲说"好。\n乙说"好"。'
    fields = clean(text, _draft(text, ('甲说"好。', "body", False), ('乙说"好"。', "body", False)))
    assert fields.body == '甲说"好。\n乙说“好”。'
