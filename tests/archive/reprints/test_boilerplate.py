"""Datelines and credits are removed; the text of the story stays."""

import pytest

from archive.reprints.boilerplate import without_boilerplate

TOLD = "青石县总工会昨天建成十座驿站。"


@pytest.mark.parametrize("head", [
    "本报讯 ", "本报讯（记者 王小二）", "本報訊 (記者 王小二 通訊員 李四五) ", "新华社北京7月3日电（记者 王小二）",
    "某某台消息(晚间新闻)：",
    "　　据青石日报报道：", "青石日报消息：", "",
])  # fmt: skip
def test_a_dateline_is_removed(head):
    assert without_boilerplate(head + TOLD) == TOLD


@pytest.mark.parametrize("tail", [
    "（责任编辑：赵六七）", "(视频编辑：张三 文字编辑：李四)", "【来源：青石日报】", "（作者系县总工会干部）",
    "(王小二 摄影)",
])  # fmt: skip
def test_credits_in_brackets_are_removed(tail):
    assert without_boilerplate(TOLD + tail) == TOLD


@pytest.mark.parametrize("text", [
    "", TOLD, "国家电网职工走进山村。", "电影放映员老李（今年六十岁）走了四十年山路。", "通讯塔上，工人系紧安全带。",
    "记者来到青石县，听骑手们讲驿站的故事。", "他说，消息传来，大家都很高兴：“驿站终于开了。”",
])  # fmt: skip
def test_the_text_of_the_story_stays(text):
    assert without_boilerplate(text) == text
