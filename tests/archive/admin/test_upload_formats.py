"""Uploads in the admin accept every format, unpack ZIPs, and say in Chinese why a file is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.deliveries import delivery_queue
from archive.deliveries.refusals import reason_of
from archive.deliveries.worker import drain
from archive.models import Article, DeliveredFile, Delivery, Upload
from archive.models.delivery import FileState
from archive.reading.charset import UnreadableFile
from tests.support import factories
from tests.support.desk_people import editor
from tests.support.made_files import docx, paragraph, pdf, zipped

pytestmark = pytest.mark.django_db

LEAD = "本报讯（记者 张三）三月九日，重庆市总工会在园区新建了三个职工驿站，为货车司机提供热水。"
PAGE = f"<html><h1>驿站开进工业园</h1><p>{LEAD}</p><div>版权所有 未经授权不得转载</div></html>".encode()


@pytest.fixture(autouse=True)
def reference():
    factories.organization(region=factories.region())


def _hand_in(*files):
    documents = [SimpleUploadedFile(name, data) for name, data in files]
    return editor().post(reverse("admin:archive_upload_add"), {"documents": documents}, follow=True)


def _reasons():
    """The files that were not taken in, by name, with the reason for each."""
    return {file.name: file.reason for file in DeliveredFile.objects.exclude(state=FileState.DONE)}


def _hand_in_and_read(*files):
    _hand_in(*files)
    drain(lambda: False)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", PAGE),
        ("a.md", f"# 驿站开进工业园\n{LEAD}".encode()),
        ("a.docx", docx(paragraph("驿站开进工业园", "a3"), paragraph(LEAD))),
        ("a.pdf", pdf(["驿站开进工业园", LEAD])),
    ],
)
def test_a_file_of_any_format_becomes_a_draft(name, data):
    _hand_in_and_read((name, data))
    story = Article.objects.get()
    assert (story.title, story.status, story.upload.name) == ("驿站开进工业园", "draft", name)
    assert "版权" not in story.body


def test_a_zip_becomes_an_upload_for_each_of_its_documents():
    _hand_in_and_read(("a.zip", zipped({"b.html": PAGE, "c.zip": zipped({"a": b"b"}), "__MACOSX/x": b""})))
    assert Upload.objects.get().name == "a.zip!/b.html"
    assert _reasons() == {"a.zip!/c.zip": "是 ZIP 里的 ZIP，请先解开"}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", pdf([], []), "没有文字，可能是扫描的图片"),
        ("a.pdf", pdf(["工会"])[:150], "已损坏"),
        ("a.docx", docx(paragraph("工"))[:200], "已损坏"),
        ("a.docx", docx(paragraph(" " * 30_000_000)), "为安全起见不读"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "另存为 .docx"),
        ("a.xlsx", zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "表格或幻灯片"),
        ("a.rar", b"Rar!\x1a\x07" + bytes(99), "请解开后上传"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_chinese(name, data, reason):
    _hand_in_and_read((name, data))
    assert reason in _reasons()[name]
    assert not Upload.objects.exists()


@pytest.mark.parametrize("code", ["slow", "crashed", "crowded", "encrypted", "nested", "large"])
def test_every_refusal_code_has_its_own_text(code):
    assert str(reason_of(UnreadableFile("", code))) != str(reason_of(UnreadableFile("")))


def test_skipped_zip_entries_are_reported_unless_the_operating_system_added_them():
    pictures = {f"{number}.png": b"\x89PNG" for number in range(10)}
    _hand_in_and_read(("a.zip", zipped({"b.html": PAGE, "__MACOSX/x": b"", **pictures})))
    (said,) = _reasons().values()
    assert said.startswith("10 个不是文稿，没有读：0.png、1.png、")
    assert said.endswith("7.png……")


def test_only_a_zip_may_be_larger_than_a_file(monkeypatch):
    monkeypatch.setattr(delivery_queue, "LIMIT", 100)
    _hand_in_and_read(("a.pdf", pdf(["驿站开进工业园", LEAD])), ("a.zip", zipped({"b.html": PAGE})))
    assert _reasons() == {"a.pdf": "超过 20 MB"}
    assert Upload.objects.get().name == "a.zip!/b.html"


def test_the_worker_reads_many_files_and_each_document_of_a_zip_separately():
    other = PAGE.replace("驿站".encode(), "书屋".encode())
    bad = zipped({"in.zip": zipped({"a": b"b"}), "d.html": other, "e.png": b"\x89PNG"})
    _hand_in(("a.docx", docx(paragraph("驿站开进工业园", "a3"), paragraph(LEAD))), ("b.zip", bad), ("c.pdf", pdf([])))
    delivery = Delivery.objects.get()
    assert list(delivery.files.values_list("name", flat=True)) == ["a.docx", "b.zip", "c.pdf"]
    drain(lambda: False)
    names = ["a.docx", "b.zip!/in.zip", "b.zip!/d.html", "b.zip", "c.pdf"]
    assert list(delivery.files.values_list("name", flat=True)) == names
    states = list(delivery.files.order_by("position").values_list("state", flat=True))
    assert states == [FileState.DONE, FileState.REFUSED, FileState.DONE, FileState.SKIPPED, FileState.REFUSED]
    assert delivery.files.get(name="b.zip").reason == "1 个不是文稿，没有读：e.png"
    assert {story.title for story in Article.objects.all()} == {"驿站开进工业园", "书屋开进工业园"}
    assert "扫描" in delivery.files.get(name="c.pdf").reason
