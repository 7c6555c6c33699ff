"""A file is one document or a ZIP of several; each is read, skipped or refused separately."""

import io
import struct
import zipfile
from dataclasses import replace

import pytest

from archive.reading.charset import UnreadableFile
from archive.reading.formats import zip_file
from archive.reading.formats.inflate import inflated, open_zip
from archive.reading.formats.zip_file import ZipArchive
from archive.reading.read import Hints
from archive.sandbox import documents as step
from archive.sandbox.client import SandboxClient
from archive.sandbox.documents import documents
from tests.support.known_sample import KNOWN
from tests.support.made_files import docx, paragraph, pdf, zipped, zipped_in_gbk

STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
工会还计划在明年增加两个驿站,方便更多职工歇脚。
"""
TEXT = STORY.encode()
PAGE = f"<html><h1>驿站开进工业园</h1><p>{STORY.splitlines()[2]}</p></html>".encode()


@pytest.fixture(scope="module")
def sandbox():
    with SandboxClient() as one:
        yield one


@pytest.fixture
def documents_of(sandbox):
    return lambda name, data: list(documents(name, data, KNOWN, Hints(), sandbox))


def _codes(found):
    return {one.name: one.refused.code for one in found if one.refused}


# One file.


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT),
        ("a.md", TEXT),
        ("a.html", PAGE),
        ("a.docx", docx(*map(paragraph, STORY.split("\n")))),
        ("a.pdf", pdf(STORY.split("\n"))),
    ],
)
def test_every_format_becomes_the_same_story(documents_of, name, data):
    (one,) = documents_of(name, data)
    (story,) = one.reading.stories
    assert (story.title, one.data) == ("驿站开进工业园", data)
    assert [person.name for person in story.people] == ["张三"]
    assert any(figure.value == 500000 for figure in story.figures)


def test_hints_given_with_a_file_win_over_its_metadata(sandbox):
    page = PAGE.replace(b"<html>", "<meta name=pubdate content=2020-01-02><meta name=source content=晨报>".encode())
    (said,) = documents("a.html", page, KNOWN, Hints(), sandbox)
    assert (said.reading.stories[0].published, said.reading.stories[0].source) == ("2020-01-02", "晨报")
    (given,) = documents("a.html", page, KNOWN, Hints("2021-03-11", "晚报"), sandbox)
    assert (given.reading.stories[0].published, given.reading.stories[0].source) == ("2021-03-11", "晚报")


def test_a_file_that_takes_too_long_is_refused_and_its_reader_stopped():
    with SandboxClient(seconds=0.001) as hurried:
        (one,) = documents("a.html", PAGE, KNOWN, Hints(), hurried)
        assert one.refused.code == "slow"
        assert hurried.pid is None


# ZIPs.


def test_the_documents_of_a_zip_are_named_after_it_and_keep_its_order(documents_of):
    files = {
        "b.txt": TEXT,
        "乙/a.html": PAGE,
        "c.docx": docx(paragraph("职工驿站")),
        "d.pdf": pdf(["职工驿站今天开门迎客"]),
    }
    found = documents_of("x.zip", zipped(files))
    assert [one.name for one in found] == ["x.zip!/b.txt", "x.zip!/乙/a.html", "x.zip!/c.docx", "x.zip!/d.pdf"]
    assert all(one.reading for one in found)
    assert [one.data for one in found] == list(files.values())


def test_names_in_gbk_and_in_utf8_are_read(documents_of):
    (packed,) = documents_of("x.zip", zipped_in_gbk({"工会要闻.txt": TEXT}))
    assert packed.name == "x.zip!/工会要闻.txt"
    (flagged,) = documents_of("x.zip", zipped({"工会要闻.txt": TEXT}))
    assert flagged.name == "x.zip!/工会要闻.txt"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\windows\\a.txt", "windows/a.txt"),
        ("C:\\a.txt", "a.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ("..", "entry 1"),
    ],
)
def test_a_path_in_a_zip_is_only_a_name(documents_of, name, shown):
    (one,) = documents_of("x.zip", zipped({name: TEXT}))
    assert one.name == f"x.zip!/{shown}"


def test_entries_that_are_not_documents_are_skipped_and_listed(documents_of):
    files = {"a/": b"", "__MACOSX/a/._b.txt": b"x", "a/.DS_Store": b"x", "a_files/x.css": b"x", "a/b.txt": TEXT}
    found = documents_of("x.zip", zipped(files))
    assert [bool(one.skipped) for one in found] == [True, True, True, True, False]
    assert found[4].reading


def test_a_zip_in_a_zip_is_refused_and_a_word_document_in_one_is_read(documents_of):
    files = {"in.zip": zipped({"a.txt": TEXT}), "a.docx": docx(paragraph("职工驿站")), "b.txt": TEXT}
    found = documents_of("x.zip", zipped(files))
    assert _codes(found) == {"x.zip!/in.zip": "nested"}
    assert found[1].reading
    assert found[2].reading


def test_a_damaged_word_document_in_a_zip_is_reported_as_one(documents_of):
    found = documents_of("x.zip", zipped({"a.docx": b"PK\x03\x04nothing", "b.txt": TEXT}))
    assert _codes(found) == {"x.zip!/a.docx": "damaged"}


def test_a_zip_bomb_is_stopped_while_inflating_and_other_entries_are_read(documents_of):
    found = documents_of("x.zip", zipped({"bomb.txt": b"0" * 150_000_000, "a.txt": TEXT}))
    assert _codes(found) == {"x.zip!/bomb.txt": "bomb"}
    assert found[1].reading


def test_a_header_that_lies_about_the_size_is_not_believed(documents_of):
    data = bytearray(zipped({"bomb.txt": b"0" * 50_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)
    (one,) = documents_of("x.zip", bytes(data))
    assert one.refused.code in ("bomb", "damaged")


def test_more_entries_than_a_thousand_are_refused(documents_of):
    (one,) = documents_of("x.zip", zipped({f"{at}.txt": b"" for at in range(1001)}))
    assert (one.refused.code, one.name) == ("crowded", "x.zip")


def test_the_inflated_size_is_limited_over_all_entries_of_a_zip(monkeypatch):
    monkeypatch.setattr(zip_file, "ZIP_LIMIT", 2_500_000)
    archive = ZipArchive(zipped({f"{at}.txt": bytes(range(256)) * 4000 for at in range(4)}, zipfile.ZIP_STORED))
    assert len(archive.read(0)) == len(archive.read(1)) == 1_024_000
    with pytest.raises(UnreadableFile):
        archive.read(2)
    with pytest.raises(UnreadableFile, match="grows beyond"):
        archive.read(3)


@pytest.mark.parametrize(("flags", "method", "code"), [(1, None, "encrypted"), (0, 12, "damaged"), (0, 99, "damaged")])
def test_entries_that_cannot_be_unpacked_are_refused(flags, method, code):
    file = open_zip(zipped({"a.txt": TEXT}), "a ZIP")
    entry = file.infolist()[0]
    entry.flag_bits |= flags
    entry.compress_type = entry.compress_type if method is None else method
    with pytest.raises(UnreadableFile) as refusal:
        inflated(file, entry, 1000)
    assert refusal.value.code == code


def test_a_damaged_zip_is_refused_whole_or_entry_by_entry(documents_of):
    sound = zipped({"a.txt": TEXT * 50, "b.txt": TEXT})
    (one,) = documents_of("x.zip", sound[:100])
    assert one.refused.code == "damaged"
    damaged = bytearray(sound)
    damaged[60:70] = bytes(10)
    found = documents_of("x.zip", bytes(damaged))
    assert _codes(found) == {"x.zip!/a.txt": "damaged"}
    assert found[1].reading


def test_a_zip_that_needs_a_newer_version_is_refused(sandbox, documents_of):
    data = bytearray(zipped({"a.txt": TEXT}))
    data[data.index(b"PK\x01\x02") + 6] = 255  # the version needed to extract
    before = sandbox.pid
    assert _codes(documents_of("x.zip", bytes(data))) == {"x.zip": "damaged"}
    assert sandbox.pid == before


def test_an_empty_zip_is_refused(documents_of):
    (one,) = documents_of("x.zip", zipped({}))
    assert one.refused.code == "empty"


def test_the_entries_after_one_that_hangs_are_read(sandbox, monkeypatch):
    """The worker is killed, and the next one opens the archive again."""
    data = zipped({"a.html": PAGE, "b.txt": TEXT, "c.txt": TEXT})
    read, killed = sandbox.read, []

    def slow(*arguments):
        if not killed:
            killed.append(sandbox.pid)
            sandbox.close()
            raise UnreadableFile("reading took longer than 60 seconds", "slow")
        return read(*arguments)

    monkeypatch.setattr(sandbox, "read", slow)
    found = list(documents("x.zip", data, KNOWN, Hints(), sandbox))
    assert _codes(found) == {"x.zip!/a.html": "slow"}
    assert found[1].reading
    assert found[2].reading


def test_a_zip_larger_than_its_limit_is_refused(documents_of, monkeypatch):
    monkeypatch.setattr(step, "ZIP_LIMIT", 100)
    (one,) = documents_of("x.zip", zipped({"a.txt": TEXT}))
    assert one.refused.code == "large"


def test_reading_a_zip_does_not_depend_on_its_name(documents_of):
    found = documents_of("x.txt", zipped({"b.txt": TEXT}))
    assert [one.name for one in found] == ["x.txt!/b.txt"]
    assert replace(found[0], name="") == replace(documents_of("y.zip", zipped({"b.txt": TEXT}))[0], name="")


def test_a_zip_after_other_bytes_is_not_a_zip(documents_of):
    out = io.BytesIO(b"#!/bin/sh\n" + zipped({"a.txt": TEXT}))
    (one,) = documents_of("a.sh", out.getvalue())
    assert one.name == "a.sh"
