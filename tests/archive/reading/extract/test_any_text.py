"""Reading raises no error for any text, and every offset it gives leads to the text it gives."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.extract.dates import event_date, published_on
from archive.reading.extract.people import find_people
from archive.reading.extract.places import region_of
from archive.reading.extract.sources import find_source
from archive.reading.extract.years import years_of
from archive.reading.names.find_names import names_of
from archive.reading.names.gazetteer import gazetteer
from archive.reading.story_facts import find_facts
from tests.support.known_sample import KNOWN, REGIONS

PIECES = [
    "一", "十", "百", "万", "亿", "零", "两", "点", "几", "余", "多", "3", "12", "2021", "0", ".", ",", "，",
    "~", "-", "元", "萬元", "人", "名", "家", "近", "超", "以上", "至", "百分之", "%", "年", "月", "日", "市",
    "区", "总", "總", "工会", "工會", "总工会", "全总", "公司", "集团", "重庆", "江北区", "昆明", "第", "本报",
    "记者", "記者", "通讯员", "摄", "文/图", "张三", "王", "伟", "（", "）", "(", ")", "【", "】", "讯", "电",
    " ", "\n", "\u3000", "。", "、", "《", "》", "…", "名单", "有限公司", "燕山石化公司", "在", "的", "将",
    "今年", "昨日", "\U00020000", "\ud800", "a", "G",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(title=TEXTS, body=TEXTS, region=st.sampled_from([None, *REGIONS]))
@settings(max_examples=400, deadline=None)
def test_every_fact_is_at_the_offsets_it_gives(title, body, region):
    fields = {"title": title, "body": body}
    found = find_facts("", title, "", body, KNOWN, region)
    for fact in (*found.organizations, *found.programs, *found.figures):
        assert fields[fact.field][fact.start : fact.end] == fact.text != ""
    for unit in found.units:
        assert body[unit.start : unit.end] == unit.name
    for figure in found.figures:
        assert 0 <= figure.value < 10**18
        assert (figure.value_max is not None) == (figure.bound == "range")


@given(body=TEXTS)
@settings(max_examples=400, deadline=None)
def test_people_dates_places_and_sources_are_read_from_any_text(body):
    for person in find_people(body, body):
        assert 2 <= len(person.name) <= 40
        assert person.role in ("记者", "通讯员", "实习生", "摄影", "作者")
    dated = event_date(body, "2022-07-08", years_of([body]))
    if dated.value:
        datetime.date.fromisoformat(dated.value.replace("XXXX", "2000"))
        assert dated.value <= "2022-07-08" or not dated.is_inferred
    assert published_on(None, body).value is None or published_on(None, body).doubts
    region_of({"body": body, "title": body}, gazetteer(KNOWN))
    find_source(body, body, KNOWN)


@given(before=TEXTS, after=TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_whole_name_is_found_in_any_surroundings(before, after):
    name = "国网重庆市电力公司"
    body = f"{before}。{name}，{after}"
    found = names_of(KNOWN).organizations({"body": body}, None)
    start = len(before) + 1
    assert (start, start + len(name)) in {(o.start, o.end) for o in found if o.name == name}
