"""Markdown, Word and PDF: the text in order, the metadata, and the reasons to refuse a file."""

import gzip
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.charset import UnreadableFile
from archive.reading.clean import clean
from archive.reading.formats.docx import read_docx
from archive.reading.formats.kind import HTML, MARKDOWN, PDF, TEXT, ZIP, kind_of_file
from archive.reading.formats.markdown import read_markdown
from archive.reading.formats.pdf import read_pdf
from tests.archive.reading.formats.test_html import _uncovered
from tests.support.doubt_sentences import sentences
from tests.support.made_files import docx, paragraph, pdf, table, zipped
from tests.support.time_limit import keeps_within

LEAD = "本报讯（记者 张三）三月九日，市总工会在园区新建了三个职工驿站，为货车司机提供热水与座位。"
MORE = "工会还计划在明年增加两个驿站，方便更多职工歇脚，也请司机们自己来管。"
LINES = [
    "驿站开进工业园",
    "本报讯（记者 张三）三月九日，市总工会在",
    "园区新建了三个职工驿站，为货车司机提供热",
    "水与座位。",
]


def _fields(extracted):
    return [clean(extracted.decoded.text, draft) for draft in extracted.page.drafts]


# The kind of a file.


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", "工会".encode(), TEXT),
        ("a.txt", b"<!DOCTYPE html><html><body>a", HTML),
        ("a", "\ufeff<html><p>工会".encode("utf-16-le"), HTML),
        ("a.htm", b"<p class=MsoNormal>a</p>", HTML),
        ("a.HTML", "没有标记的文字".encode(), TEXT),
        ("a.txt", b"a <p> b", TEXT),
        ("a.md", b"# a", MARKDOWN),
        ("a.md", b"%PDF-1.4\n", PDF),
        ("a.txt", b"%PDF-1.4\n", PDF),
        ("a.pdf", b"\n\n%PDF-1.4\n", PDF),
        ("a.txt", "他说 %PDF- 是文件头".encode(), TEXT),
        ("a.txt", zipped({"b": b"c"}), ZIP),
        ("a.docx", "工会".encode(), TEXT),
    ],
)
def test_the_kind_of_a_file_is_detected_by_content_then_by_name(name, data, kind):
    assert kind_of_file(name, data) == kind


@pytest.mark.parametrize(("end", "kind"), [(b"<html>", HTML), (b"a", TEXT)])
def test_a_file_of_hundreds_of_comments_is_looked_at_in_no_time(end, kind):
    found = []
    assert keeps_within(0.1, lambda: found.append(kind_of_file("a.txt", b"<!---->" * 500 + end)))
    assert found[0] == kind


# Markdown.


def test_front_matter_gives_title_author_date_and_source():
    extracted = read_markdown(
        (
            "---\ntitle: '驿站开进工业园'\nauthor: [张三, 李四]\ndate: 2022-07-08 10:00\nsource: 工人日报\n---\n\n"
            f"{LEAD}\n\n{MORE}\n"
        ).encode()
    )
    (fields,) = _fields(extracted)
    assert (fields.title, fields.body) == ("驿站开进工业园", f"{LEAD}\n{MORE}".replace(" ", " "))
    assert (extracted.metadata.date, extracted.metadata.source) == ("2022-07-08", "工人日报")
    assert [person.name for person in extracted.metadata.people] == ["张三", "李四"]
    assert _uncovered(extracted) == ("", "")


def test_markdown_markup_does_not_get_into_a_story():
    extracted = read_markdown(
        (
            f"# 驿站**开进**工业园\n\n> {LEAD}\n\n[{MORE}](http://a.b/c) ![图](x.png)\n\n"
            "- **甲**驿站\n- `乙`驿站<br>\n\n***\n"
        ).encode()
    )
    (fields,) = _fields(extracted)
    assert fields.title == "驿站开进工业园"
    assert fields.body.split("\n")[1:] == [MORE, "甲驿站", "乙驿站"]
    assert not set("#*[]<>`!") & set(fields.title + fields.body)
    assert _uncovered(extracted) == ("", "")


def test_headings_inside_one_article_do_not_begin_another_story():
    (fields,) = _fields(
        read_markdown(f"# 驿站开进工业园\n{LEAD}\n# 一、司机怎么说\n{MORE}\n## 二、明年\n{MORE}".encode())
    )
    assert fields.title == "驿站开进工业园"
    assert "一、司机怎么说" in fields.body


def test_headings_each_followed_by_a_report_are_several_stories():
    text = f"# 要闻三版\n\n## 驿站开进工业园\n{LEAD}\n{MORE}\n\n## 书屋开进工业园\n{LEAD.replace('驿站', '书屋')}\n"
    assert [fields.title for fields in _fields(read_markdown(text.encode()))] == ["驿站开进工业园", "书屋开进工业园"]


@pytest.mark.parametrize(
    "head",
    [
        "a: &a [x,x]\nb: [*a,*a]",
        "- 1\n- 2",
        "title: [",
        ": :",
        "title: !!python/object:os.system {}",
        "date: 2022-13-45",
    ],
)
def test_unusual_front_matter_is_not_an_error(head):
    extracted = read_markdown(f"---\n{head}\n---\n{LEAD}\n".encode())
    assert LEAD[-10:] in _fields(extracted)[0].body
    assert extracted.metadata.date is None


@given(st.text(alphabet="#*[]()!`-<>|\n 工会，。a:", max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_markdown_loses_nothing(text):
    assert _uncovered(read_markdown(("---\ntitle: 工会\n---\n工会" + text).encode())) == ("", "")


# Word.


def test_a_word_document_gives_its_paragraphs_and_tables_in_order():
    rows = [["1", "甲区职工服务中心"], ["2", "乙区职工服务中心"]]
    data = docx(
        paragraph("驿站开进工业园", "a3"), paragraph(LEAD), table(rows), paragraph("明年怎么办", "2"), paragraph(MORE),
        author="王小明",
    )  # fmt: skip
    extracted = read_docx(data)
    (fields,) = _fields(extracted)
    assert fields.title == "驿站开进工业园"
    assert fields.body.split("\n")[1:] == ["甲区职工服务中心", "乙区职工服务中心", "明年怎么办", MORE]
    assert (extracted.decoded.charset, extracted.metadata.people[0].name) == ("docx", "王小明")
    assert _uncovered(extracted) == ("", "")


def test_text_boxes_are_read_once_and_deletions_not_at_all():
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{paragraph('框里的字')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{paragraph('框里的字')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:del><w:r><w:delText>删去</w:delText><w:t>删去</w:t></w:r></w:del><w:ins><w:r><w:t>补上</w:t></w:r></w:ins></w:p>"
    )
    text = read_docx(docx(paragraph(LEAD), box, paragraph(MORE))).decoded.text
    assert text.split("\n") == [LEAD, "补上", "框里的字", MORE]


def test_a_printed_headline_below_another_title_is_not_a_paragraph():
    head = "---\ntitle: 职工有了驿站\n---\n"
    (fields,) = _fields(read_markdown(f"{head}驿站开进园区　司机有了座位\n\n{LEAD}\n\n{MORE}\n".encode()))
    assert (fields.title, fields.subtitle) == ("职工有了驿站", "驿站开进园区 司机有了座位")
    assert fields.body.split("\n") == [LEAD, MORE]
    (fields,) = _fields(read_markdown(f"{head}园区里很热闹\n\n{MORE}\n".encode()))
    assert fields.body.split("\n") == ["园区里很热闹", MORE]


def test_a_document_without_headings_is_left_to_the_splitter():
    assert read_docx(docx(paragraph("驿站开进工业园"), paragraph(LEAD))).page is None


ENTITIES = '<!DOCTYPE x [<!ENTITY a "工工工工"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "reason", "code"),
    [
        (docx(paragraph("&b;"), head=ENTITIES), "DOCTYPE", "damaged"),
        (docx(paragraph("&x;"), head=ENTITIES), "DOCTYPE", "damaged"),
        (docx("<w:p><w:r>"), "damaged Word document", "damaged"),
        (docx(), "contains no text", "textless"),
        (docx(paragraph("工"))[:300], "damaged Word document", "damaged"),
        (zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "other than Word", "office"),
        (docx(paragraph(" " * 30_000_000)), "100 times", "bomb"),
        (docx("<w:x>" * 5000 + "</w:x>" * 5000), "damaged Word document", "damaged"),
    ],
)
def test_a_word_document_that_cannot_be_read_is_refused_with_its_reason(data, reason, code):
    with pytest.raises(UnreadableFile, match=reason) as refusal:
        read_docx(data)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("UTF-16", "utf-16"), ("UTF-16BE", "utf-16-be"), ("UCS-4", "utf-32-be"), ("UCS-4", "utf-32-le"),
        ("UCS-4", "utf-32"), ("UTF-7", "utf-7"),
    ],
)  # fmt: skip
def test_a_doctype_is_refused_in_any_encoding(name, encoding):
    document = f'<?xml version="1.0" encoding="{name}"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode(encoding)
    if encoding == "utf-7":
        document = document.replace(b"<!", b"+ADwAIQ-")
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        read_docx(zipped({"word/document.xml": document}))


# PDF.


def test_a_pdf_gives_its_text_and_its_story():
    extracted = read_pdf(pdf(LINES, [*LINES[1:], "2"]))
    assert extracted.decoded.text.startswith("\n".join(LINES))
    assert extracted.decoded.charset == "pdf"
    fields = _fields(extracted)
    assert fields[0].title == "驿站开进工业园"
    assert "在园区新建了三个职工驿站" in fields[0].body
    assert _uncovered(extracted) == ("", "")


def test_a_running_head_is_noise():
    pages = [["工会通讯", *LINES, str(number)] for number in range(1, 4)]
    extracted = read_pdf(pdf(*pages))
    noise = [extracted.decoded.text[start:end] for start, end in extracted.page.noise]
    assert noise.count("工会通讯") == 3
    assert {"1", "2", "3"} <= set(noise)


def test_a_page_without_text_adds_a_doubt():
    assert "2页中有1页没有文字" in sentences(read_pdf(pdf(LINES, [])).decoded.doubts)[0]


ENCRYPTED = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <{0}> /U <{0}> /P -1 >> /ID [<00> <00>]".format("00" * 32)


@pytest.mark.parametrize(
    ("data", "reason", "code"),
    [
        (pdf([], []), "without text", "textless"),
        (pdf(LINES, trailer=ENCRYPTED), "encrypted PDF", "encrypted"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged PDF", "damaged"),
        (pdf(LINES)[:200], "damaged PDF", "damaged"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused_with_its_reason(data, reason, code):
    with pytest.raises(UnreadableFile, match=reason) as refusal:
        read_pdf(data)
    assert refusal.value.code == code


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused(data):
    reader, sound = data.draw(st.sampled_from([(read_pdf, pdf(LINES)), (read_docx, docx(paragraph(LEAD)))]))
    at = data.draw(st.integers(0, len(sound) - 1))
    damaged = sound[:at] + data.draw(st.binary(min_size=1, max_size=20)) + sound[at + 5 :]
    with suppress(UnreadableFile):
        assert reader(damaged).decoded.text.strip()


def test_a_truncated_gzip_is_refused_as_a_gzip():
    data = gzip.compress(LEAD.encode())[:20]
    assert kind_of_file("a.txt.gz", data) == TEXT
