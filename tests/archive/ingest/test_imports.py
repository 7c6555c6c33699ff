"""A line of JSON Lines becomes a ready-made story, or the reason why it is not one."""

import io
import json

import pytest

from archive.ingest.imports import BadLine, RegionNames, numbered_lines, ready_story
from archive.reading.document import Person
from archive.reading.names.known import KnownNames, KnownRegion

GOOD = {"title": "驿站", "body": "正文。"}


def _line(**said):
    return json.dumps({**GOOD, **said}, ensure_ascii=False).encode()


def test_title_and_body_are_enough_for_a_line():
    story = ready_story(_line())
    assert (story.title, story.body) == ("驿站", "正文。")
    assert {story.external_id, story.published, story.source, story.url, story.region, story.kind} == {None}
    assert story.people is None


def test_null_and_white_space_count_as_missing():
    story = ready_story(_line(source=None, url="  ", people=None))
    assert (story.source, story.url, story.people) == (None, None, None)


def test_a_line_may_have_every_key():
    said = {"external_id": "a1", "source": "工人日报", "url": "https://example.com/a?b=1", "region": "重庆市"}
    people = [{"name": "张三", "role": "记者"}, {"name": "李四"}, {"name": "张三", "role": "记者"}]
    story = ready_story(_line(**said, kind="photo", published="2022-07-08", people=people, colour="red"))
    assert {name: getattr(story, name) for name in said} == said
    assert (story.kind, story.published) == ("photo", "2022-07-08")
    assert story.people == (Person("张三", "记者"), Person("李四", "作者"))
    assert story.unread == ("colour",)


def test_text_is_tidied_and_its_paragraphs_kept():
    story = ready_story(_line(title=" 两行\n标题 ", body="第一段\r\n\u0007第二段\r第三段\n", source="e\u0301"))
    assert (story.title, story.body, story.source) == ("两行 标题", "第一段\n第二段\n第三段", "\u00e9")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2022", "2022"),
        ("2022-07", "2022-07"),
        ("2022-07-08", "2022-07-08"),
        ("XXXX-03-09", "XXXX-03-09"),
        ("2022-07-08T23:30:00", "2022-07-08"),
        ("2022-07-08 09:15", "2022-07-08"),
        ("2022-07-08T20:30:00Z", "2022-07-09"),
        ("2022-07-08T20:30:00+08:00", "2022-07-08"),
    ],
)
def test_a_day_a_month_a_year_or_an_instant_is_a_date(written, kept):
    assert ready_story(_line(published=written)).published == kept


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "2022-13",
        "2022-02-30",
        "2022-7-8",
        "20220708",
        "0000",
        "2022-07-08T25:00",
        "0001-01-01T00:00+14:00",
    ],
)
def test_an_invalid_date_makes_the_line_bad(written):
    with pytest.raises(BadLine, match="published is not a date"):
        ready_story(_line(published=written))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"title": ' + b"1" * 5000 + b"}", "not JSON"),
        (b"[1]", "not an object but a list"),
        (b'"text"', "not an object but a text"),
        (b"null", "not an object but null"),
        (b"7", "not an object but a number"),
        ("{'标题'".encode("gb18030"), "not UTF-8: byte 3"),
        (b'{"body": "b"}', "title is missing"),
        (b'{"title": "t", "body": "  "}', "body is missing or empty"),
        (_line(title=7), "title is not a text but a number"),
        (_line(title="长" * 301), "title has 301 characters, the limit is 300"),
        (_line(body="a\0b"), "body contains a NUL"),
        (b'{"title": "t", "body": "\\ud800"}', "lone surrogate"),
        (_line(external_id=["a"]), "external_id is not a text but a list"),
        (_line(source="报" * 81), "source has 81 characters"),
        (_line(url="javascript:alert(1)"), "not an http or https address"),
        (_line(url="https://[bad"), "url is invalid"),
        (_line(url="https://a.example/ b"), "not an http or https address"),
        (_line(kind="poem"), "kind 'poem' is not one of news,"),
        (_line(people="张三"), "people is not a list"),
        (_line(people=["张三"]), "people is not a list of objects"),
        (_line(people=[{"role": "记者"}]), "name is missing"),
        (_line(people=[{"name": "名" * 41}]), "name has 41 characters"),
        (_line(published=20220708), "published is not a text but a number"),
    ],
)
def test_a_bad_line_has_a_reason(line, reason):
    with pytest.raises(BadLine, match=reason):
        ready_story(line)


def test_line_numbers_count_blank_lines_although_they_are_skipped():
    file = io.BytesIO(b"\xef\xbb\xbfa\n\n  \nb\nc")
    assert list(numbered_lines(file)) == [(1, b"a\n"), (4, b"b\n"), (5, b"c")]


def test_a_line_without_end_is_not_read_into_memory(monkeypatch):
    monkeypatch.setattr("archive.ingest.imports.LINE_LIMIT", 10)
    file = io.BytesIO(b"x" * 35 + b"\nshort\n" + b"y" * 10 + b"\nlast\n")
    lines = list(numbered_lines(file))
    assert [(number, len(line)) for number, line in lines] == [(1, 11), (2, 6), (3, 11), (4, 5)]
    with pytest.raises(BadLine, match="longer than"):
        ready_story(lines[0][1])


REGIONS = RegionNames(
    KnownNames(
        regions=(
            KnownRegion("000000", "全国", "全国", "全国", "nation"),
            KnownRegion("500000", "重庆市", "重庆", "重庆市", "province", (), "000000"),
            KnownRegion("500105", "江北区", "江北", "重庆市江北区", "county", (), "500000"),
            KnownRegion("330000", "浙江省", "浙江", "浙江省", "province", (), "000000"),
            KnownRegion("330200", "宁波市", "宁波", "浙江省宁波市", "prefecture", (), "330000"),
            KnownRegion("330205", "江北区", "江北", "浙江省宁波市江北区", "county", (), "330200"),
            KnownRegion("420600", "襄阳市", "襄阳", "湖北省襄阳市", "prefecture", ("襄樊市",), "420000"),
        )
    )
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("500105", "500105"),
        ("重庆市江北区", "500105"),
        ("重慶市江北區", "500105"),
        ("重庆江北区", "500105"),
        ("重庆", "500000"),
        ("宁波市江北区", "330205"),
        ("襄樊市", "420600"),
        ("全国", "000000"),
        ("江北区", None),
        ("月球", None),
        ("999999", None),
        ("重庆市的江北区", None),
    ],
)
def test_a_place_is_found_by_code_path_or_unique_name(written, code):
    assert REGIONS.code(written) == code
