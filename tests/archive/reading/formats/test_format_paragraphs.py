"""The paragraphs of a format that has them are kept, however their sentences end."""

from archive.reading.read import Hints
from archive.reading.read_file import read_file
from tests.support.known_sample import KNOWN
from tests.support.made_files import docx, paragraph, table

NUMBER, GREETING = "渝工发〔2021〕3号", "各区县总工会，各直属工会："
ORDER = "为了让货车司机有地方歇脚，经研究，决定在全市新建十个职工驿站，请各单位认真落实。"
WRAPPED = [
    "为了让货车司机有地方歇脚，市总工会决定在",
    "全市新建十个职工驿站，提供热水、座位和充",
    "电，还请司机自己来管理这些驿站，提出意见",
    "和建议，年底之前再增加两个，方便更多的人",
    "歇脚。",
]
UNITS = table([["一", f"某{name}车站的工会"] for name in "甲乙丙丁戊"])


def _bodies(data: bytes) -> list[str]:
    return [story.body for story in read_file("a.docx", data, KNOWN, Hints()).stories]


def test_paragraphs_of_a_word_document_are_not_joined():
    title = "关于公布试点单位的通知"
    (body,) = _bodies(docx(*map(paragraph, (title, NUMBER, GREETING, ORDER))))
    assert body.split("\n")[-2:] == [GREETING, ORDER]
    (body,) = _bodies(docx(*map(paragraph, (title, NUMBER, GREETING, ORDER)), UNITS))
    assert body.split("\n")[-7:-5] == [GREETING, ORDER]


def test_lines_of_one_paragraph_or_of_a_hard_wrapped_document_are_joined():
    title = "市总工会新建十个职工驿站"
    (body,) = _bodies(docx(*map(paragraph, (title, *WRAPPED))))
    assert body == "".join(WRAPPED)
    broken = "<w:p>" + "".join(f"<w:r><w:t>{line}</w:t><w:br/></w:r>" for line in WRAPPED) + "</w:p>"
    (body,) = _bodies(docx(paragraph(title), broken))
    assert body == "".join(WRAPPED)
