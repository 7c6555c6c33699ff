"""Lines of web pages outside the story are recognized by their wording; similar lines of stories are not."""

import pytest

from archive.reading.formats.html_marks import (
    credits_of,
    ends_before_links,
    ends_the_story,
    is_credit_line,
    is_dateline,
    is_legal,
    is_navigation,
)
from text.script import to_traditional


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：何平",
        "（责编：丁宁、于文）",
        "【责任编辑:高原】",
        "[编辑：小鱼]",
        "编辑 | 小林",
        "上一篇：全市培训班开班",
        "·下一条：无",
        "分享到：",
        "【打印本页】",
        "查看原文",
        "版权声明：凡本网注明",
        "网友评论",
        "扫一扫关注我们",
        "长按识别二维码",
    ],
)
@pytest.mark.parametrize("script", [str, to_traditional])
def test_a_story_ends_before(line, script):
    assert ends_the_story(script(line))


@pytest.mark.parametrize(
    "line",
    [
        "编辑部的灯亮到深夜，几位编辑还在改稿。",
        "审核把关严格",
        "上一篇报道引起反响",
        "扫码入会更方便",
        "扫描全国工会新举措",
        "声明原则立场",
        "分享会上掌声不断",
        "校对了三遍",
        "举报电话公布后，三天接到十一条线索。",
    ],
)
def test_a_story_goes_on_with(line):
    assert not ends_the_story(line)


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 要闻 > 正文",
        "您当前的位置：首页",
        "字号：大 中 小",
        "【字体：大 中 小】",
        "打印 关闭",
        "上一页 1 2 3 下一页",
        "浏览次数：128",
        "原标题：驿站开门",
        "点击上方蓝字关注我们",
        "今天是2020年1月20日 星期一",
        "欢迎访问石桥县总工会网站！",
        "广告",
        "微信 微博",
    ],
)
def test_navigation_is_recognized(line):
    assert is_navigation(line)


@pytest.mark.parametrize(
    "line",
    [
        "大家",
        "小王说",
        "打印店老板",
        "今天是护士节",
        "欢迎来到职工之家。",
        "广告公司工会成立",
        "关注女职工健康",
        "首页设计大赛开赛",
        "1985年",
        "位置偏远的站点",
    ],
)
def test_short_lines_of_stories_are_not_navigation(line):
    assert not is_navigation(line)


@pytest.mark.parametrize(
    "line",
    [
        "版权所有 某某市总工会",
        "京ICP备00000000号",
        "Copyright © 2000 All Rights Reserved",
        "主办单位：某会 网站标识码：0000",
        "凡本网注明“来源：某网”的所有作品，版权均属于某网，未经本网授权不得转载、摘编或利用其它方式使用上述作品，违者将依法追究。",
    ],
)
def test_legal_notices_are_recognized(line):
    assert is_legal(line)


@pytest.mark.parametrize(
    "line",
    [
        "联系电话：0000-0000000",
        "主办单位：某某市总工会",
        "未经许可不得下井。",
        "法院判他侵犯著作权。",
        "公司取得了经营许可证，工会随即成立。",
        "报名请与市总工会联系，电话公布在网站上，逾期不再受理，未经单位授权的个人不得代为报名，望各单位转告职工周知，并做好组织工作。",
    ],
)
def test_story_lines_with_legal_words_are_not_legal_notices(line):
    assert not is_legal(line)


@pytest.mark.parametrize("line", ["相关新闻", "【延伸阅读】", "热门图片", "推荐阅读：", "更多>>", "24小时热榜"])
def test_boxes_of_links_are_recognized_by_their_heading(line):
    assert ends_before_links(line)


@pytest.mark.parametrize("line", ["相关部门表示", "热点难点逐个解", "更多职工受益", "最新一批名单公布了"])
def test_headings_in_stories_are_not_headings_of_link_boxes(line):
    assert not ends_before_links(line)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            "2022-08-03 09:12 来源：青川日报 作者：周小兰 浏览次数：128 字号：[大 中 小]",
            ["2022-08-03 09:12", "来源：青川日报", "作者：周小兰"],
        ),
        ("发布时间：2022-08-03　来源：某网　责任编辑：何平", ["发布时间：2022-08-03", "来源：某网"]),
        ("2016年09月12日08:26 | 来源：劳动者报", ["2016年09月12日08:26", "来源：劳动者报"]),
        ("点击数：211　更新时间：2011-9-5", ["更新时间：2011-9-5"]),
    ],
)
def test_a_dateline_gives_day_source_and_author(line, kept):
    assert is_dateline(line)
    assert [line[start:end] for start, end in credits_of(line)] == kept


def test_a_credit_line_contains_nothing_else():
    assert is_credit_line("来源：江城工人报")
    assert not is_credit_line("来源于生活的歌，最能打动人。")
    assert not is_credit_line("2023年6月14日")
