"""The name of a column above kicker and title is not part of the headline."""

import pytest
from opencc import OpenCC

from archive.reading.clean import clean
from archive.reading.split import split
from tests.support.stories import STORIES, paragraphs

STATION, WEAVER, DAM, _ = STORIES
LEAD = "本报讯 (记者张三)"
KICKER = "临街商户为户外劳动者送上热饭"


def first_story(*above: str, config: str = "t2s"):
    lines = [*above, *paragraphs(STATION, LEAD), *paragraphs(DAM, LEAD)]
    text = OpenCC(config).convert("\n".join(lines))
    page = split(text)
    fields = clean(text, page.drafts[0])
    return fields.kicker, fields.title, [text[start:end] for start, end in page.noise]


@pytest.mark.parametrize("config", ["s2t", "t2s"])
@pytest.mark.parametrize("name", ["职工服务台", "县级工会提升年", "新闻特写"])
def test_the_name_of_a_column_above_the_kicker_is_noise(name, config):
    convert = OpenCC(config).convert
    expected = (convert(KICKER), convert(STATION.title), [convert(name)])
    assert first_story(name, KICKER, config=config) == expected


def test_the_same_line_directly_above_a_title_is_the_kicker():
    assert first_story("新闻特写") == ("新闻特写", STATION.title, [])


@pytest.mark.parametrize("line", ["青石县总工会", "青石县：", "柳河集团", "暖心 行动"])
def test_an_acting_organization_above_the_kicker_is_kept(line):
    kicker, _, noise = first_story(line, KICKER)
    assert noise == []
    assert line[:2] in kicker


def test_the_first_of_three_lines_of_similar_length_is_kept():
    assert first_story("驿站进街巷", "热饭暖人心")[2] == []
