"""One small text is read in the request, for a moment and one at a time; everything else waits for the worker."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.deliveries import at_once
from archive.models import DeliveredFile, Delivery, ReadingTime
from archive.reading.charset import UnreadableFile
from archive.sandbox.client import SandboxClient
from tests.support import factories
from tests.support.desk_people import editor
from tests.support.made_files import docx, paragraph, pdf, zipped

pytestmark = pytest.mark.django_db

STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
"""
TEXT = STORY.encode()
MAIL = b"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n"


@pytest.fixture
def unreadable(monkeypatch):
    """Call it with a code: reading in the request fails with it from now on."""

    def fail_with(code):
        def read(*arguments):
            raise UnreadableFile("as a test wishes", code)

        monkeypatch.setattr(SandboxClient, "read", read)

    return fail_with


@pytest.fixture
def send():
    """A function that uploads a file."""
    factories.region()
    desk, address = editor(), reverse("admin:archive_upload_add")
    return lambda name, data: desk.post(address, {"documents": [SimpleUploadedFile(name, data)]})


def _waits(answer):
    return answer["Location"] == reverse("admin:archive_delivery", args=[Delivery.objects.get().pk])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped({"a.txt": TEXT})),
        ("a.txt", zipped({"a.txt": TEXT})),
        ("a.docx", docx(paragraph("驿站"))),
        ("a.pdf", pdf(["驿站"])),
        ("a.txt", pdf(["驿站"])),
        ("a.eml", MAIL),
        ("a.unknown", TEXT),
        ("a.txt", TEXT * 300),
    ],
    ids=["ZIP", "hidden ZIP", "Word", "PDF", "hidden PDF", "mail", "unknown", "long"],
)
def test_a_file_that_may_take_long_is_never_read_in_the_request(send, monkeypatch, name, data):
    monkeypatch.setattr(SandboxClient, "read", lambda *arguments: pytest.fail("read in the request"))
    monkeypatch.setattr(SandboxClient, "call", lambda *arguments: pytest.fail("read in the request"))
    assert _waits(send(name, data))


@pytest.mark.parametrize("code", ["slow", "crashed"])
def test_a_text_that_is_not_read_in_a_moment_waits_for_the_worker(send, unreadable, code):
    unreadable(code)
    assert _waits(send("a.txt", TEXT))
    assert DeliveredFile.objects.get().size == len(TEXT)


def test_while_one_text_is_read_the_next_waits_a_moment_and_then_for_the_worker(send, monkeypatch):
    monkeypatch.setattr(at_once, "WAIT_SECONDS", 0.01)
    with at_once._one_at_a_time:
        assert _waits(send("a.txt", TEXT))
    assert send("b.txt", TEXT)["Location"].endswith("/review/")


def test_no_more_than_two_threads_are_busy_with_texts(send, monkeypatch):
    monkeypatch.setattr(at_once, "_in_turn", lambda *arguments: pytest.fail("a third thread waits"))
    with at_once._places, at_once._places:
        assert _waits(send("a.txt", TEXT))


def test_the_time_in_the_request_counts_for_the_account(send):
    send("a.txt", TEXT)
    assert ReadingTime.objects.get().account.username == "editor"
    assert not Delivery.objects.exists()
