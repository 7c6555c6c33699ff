"""The bytes of a file become stories, without a database."""

import json
from pathlib import Path

import pytest
from opencc import OpenCC

from archive.reading.extract.people import find_people
from archive.reading.extract.places import region_of
from archive.reading.names.gazetteer import gazetteer
from archive.reading.read import Hints, lines_of_spans, read
from archive.reading.read_file import read_file
from archive.reading.story_facts import find_facts
from tests.support.doubt_sentences import sentences
from tests.support.known_sample import BY_PATH, KNOWN

PAGE = """昆明：十条措施促就业

本报讯（记者张三 通讯员李小四）近日，云南昆明市总工会出台十条措施，投入近300万元，培训5250人。市总负责人说，这是开始。

江北区总工会 打造自选超市

3月9日，江北区总工会举办竞赛，共有104个项目参赛。江北区总工会负责人说，下一步将继续。

重庆市总工会召开经验交流会

本报讯（记者王小五）近日，重庆市总工会召开会议。会上介绍了经验，市总工会负责人说，要落地落细。

重庆市巫山县总工会推进建会入会

本报讯（记者赵小六）近日，重庆市巫山县总工会建立工会组织41个。县总工会将继续推进这项工作。
"""


@pytest.fixture(scope="module")
def stories():
    found = read(PAGE.encode(), KNOWN, Hints(date="2023-03-14", source="工人日报社", page="2")).stories
    return {story.title: story for story in found}


def test_each_story_has_its_people_and_its_source(stories):
    story = stories["昆明：十条措施促就业"]
    assert [(p.role, p.name) for p in story.people] == [("记者", "张三"), ("通讯员", "李小四")]
    assert {story.source for story in stories.values()} == {"工人日报"}


def test_an_ambiguous_name_is_resolved_by_the_rest_of_the_page(stories):
    story = stories["江北区总工会 打造自选超市"]
    assert (story.region, story.region_code) == ("重庆市江北区", "500105")
    assert {o.name for o in story.organizations} == {"重庆市江北区总工会"}
    assert any("江北区不止一处" in doubt for doubt in sentences(story.doubts))
    assert story.region_inferred
    assert not stories["重庆市总工会召开经验交流会"].region_inferred


def test_the_day_of_the_page_completes_the_day_of_the_event(stories):
    story = stories["江北区总工会 打造自选超市"]
    assert (story.published, story.published_inferred) == ("2023-03-14", False)
    assert (story.event_date, story.event_date_inferred) == ("2023-03-09", True)


def test_short_names_are_resolved_in_the_region_of_each_story(stories):
    named = {title: {o.name for o in story.organizations} for title, story in stories.items()}
    assert named["昆明：十条措施促就业"] == {"昆明市总工会"}
    assert named["重庆市总工会召开经验交流会"] == {"重庆市总工会"}
    assert named["重庆市巫山县总工会推进建会入会"] == {"重庆市巫山县总工会"}


def test_every_offset_leads_to_the_given_text(stories):
    for story in stories.values():
        for found in (*story.organizations, *story.figures, *story.programs, *story.units):
            text = found.name if found in story.units else found.text
            assert getattr(story, found.field)[found.start : found.end] == text


def test_spans_lead_to_their_lines():
    text = "一\n\n二\n三"
    assert lines_of_spans(text, [(3, 6), (0, 1)]) == (3, 4, 1)
    assert lines_of_spans(text, [(0, 3)]) == (1,)


def test_a_ready_made_story_has_its_facts():
    body = "全总安排近2亿元,省总工会开展提升职工生活品质试点。"
    found = find_facts("", "标题", "", body, KNOWN, BY_PATH["湖北省"])
    assert [o.name for o in found.organizations] == ["中华全国总工会", "湖北省总工会"]
    assert [f.text for f in found.figures] == ["近2亿元"]
    assert [p.name for p in found.programs] == ["提升职工生活品质试点"]


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
def test_the_same_text_in_the_other_script_gives_the_same_facts(config):
    title = "襄樊市总精准匹配资源"
    body = "本报讯（记者罗艳芳）近日，湖北省襄樊市总工会投入近3万余元，慰问职工200余户。市总与省总座谈。"
    convert = OpenCC(config).convert
    assert _told(convert(title), convert(body)) == _told(title, body)


def _told(title: str, body: str):
    region = region_of({"title": title, "body": body}, gazetteer(KNOWN)).region
    found = find_facts("", title, "", body, KNOWN, region)
    counts = [(f.kind, f.value, f.unit, f.bound) for f in found.figures]
    roles = [person.role for person in find_people("", body)]
    assert len(counts) == 2
    assert len(roles) == 1
    return region, [o.name for o in found.organizations], counts, roles


def test_a_story_without_facts_has_none():
    found = find_facts("", "标题", "", "没有什么可说。", KNOWN, None)
    assert found.organizations == found.programs == found.figures == found.units == ()


def test_every_sum_of_the_clients_files_is_found_without_false_ones(shared: Path):
    gold = json.loads((shared / "gold" / "money.json").read_text())["files"]
    for file, sums in gold.items():
        stories = read((shared / "seeds" / file).read_bytes(), KNOWN).stories
        found = [figure for story in stories for figure in story.figures if figure.kind == "money"]
        values = sorted(int(v) for f in found for v in (f.value, f.value_max) if v is not None)
        assert values == sorted(value for _, value, _ in sums), file
        bounds = {"at least": "at_least", "exact": "exact", "nearly": "nearly", "over": "over"}
        singles = sorted((int(f.value), f.bound) for f in found if f.bound != "range")
        expected = sorted((value, bounds[bound]) for _, value, bound in sums)
        assert set(singles) <= set(expected)


def test_the_client_list_of_120_units_is_read_in_order(shared: Path):
    (story,) = read((shared / "seeds" / "000_f8dd7d3d1d5a7e47.txt").read_bytes(), KNOWN).stories
    assert [u.ordinal for u in story.units] == [*range(1, 21), *range(1, 101)]
    assert len({u.category for u in story.units}) == 2


def test_damage_adds_a_doubt_to_its_story():
    lines = PAGE.split("\n")
    at = next(number for number, line in enumerate(lines) if "104个项目" in line)
    data = PAGE.encode().replace("竞赛".encode(), b"\xff\xfe\xff")
    found = [story for story in read(data, KNOWN).stories if "字符损坏" in "".join(sentences(story.doubts))]
    assert [story.title for story in found] == ["江北区总工会 打造自选超市"]
    assert f"共3个字节，首处在第{at + 1}行" in "".join(sentences(found[0].doubts))


def test_damage_outside_all_stories_adds_a_doubt_to_the_first():
    first, *others = read(PAGE.encode() + b"\n\x00\n", KNOWN).stories
    assert "去掉了1个控制字符" in "".join(sentences(first.doubts))
    assert not any("控制字符" in doubt for story in others for doubt in sentences(story.doubts))


@pytest.mark.parametrize(
    ("foot", "source"),
    [
        ("<p>来源：清泉市总工会</p><p>编辑：林一苇</p>", "清泉市总工会"),
        ("<p>凡注明来源：清泉市总工会的作品版权均属本网</p>", None),
    ],
)
def test_the_footer_of_a_web_page_gives_its_source(foot, source):
    told = "市总工会在园区新建了三个职工驿站，为货车司机提供热水与座位，明年还要再建两个。"
    page = f"<html><body><h1>驿站开进工业园区</h1><div><p>{told}</p><p>{told}</p>{foot}</div></body></html>"
    (story,) = read_file("a.html", page.encode(), KNOWN, Hints()).stories
    assert story.source == source
