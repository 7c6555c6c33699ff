"""A page pasted from a web site: its story is separated from everything the site prints around it."""

import pytest
from opencc import OpenCC

from archive.reading.document import Person
from archive.reading.read import Hints, read
from archive.reading.split import split
from archive.reading.split.web_marks import is_credit_line, is_web_mark
from tests.support.doubt_sentences import sentences
from tests.support.known_sample import KNOWN
from tests.support.stories import STORIES, paragraphs

STATION, WEAVER, DAM, HARBOUR = STORIES
TITLE, *BODY = paragraphs(STATION)
ABOVE = ["您当前的位置：首页 >> 工会要闻 >> 正文"]
CREDITS = "2023年05月18日 09:32 | 来源：中工网 | 作者：孙小满 李四 | 责任编辑：王五"
TOOLS = ["字号：大 中 小　　打印　　关闭", "分享到：微信 微博 QQ空间"]
BELOW = [
    "[责任编辑：王五]",
    "扫一扫在手机打开当前页",
    "上一篇：柳河纺织厂女工夺冠",
    "下一篇：没有了",
    "相关阅读",
    DAM.title,
    HARBOUR.title,
    "关于我们 | 网站地图 | 联系我们",
    "主办单位：青石县总工会 技术支持：某某科技",
    "地址：青石县东街1号 邮编：100000",
    "Copyright © 2010-2023 青石工会网 版权所有 京ICP备00000000号-1",
    "联系电话：010-80000000",
]
MARKS = [
    "首页 > 新闻中心 > 工会要闻",
    "当前位置：首页 > 工会动态",
    "首页 » 新闻 » 正文",
    "字号:A- A A+ 分享到:",
    "【打印本页】【关闭窗口】",
    "浏览次数：1024次",
    "微信扫一扫 分享到朋友圈",
    "上一条：某某通知",
    "下一篇",
]
NO_MARKS = [
    "首页",
    "打印机厂工会慰问职工",
    "分享到职工手中的温暖",
    "一线职工 > 管理人员的收入",
    "扫一扫就能入会，新业态劳动者点赞。职工们都说好。",
    "下一篇章由职工书写",
    "大中小企业工会共同发力",
    "评论员文章",
]
CREDIT_LINES = [
    "2022-08-03 09:41:07 来源：工人日报客户端 作者：卢翔",
    "来源:中工网 | 作者:孙小满 | 责任编辑:王五",
    "发布时间：2023-05-18 浏览次数：1024 来源：青石县总工会",
    "2023/05/18 09:32 中工网",
    "2023-05-18 09:32",
]
NO_CREDIT_LINES = [
    "2023年5月18日 星期四 责编：孙小满 电话：80001234",
    "2023年5月18日",
    "2023年5月18日青石县总工会揭牌",
    "时间：2023年5月18日 地点：工人文化宫",
    "来源：中工网。",
    "2023年5月18日，记者：“来源：哪里？”",
]


@pytest.mark.parametrize("config", ["s2t", "t2s"])
@pytest.mark.parametrize("line", MARKS)
def test_breadcrumbs_and_page_tools_are_recognized(line, config):
    assert is_web_mark(OpenCC(config).convert(line))


@pytest.mark.parametrize("line", NO_MARKS)
def test_a_headline_or_sentence_with_the_same_words_is_not_a_page_tool(line):
    assert not is_web_mark(line)


@pytest.mark.parametrize("config", ["s2t", "t2s"])
@pytest.mark.parametrize("line", CREDIT_LINES)
def test_a_line_of_fields_is_a_credit_line(line, config):
    assert is_credit_line(OpenCC(config).convert(line))


@pytest.mark.parametrize("line", NO_CREDIT_LINES)
def test_a_day_or_a_field_alone_is_not_a_credit_line(line):
    assert not is_credit_line(line)


@pytest.mark.parametrize("config", ["s2t", "t2s"])
def test_only_the_story_of_a_page_is_kept(config):
    convert = OpenCC(config).convert
    text = convert("\n".join([*ABOVE, TITLE, CREDITS, *TOOLS, *BODY, *BELOW]))
    (draft,), noise = split(text).drafts, split(text).noise
    assert [(part.role, text[part.start : part.end]) for part in draft.parts] == [
        ("title", convert(TITLE)),
        ("byline", convert(CREDITS)),
        *(("body", convert(paragraph)) for paragraph in BODY),
    ]
    assert [text[start:end] for start, end in noise] == [convert(line) for line in [*ABOVE, *TOOLS, *BELOW]]


def test_the_original_title_below_the_headline_is_not_a_second_headline():
    text = "\n".join([TITLE, CREDITS, "原标题：青石县建起职工驿站", *BODY])
    (draft,) = split(text).drafts
    assert [text[p.start : p.end] for p in draft.parts if p.role in ("title", "kicker", "subtitle")] == [TITLE]
    alone = "\n".join(["原标题：青石县建起职工驿站", *BODY])
    assert split(alone).noise == ()


def test_two_pages_pasted_one_after_the_other_are_two_stories():
    other = paragraphs(WEAVER)
    text = "\n".join(
        [TITLE, CREDITS, *BODY, *BELOW, ABOVE[0], other[0], "2023-05-19 来源：某报", *other[1:], *BELOW[:4]]
    )
    titles = [text[d.parts[0].start : d.parts[0].end] for d in split(text).drafts]
    assert titles == [TITLE, WEAVER.title]


def test_the_telephone_number_at_the_end_of_a_notice_belongs_to_it():
    text = "\n".join(["青石县总工会关于报名的通知", *BODY, "联系人：孙小满", "联系电话：010-80000000"])
    (draft,) = split(text).drafts
    assert text[draft.parts[-1].start :] == "联系电话：010-80000000"


def test_stories_below_a_list_of_links_are_kept():
    text = "\n".join([TITLE, CREDITS, *BODY, "相关阅读", *paragraphs(DAM, "本报讯(记者张三)")])
    assert len(split(text).drafts) == 2


@pytest.mark.parametrize("place", ["above", "below"])
def test_the_credit_line_gives_day_and_author(place):
    lines = [TITLE, CREDITS, *BODY] if place == "above" else [TITLE, *BODY, CREDITS]
    (story,) = read("\n".join(lines).encode(), KNOWN).stories
    assert story.title == TITLE
    assert (story.published, story.published_inferred) == ("2023-05-18", True)
    assert story.people == (Person("孙小满", "作者"), Person("李四", "作者"))


def test_an_author_credited_twice_is_listed_once():
    lines = [TITLE, CREDITS, *BODY[:-1], BODY[-1] + "（记者 孙小满）"]
    (story,) = read("\n".join(lines).encode(), KNOWN).stories
    assert story.people == (Person("孙小满", "记者"), Person("李四", "作者"))


def test_each_of_two_pages_has_its_own_day():
    lines = [TITLE, CREDITS, *BODY, WEAVER.title, "2023-05-19 08:00 来源：某报", *WEAVER.paragraphs]
    stories = read("\n".join(lines).encode(), KNOWN).stories
    assert [(story.title, story.published) for story in stories] == [
        (TITLE, "2023-05-18"),
        (WEAVER.title, "2023-05-19"),
    ]


@pytest.mark.parametrize("hints", [Hints(date="2023-05-20"), Hints(note="某报2023年5月20日第7版")])
def test_the_given_day_wins_and_the_other_adds_a_doubt(hints):
    (story,) = read("\n".join([TITLE, CREDITS, *BODY]).encode(), KNOWN, hints).stories
    assert story.published == "2023-05-20"
    assert any("2023-05-18，与所给的见报日 2023-05-20 不符" in doubt for doubt in sentences(story.doubts))


@pytest.mark.parametrize(
    "last",
    [
        "工作组设立举报电话：010-80000000，职工可随时反映。地址：青石县东街1号。",
        "县通信局今年吊销了两家企业的增值电信业务经营许可证，并公布了名单。",
        "职工作品的版权归谁所有，县总工会请律师来讲课，还解答了转载的规矩。",
    ],
)
def test_a_report_about_telephones_and_rights_is_not_small_print(last):
    text = "\n".join([TITLE, *BODY, last])
    assert split(text).noise == ()


def test_the_small_print_is_noise_to_the_end_of_the_file():
    small = [
        "【免责声明】以上内容只代表作者本人，读者请自行判断。",
        "凡本站注明“来源：某网”的文字，未经许可不得复制。",
        "违反上述声明者，本站将追究责任。",
        "Copyright © 2010-2022 某网",
        "京ICP备00000000号 许可证编号：10100000000",
        "电话：010-80000000 传真：010-80000001",
    ]
    text = "\n".join([TITLE, *BODY, *small])
    assert [text[start:end] for start, end in split(text).noise] == small
