"""Files are read in a process that is killed if it takes too long, and that may do nothing but read."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.reading.charset import UnreadableFile
from archive.reading.read import Hints, Reading, read
from archive.sandbox.client import ReadingStopped, SandboxClient
from archive.sandbox.messages import HEADER, MethodCall, RefusedFile, encoded
from archive.sandbox.process import SandboxProcess, answer
from tests.support.known_sample import KNOWN
from tests.support.made_files import docx, paragraph

ROOT = Path(__file__).parents[3]
UNRULY = "tests.support.unruly_process"


@pytest.fixture
def unruly():
    with SandboxClient(seconds=30, memory=400 * 1024 * 1024, module=UNRULY) as sandbox:
        yield sandbox


@pytest.fixture
def hurried():
    """Has enough time to start on a busy machine, and little more."""
    with SandboxClient(seconds=4, memory=400 * 1024 * 1024, module=UNRULY) as sandbox:
        yield sandbox


def _is_running(pid):
    return Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]


def test_one_process_serves_many_files_and_ends_with_its_user():
    with SandboxClient() as sandbox:
        assert sandbox.pid is None
        first = sandbox.read("a.docx", docx(paragraph("职工驿站")), KNOWN, Hints())
        pid = sandbox.pid
        assert sandbox.read("a.html", "<p>职工驿站".encode(), KNOWN, Hints()).decoded.text == "职工驿站"
        assert (first.decoded.text, sandbox.pid) == ("职工驿站", pid)
    assert not _is_running(pid)


def test_a_refusal_comes_with_its_reason_and_code():
    with SandboxClient() as sandbox, pytest.raises(UnreadableFile, match="damaged PDF") as refusal:
        sandbox.read("a.pdf", b"%PDF-1.7 nothing", KNOWN, Hints())
    assert refusal.value.code == "damaged"


def test_a_file_that_hangs_the_reader_is_refused_and_the_reader_killed(hurried):
    assert hurried.call(int, "answer") == 42
    pid, begin = hurried.pid, time.monotonic()
    with pytest.raises(UnreadableFile, match=r"longer than 4 seconds") as refusal:
        hurried.call(int, "hang", b"")
    assert refusal.value.code == "slow"
    assert time.monotonic() - begin < 20
    assert not _is_running(pid)
    assert hurried.call(int, "answer") == 42


def test_a_file_that_kills_the_reader_affects_no_other_file(unruly):
    with pytest.raises(UnreadableFile, match="broke down") as refusal:
        unruly.call(int, "die")
    assert refusal.value.code == "crashed"
    assert unruly.call(int, "answer") == 42


def test_a_file_that_takes_too_much_memory_is_refused(unruly):
    with pytest.raises(UnreadableFile, match="too much memory"):
        unruly.call(int, "eat")
    assert unruly.call(int, "answer") == 42


@pytest.mark.parametrize("deed", ["connect", "resolve", "start", "fork"])
def test_a_reader_cannot_open_connections_or_start_processes(unruly, deed):
    with pytest.raises(UnreadableFile, match="broke down"):
        unruly.call(int, deed)


def test_a_reader_cannot_write_files(unruly, tmp_path):
    with pytest.raises(UnreadableFile, match="broke down"):
        unruly.call(int, "write", str(tmp_path / "file"))
    assert not (tmp_path / "file").exists() or not (tmp_path / "file").read_bytes()


def test_a_reader_does_not_see_the_environment_of_its_parent(unruly, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    assert "SECRET_KEY" not in unruly.call(str, "environment")
    assert "SECRET_KEY" in os.environ


def test_printing_does_not_disturb_the_answers(unruly):
    assert unruly.call(int, "chatter") == 42


@pytest.mark.parametrize(("error", "said"), [(MemoryError, "memory"), (RecursionError, "deep")])
def test_running_out_of_memory_is_a_refusal(error, said):
    class Tired(SandboxProcess):
        def entry(self, number: int) -> bytes:
            raise error

    refused = answer(Tired(), bytes(encoded(MethodCall("entry", (1,)))[HEADER.size :]))
    assert isinstance(refused, RefusedFile)
    assert refused.code == "bomb"
    assert said in refused.message


@pytest.mark.parametrize("arguments", [(), ("1",), (1, 2), (True,), (1.5,)])
def test_a_request_with_other_arguments_is_an_error(arguments):
    with pytest.raises(ValueError, match=r"Expected|expected"):
        answer(SandboxProcess(), bytes(encoded(MethodCall("entry", arguments))[HEADER.size :]))


def test_a_file_whose_name_is_not_utf8_is_read():
    with SandboxClient() as sandbox:
        assert sandbox.read("\udcb9\udca4.txt", "职工驿站".encode(), KNOWN, Hints()).decoded.text == "职工驿站"


# All reading is done there.

STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
"""


def test_plain_text_is_also_read_in_the_other_process_with_the_known_names():
    with SandboxClient() as sandbox:
        found = sandbox.read("a.txt", STORY.encode(), KNOWN, Hints("2021-03-10"))
        assert sandbox.pid
    assert found == read(STORY.encode(), KNOWN, Hints("2021-03-10"))
    assert found.stories[0].organizations


def test_a_process_that_replaces_a_dead_one_gets_the_known_names():
    with SandboxClient() as sandbox:
        first = sandbox.read("a.txt", STORY.encode(), KNOWN, Hints())
        os.kill(sandbox.pid, signal.SIGKILL)
        os.waitid(os.P_PID, sandbox.pid, os.WEXITED | os.WNOWAIT)
        assert sandbox.read("a.txt", STORY.encode(), KNOWN, Hints()) == first
        assert first.stories[0].organizations


def test_a_caller_that_is_stopped_does_not_wait_for_the_file():
    with SandboxClient() as sandbox:
        with pytest.raises(ReadingStopped):
            sandbox.read("a.txt", STORY.encode(), KNOWN, Hints(), lambda: True)
        assert sandbox.pid is None
        assert sandbox.read("a.txt", STORY.encode(), KNOWN, Hints()).stories


@pytest.mark.parametrize("lie", ["number", "short", "nonsense", "nested", "huge"])
def test_an_invalid_answer_counts_as_a_crash(unruly, lie):
    with pytest.raises(UnreadableFile, match="broke down") as refusal:
        unruly.call(Reading, "lie", lie)
    assert refusal.value.code == "crashed"
    assert unruly.call(int, "answer") == 42


def test_a_reader_whose_client_is_killed_ends_within_seconds_even_in_the_middle_of_a_file():
    program = f"""
import sys
from archive.sandbox.client import SandboxClient
sandbox = SandboxClient(seconds=600, module={UNRULY!r})
sandbox.call(int, "answer")
print(sandbox.pid, flush=True)
sandbox.call(int, "hang", b"")
"""
    client = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    reader = int(client.stdout.readline())
    time.sleep(0.5)
    assert _is_running(reader)
    client.kill()
    client.communicate()
    deadline = time.monotonic() + 20
    while _is_running(reader):
        assert time.monotonic() < deadline
        time.sleep(0.1)
