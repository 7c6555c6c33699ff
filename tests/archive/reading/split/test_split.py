"""Splitting a page: which story a line belongs to, its part there, and the reading order."""

import pytest

from archive.reading.clean import clean
from archive.reading.document import Draft
from archive.reading.split import split
from tests.support.doubt_sentences import sentences
from tests.support.stories import STORIES, column, paragraphs

STATION, WEAVER, DAM, HARBOUR = STORIES
LEAD = "本报讯 (记者张三)"


def roles(text: str, draft: Draft) -> list[tuple[str, str]]:
    return [(part.role, text[part.start : part.end]) for part in draft.parts]


def of_role(text: str, draft: Draft, role: str) -> list[str]:
    return [piece for found, piece in roles(text, draft) if found == role]


def titles(text: str) -> list[str]:
    return [clean(text, draft).title for draft in split(text).drafts]


def test_consecutive_stories_are_separated_by_their_leads():
    text = "\n".join([*paragraphs(STATION, LEAD), *paragraphs(WEAVER, LEAD), *paragraphs(DAM, LEAD)])
    assert titles(text) == [STATION.title, WEAVER.title, DAM.title]


def test_a_story_without_lead_is_found_by_its_words():
    text = "\n".join([*paragraphs(STATION, LEAD), *paragraphs(HARBOUR), *paragraphs(DAM)])
    assert titles(text) == [STATION.title, HARBOUR.title, DAM.title]


def test_one_story_with_a_subhead_stays_one():
    first, second = STATION.paragraphs
    text = "\n".join([STATION.title, LEAD + first, "热饭送到手边", second])
    (draft,) = split(text).drafts
    assert of_role(text, draft, "subhead") == ["热饭送到手边"]


def test_a_web_page_with_markup_is_one_story_whatever_its_subheads_look_like():
    first, second = STATION.paragraphs
    body = [first, "海滨渔港休渔期办起夜校", *HARBOUR.paragraphs, "---", DAM.title, second]
    (draft,) = split("\n".join([STATION.title, *body])).drafts
    assert of_role("\n".join([STATION.title, *body]), draft, "title") == [STATION.title]


def test_a_story_interrupted_by_another_is_one_story():
    above = column(STATION.title, STATION, LEAD, 17)
    below = column(WEAVER.title, WEAVER, LEAD, 21)
    text = "\n".join([*above[:4], *below, *above[4:]])
    first, second = split(text).drafts
    assert clean(text, first).body == clean("\n".join(above), split("\n".join(above)).drafts[0]).body
    assert clean(text, second).title == WEAVER.title


def test_a_sentence_cut_by_a_column_is_whole_again():
    text = "\n".join(column(DAM.title, DAM, LEAD, 15))
    (draft,) = split(text).drafts
    assert "下游三万亩农田的灌溉有了保障。" in clean(text, draft).body


def test_a_line_that_holds_two_stories_is_cut_where_the_second_begins():
    upper = column(STATION.title, STATION, LEAD, 18)
    lower = column(WEAVER.title, WEAVER, LEAD, 18)
    both = f"{upper[1]} {lower[1]}"
    text = "\n".join([lower[0], upper[0], both, *upper[2:], *lower[2:]])
    owners = [
        draft for draft in split(text).drafts if lower[1] in dict.fromkeys(piece for _, piece in roles(text, draft))
    ]
    assert len(owners) == 1
    assert upper[1] not in [piece for _, piece in roles(text, owners[0])]


def test_the_line_above_the_title_is_its_kicker():
    text = "\n".join(["临街商户为户外劳动者送上热饭", *paragraphs(STATION, LEAD), *paragraphs(DAM, LEAD)])
    first, _ = split(text).drafts
    assert of_role(text, first, "kicker") == ["临街商户为户外劳动者送上热饭"]
    assert any("引题" in doubt for doubt in sentences(first.doubts))


def test_a_title_broken_inside_a_word_is_one_title():
    text = "\n".join(["青石县总工会为快递员建起十座职工驿", "站方便户外劳动者歇脚", LEAD + STATION.paragraphs[0]])
    assert titles(text) == ["青石县总工会为快递员建起十座职工驿站方便户外劳动者歇脚"]


@pytest.mark.parametrize("title", ["送清凉", "慰问", "送清涼"])
def test_two_or_three_letters_above_a_lead_are_its_title(title):
    text = "\n\n".join([title, *paragraphs(STATION, LEAD)[1:]])
    assert titles(text) == [title]


@pytest.mark.parametrize("section", ["民生", "2版"])
def test_a_section_above_a_lead_is_not_its_title(section):
    assert section not in titles("\n\n".join([section, *paragraphs(STATION, LEAD)[1:]]))


def test_the_byline_is_not_body_text():
    text = "\n".join([STATION.title, "本报记者 张三 本报通讯员 李小四", *STATION.paragraphs])
    (draft,) = split(text).drafts
    assert of_role(text, draft, "byline") == ["本报记者 张三 本报通讯员 李小四"]


def test_a_caption_with_its_photographer_is_a_photo_story():
    caption = "7月8日，水利工人在大坝上浇筑混凝土。 本报记者 张三 摄"
    text = "\n".join([*paragraphs(STATION, LEAD), "", "", "", "大坝上的夏天", caption])
    kinds = [draft.kind for draft in split(text).drafts]
    assert kinds == ["news", "photo"]


@pytest.mark.parametrize("credit", ["本报通讯员 韦小立 黄小衿 摄影报道", "本報記者 張三 攝影報道"])
def test_a_few_paragraphs_above_a_photographers_byline_are_a_photo_story(credit):
    caption = "7月8日，水利工人在大坝上浇筑混凝土。"
    assert [draft.kind for draft in split("\n".join(["大坝上的夏天", caption, credit])).drafts] == ["photo"]
    (long,) = split("\n".join([*paragraphs(STATION, ""), *HARBOUR.paragraphs, *DAM.paragraphs, credit])).drafts[-1:]
    assert long.kind == "news"


def test_a_story_continued_from_another_page_is_a_fragment():
    text = "\n".join([*paragraphs(STATION, LEAD), "(上接第1版)", *DAM.paragraphs])
    news, fragment = split(text).drafts
    assert (news.kind, fragment.kind) == ("news", "fragment")
    assert any("标题" in doubt for doubt in sentences(fragment.doubts))


def test_a_list_of_units_belongs_to_its_story():
    units = ["青石县服务中心", "柳河市职工帮扶服务中心", "山城纺织有限公司", "海滨渔港", "北岭钢铁集团有限公司工会"]
    text = "\n".join([*paragraphs(STATION, LEAD), "试点单位名单", *units, "南原县总工会"])
    (draft,) = split(text).drafts
    assert of_role(text, draft, "item")[-6:] == [*units, "南原县总工会"]


def test_legal_notices_and_picture_notes_are_noise():
    small_print = [
        "1、凡本网注明来源的作品，版权均属本网，未经授权不得转载。",
        "2、转载作品的版权属于原作者。",
        "3、如有问题请在三十日内与本网联系。",
    ]
    text = "\n".join([*paragraphs(STATION, LEAD), "（资料图）", *small_print])
    page = split(text)
    assert [text[start:end] for start, end in page.noise] == ["（资料图）", *small_print]
    assert len(page.drafts) == 1


def test_a_box_or_caption_never_interrupts_a_sentence():
    first, second = STATION.paragraphs
    broken_at = second.index("现在")
    text = "\n\n".join(
        [
            STATION.title,
            LEAD + first,
            second[:broken_at],
            "阅读提示",
            "驿站建在路边，热饭送到手边。",
            second[broken_at:],
        ]
    )
    (draft,) = split(text).drafts
    assert second in clean(text, draft).body
    assert of_role(text, draft, "box") == ["阅读提示", "驿站建在路边，热饭送到手边。"]


def test_an_unfinished_sentence_adds_a_doubt_and_is_not_joined_to_a_new_paragraph():
    text = "\n".join([STATION.title, LEAD + STATION.paragraphs[0] + "县里还打算给驿站配上提升饭", "7月8日，驿站开门。"])
    (draft,) = split(text).drafts
    assert clean(text, draft).body.endswith("提升饭\n7月8日，驿站开门。")
    assert any("第2行" in doubt and "没有结束" in doubt for doubt in sentences(draft.doubts))


@pytest.mark.parametrize("name", ["廣西電網有限責任公司南寧供電局", "新华社播发长篇通讯", "本台记者专访俄罗斯客人"])
def test_a_name_that_looks_like_a_lead_does_not_begin_a_story(name):
    text = "\n".join([STATION.title, STATION.paragraphs[0], name + "也来到驿站。", STATION.paragraphs[1]])
    assert len(split(text).drafts) == 1


def test_a_page_of_only_noise_has_no_story():
    page = split("（资料图）\n\n****\n")
    assert page.drafts == ()
    assert len(page.noise) == 2


def test_credits_in_brackets_below_a_text_end_it():
    text = "\n".join([*paragraphs(STATION), "（记者 张三 通讯员 李四）", *paragraphs(WEAVER, LEAD)])
    assert titles(text) == [STATION.title, WEAVER.title]
