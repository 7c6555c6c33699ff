"""Comparing two texts: reprints and excerpts match, stories of one series do not."""

import pytest

from archive.reprints.compare import PairContext, Similarity, SimilarityKind, similarity_of
from archive.reprints.fingerprint import letters_of

# Ten sentences of an invented story; each is longer than one run.
SENTENCES = [
    "青石县总工会在城北物流园建成第十七座户外劳动者驿站，",
    "驿站里摆着微波炉、饮水机、急救药箱和一排充电插座。",
    "骑手老周每天要跑六十多单，午后总来这里热一热带来的饭菜。",
    "他说从前下雨只能在桥洞底下躲着，手机没电更是急得团团转。",
    "园区里的卡车司机也常来歇脚，有人还把驿站当成了见面的地方。",
    "工会的同志每周整理一次留言本，把大家的意见逐条送到相关部门。",
    "上个月有人写道夜里回来门已经锁上，开放时间便延到了凌晨。",
    "附近小饭馆老板娘主动拿来一口大锅，给最晚收工的人留着热汤。",
    "驿站的钥匙由三名退休职工轮流保管，他们自称守灯人。",
    "明年春天县里还要在高速路口再修五座这样的屋子。",
]
STORY = "".join(SENTENCES)
OTHER = "柳河纺织厂的女工们利用午休练习接头，车间主任在黑板上记下每个人的成绩。" * 4
SERIES = (
    "中国某某台消息：县卫生部门今天通报，{day}日零时至二十四时，全县新增病例{new}例，其中城关镇{town}例，"
    "当日治愈出院{cured}例，解除观察{freed}人，截至{day}日现有病例{now}例，累计接种疫苗{doses}剂次。"
    "县卫生部门提醒市民外出戴好口罩，勤洗手，常通风。"
)


def _similarity(one, other, known=None):
    return similarity_of(letters_of(one), letters_of(other), known)


def test_the_same_letters_are_the_same_story():
    assert _similarity(STORY, STORY.replace("，", ",").replace("。", "。\n  ")) == Similarity(SimilarityKind.SAME, 100)


def test_the_same_letters_in_the_other_script_are_the_same_story():
    hans, hant = "职工驿站为户外劳动者提供热饭与饮水", "職工驛站為戶外勞動者提供熱飯與飲水"
    assert _similarity(hans * 2, hant * 2) == Similarity(SimilarityKind.SAME, 100)
    assert _similarity(hans, hant) is None  # 17 letters: too few to match


@pytest.mark.parametrize("kept", [SENTENCES[:7], SENTENCES[:4], SENTENCES[6:], SENTENCES[::2], SENTENCES[3:8]])
def test_an_excerpt_is_reported_with_its_share_of_the_whole(kept):
    cut = "".join(kept)
    found = _similarity(cut, STORY)
    assert found.kind is SimilarityKind.CUT
    assert found.percent == round(100 * len(letters_of(cut)) / len(letters_of(STORY)))
    assert _similarity(STORY, cut) == Similarity(SimilarityKind.FULL, found.percent)


def test_a_story_with_other_reporter_and_source_lines_is_the_same_story():
    other = f"本报青石七月三日电（记者 王小二 通讯员 李四五）{STORY}（责任编辑：赵六七）"
    found = _similarity(other, STORY)
    assert found.kind is SimilarityKind.NEAR
    assert 85 <= found.percent <= 99


def test_an_excerpt_under_another_reporter_line_is_found():
    assert (
        _similarity(f"据青石日报报道（王小二）{''.join(SENTENCES[:5])}（编辑：赵六七）", STORY).kind
        is SimilarityKind.CUT
    )


def test_different_stories_do_not_match():
    assert _similarity(STORY, OTHER) is None


def test_a_story_that_quotes_some_sentences_of_another_does_not_match_it():
    assert _similarity("".join(SENTENCES[:2]) + OTHER, STORY) is None


def test_reports_of_one_series_with_different_figures_do_not_match():
    june = SERIES.format(day="三", new="十一", town="五", cured="七", freed="二十", now="九十一", doses="八千")
    july = SERIES.format(day="九", new="四", town="一", cured="十二", freed="三", now="六十", doses="九千三百")
    assert _similarity(june, july) is None


def test_a_shared_head_and_tail_of_a_series_do_not_make_two_stories_match():
    head, tail = (
        "某某电视台消息，各位观众晚上好，今天节目的主要内容有",
        "以上是今天节目的全部内容，感谢收看（编辑某某 责任编辑某某）",
    )
    one = head + "青石县新修的驿站昨天开门迎客，骑手们都来道贺。" + tail
    other = head + "柳河纺织厂的女工夺得了全省挡车比赛的头名。" + tail
    assert _similarity(one, other) is None


def test_stories_printed_years_apart_match_only_if_they_are_the_same_to_the_end():
    retold = f"今年大会主席致辞之后，会议通过了章程修正草案，代表们合影留念。{STORY}"
    assert _similarity(retold[:-12], retold[12:], PairContext(days_apart=1)) is not None
    assert _similarity(retold[:-30], retold[30:], PairContext(days_apart=700)) is None
    assert _similarity("".join(SENTENCES[:6]), STORY, PairContext(days_apart=700)).kind is SimilarityKind.CUT


def test_lists_that_share_names_do_not_match():
    names = [
        f"{place}{trade}有限责任公司工会委员会"
        for place in "青石柳河山城海滨"
        for trade in ("纺织机械制造", "水利电力工程")
    ]
    one, other = "\n".join(names), "\n".join([*names[:6], "云岭茶叶有限责任公司工会委员会", "古城公交集团工会委员会"])
    assert _similarity(one, other, PairContext(has_list=True)) is None
    assert _similarity(one, "\n".join(names[:6]), PairContext(has_list=True)).kind is SimilarityKind.FULL


@pytest.mark.parametrize("text", ["", "详见第三版", "（图片新闻）"])
def test_a_text_that_is_too_short_matches_nothing(text):
    assert _similarity(text, text) is None
    assert _similarity(text, STORY) is None
