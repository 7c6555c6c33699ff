"""Web pages: the story is found, the rest is noise, nothing visible is lost and no markup survives."""

import html
import re
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.charset import UnreadableFile
from archive.reading.clean import clean
from archive.reading.formats.html import read_html
from tests.support.marked_pages import FOLDER, MarkedPage, marked_pages, token_f1
from tests.support.shared_files import corpus, needs_shared

PAGES = marked_pages()
EACH_PAGE = pytest.mark.parametrize("marked", PAGES, ids=lambda marked: marked.name)
STORY = (
    "<p>三月九日，市总工会在园区新建了三个职工驿站，为货车司机提供热水与座位。</p>"
    "<p>明年还要增加两个，方便更多职工歇脚。</p>"
)


def _fields(markup):
    extracted = read_html(markup if isinstance(markup, bytes) else markup.encode())
    return extracted, [clean(extracted.decoded.text, draft) for draft in extracted.page.drafts]


def _uncovered(extracted):
    """Returns the text that is neither in a story nor in noise, except white space, and the text covered twice."""
    text, page = extracted.decoded.text, extracted.page
    seen = bytearray(len(text))
    spans = [*page.noise, *((part.start, part.end) for draft in page.drafts for part in draft.parts)]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        for at in range(start, end):
            seen[at] += 1
    twice = "".join(char for char, count in zip(text, seen, strict=True) if count > 1)
    return "".join(char for char, count in zip(text, seen, strict=True) if not count).strip(" \n\t\u3000｜"), twice


@EACH_PAGE
def test_the_story_of_a_page_is_found_and_nothing_else(marked: MarkedPage):
    _, (fields,) = _fields(marked.markup)
    assert token_f1(fields.body, marked.text) >= 0.95
    assert re.sub(r"\s|[“”\"]", "", fields.title) == re.sub(r"\s|[“”\"]", "", marked.title)


def test_nearly_all_text_of_the_stories_is_found_over_all_pages():
    scores = [token_f1("\n".join(fields.body for fields in _fields(page.markup)[1]), page.text) for page in PAGES]
    assert len(PAGES) >= 20
    assert sum(scores) / len(scores) >= 0.98


@EACH_PAGE
def test_every_visible_character_is_in_the_story_in_noise_or_white_space(marked: MarkedPage):
    extracted, _ = _fields(marked.markup)
    assert _uncovered(extracted) == ("", "")
    shown = re.sub(
        r"(?s)<(script|style|head|select|button)\b.*?</\1>|<!--.*?-->|<[^>]*>|&[a-z]+;|\s", "", marked.markup
    )
    text = "".join(extracted.decoded.text.split())
    assert all(char in text for char in set(re.findall("[一-龥]", shown)))


@given(st.text(alphabet="<>/pdivbrtable a=\"'&;#x0市工会，。\n责任编辑:《》", max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_text_is_lost_in_any_markup(markup):
    try:
        extracted = read_html(f"<p>工会，驿站。{markup}".encode())
    except UnreadableFile:
        return
    assert _uncovered(extracted) == ("", "")


def test_day_source_and_author_come_from_the_page():
    extracted, _ = _fields(next(page.markup for page in PAGES if page.name.startswith("01")))
    metadata = extracted.metadata
    assert (metadata.date, metadata.source) == ("2022-08-03", "青川日报")
    assert [(person.name, person.role) for person in metadata.people] == [("周小兰", "作者")]


def test_the_day_in_the_page_header_is_not_the_day_of_the_story():
    page = next(page for page in PAGES if page.name.startswith("05"))
    assert "2020年1月20日" in page.markup
    assert _fields(page.markup)[0].metadata.date == "2020-01-19"


@pytest.mark.parametrize("declared", ["gb2312", "big5", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("written", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_the_charset_a_page_declares_may_be_wrong(declared, written):
    page = f"<html><head><meta charset={declared}><title>职工驿站</title></head><body>{STORY}</body></html>"
    extracted, (fields,) = _fields(page.encode(written))
    assert "货车司机提供热水" in fields.body
    assert extracted.decoded.charset == {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(written, written)


def test_a_page_in_big5_is_read():
    page = next(page for page in PAGES if page.name.startswith("09"))
    extracted, (fields,) = _fields(page.markup.encode("big5hkscs", "ignore"))
    assert (extracted.decoded.charset, extracted.decoded.script) == ("big5hkscs", "hant")
    assert fields.title == page.title


def test_no_markup_script_or_comment_survives():
    markup = f"""<body onload="x()"><h1>职工驿站开门了</h1>{STORY}<script>alert("<p>坏</p>")</script>
    <style>p{{}}</style><!-- 注释 -->
    <img src=http://a.b/c.png alt=图><iframe src=//a.b>框</iframe><template>模板</template>"""
    extracted, (fields,) = _fields(markup)
    for gone in ("<", "alert", "http", "坏", "注释", "框", "模板", "onload"):
        assert gone not in extracted.decoded.text
    assert fields.title == "职工驿站开门了"


def test_escaped_markup_stays_text():
    _, (fields,) = _fields(f"<h1>职工驿站开门了</h1>{STORY}<p>网页用 &lt;script&gt; 写成，这里只是说到它。</p>")
    assert "<script>" in fields.body


def test_entities_are_neither_fetched_nor_declared():
    bomb = '<!DOCTYPE html [<!ENTITY a "工工工工工工"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    extracted, _ = _fields(f"{bomb}<body>{STORY}<p>&b;&x;</p></body>")
    assert "root:" not in extracted.decoded.text
    assert "工工工工工工工" not in extracted.decoded.text


def test_a_hundred_thousand_nested_elements_are_read():
    _, (fields,) = _fields("<div>" * 100_000 + STORY + "</div>" * 100_000)
    assert "货车司机提供热水" in fields.body
    _, (fields,) = _fields("<span>" * 100_000 + "<br>工会" * 1000 + STORY)
    assert "货车司机提供热水" in fields.body


def test_a_page_that_shows_nothing_is_refused():
    with pytest.raises(UnreadableFile, match="shows no text") as refusal:
        read_html(b"<html><head><script>var a=1</script></head><body><img src=a></body></html>")
    assert refusal.value.code == "empty"


def test_a_numbered_table_is_a_list_of_units_without_its_numbers():
    names = ["松林市职工服务中心", "白石县职工服务中心", "金水区职工服务中心", "长坪镇工会服务站", "东港职工服务中心"]
    rows = "".join(f"<tr><td>{at}</td><td><p>{name}</p></td></tr>" for at, name in enumerate(names, 1))
    _, (fields,) = _fields(f"<h1>试点单位名单</h1><p>经研究，下列单位为试点，现予公布：</p><table>{rows}</table>")
    assert fields.body.split("\n")[1:] == names


def _dressed(name, title, body):
    """Puts another story into a marked page."""
    source = next(FOLDER.glob(f"{name}-*")).read_text(encoding="utf-8")
    lines = "".join(f"<p>　　{html.escape(line)}</p>" for line in body.split("\n"))
    first, *others = re.findall(r"(?s)<p[^>]*>[^<]*⟦.*?</p>", source)
    source = source.replace(first, lines)
    for other in others:
        source = source.replace(other, "")
    own = re.sub("<[^>]*>", "", "".join(re.findall("(?s)⟪(.*?)⟫", source)))
    return re.sub("[⟪⟫⟦⟧]", "", source.replace(own, html.escape(title)))


@pytest.mark.corpus
@needs_shared
@pytest.mark.parametrize("name", ["01", "12", "17"])
def test_real_stories_are_found_in_the_pages_around_them(name):
    stories = list(islice(corpus(step=420), 160))
    scores = []
    for story in stories:
        _, (fields,) = _fields(_dressed(name, story["title"], story["body"]))
        scores.append(token_f1(fields.body, story["body"]))
    assert sum(scores) / len(scores) >= 0.99
    assert sum(score < 0.95 for score in scores) <= 2


def _page_of(body: str, title: str = "市总工会建成三个职工驿站") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def test_links_inside_the_story_are_left_out_and_what_follows_is_kept():
    links = (
        "<b>相关新闻</b><ul><li><a>市总工会举办运动会</a><span>2022-05-01</span></li><li><a>县总工会开会</a></li></ul>"
    )
    markup = _page_of(f"<div><h1>市总工会建成三个职工驿站</h1>{STORY}<div>{links}</div>{STORY}</div>")
    _, (fields,) = _fields(markup)
    assert fields.body.count("三月九日") == 2
    assert "运动会" not in fields.body


def test_a_repeated_headline_above_the_text_is_not_text():
    markup = _page_of(f"<div><h1>市总工会建成三个职工驿站</h1><div><p>市总工会建成三个职工驿站</p>{STORY}</div></div>")
    extracted, (fields,) = _fields(markup)
    assert fields.body.startswith("三月九日")
    assert _uncovered(extracted) == ("", "")


def test_the_name_of_the_site_is_not_a_headline():
    rows = "<tr><td>职工过上“暖心年”</td></tr><tr><td>发布日期：2022-05-06　来源：青川日报</td></tr>"
    _, (fields,) = _fields(_page_of(f"<table>{rows}<tr><td>{STORY}</td></tr></table>", "青川省总工会"))
    assert fields.title == "职工过上“暖心年”"


@pytest.mark.parametrize("tools", ["友善列印 轉寄好友 分享至 Facebook Line", "分享到：Twitter WhatsApp Email"])
def test_the_tools_of_pages_from_taiwan_and_hong_kong_are_noise(tools):
    _, (fields,) = _fields(_page_of(f"<div><h1>市总工会建成三个职工驿站</h1><div>{tools}</div>{STORY}</div>"))
    assert fields.body.startswith("三月九日")
