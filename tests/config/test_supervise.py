"""Two processes side by side: one dies, or both must end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.supervise import ChildProcess, Supervisor

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds that a busy machine may take to start or end a process
PROGRAM = r"""
import sys
from config.supervise import ChildProcess, Supervisor
# One write: an unbuffered print writes the end of its line apart, and two lines may mix.
sleep = [sys.executable, "-c", "import os, time; os.write(1, b'up\\n'); time.sleep(600)"]
sys.exit(Supervisor([ChildProcess("one", sleep, essential=True), ChildProcess("two", sleep)]).run())
"""


STOPPING = PROGRAM.replace(
    "import sys\n", "import sys\nfrom config import supervise\nsupervise.STOPPED_SECONDS = 1\n", 1
)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def supervisor():
    """A supervisor in its own process, with both children running."""
    process = subprocess.Popen(python(PROGRAM), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert [process.stdout.readline(), process.stdout.readline()] == ["up\n", "up\n"]
        yield process
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def wait_until_dead(pids: list[int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(map(is_alive, pids)):
        time.sleep(0.05)
    return not any(map(is_alive, pids))


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc: Linux only")


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_processes(supervisor, number):
    children = children_of(supervisor.pid)
    os.kill(supervisor.pid, number)
    assert supervisor.wait(PATIENCE) == 0
    assert len(children) == 2
    assert wait_until_dead(children)


@needs_proc
def test_killing_the_supervisor_ends_its_children(supervisor):
    children = children_of(supervisor.pid)
    supervisor.kill()
    supervisor.wait()
    assert wait_until_dead(children)


def test_a_server_that_cannot_start_stops_everything_with_its_exit_code():
    failing = ChildProcess("server", python("raise SystemExit(3)"), essential=True)
    other = ChildProcess("other", python("import time; time.sleep(60)"))
    assert Supervisor([failing, other]).run() == 3
    assert other.exit_code() is not None


def test_a_helper_that_dies_is_started_again_after_a_pause(tmp_path, capsys):
    count = tmp_path / "count"
    dying = ChildProcess("helper", python(f"open({str(count)!r}, 'a').write('x')"))
    lasting = ChildProcess("server", python("import time; time.sleep(600)"), essential=True)
    supervisor = Supervisor([lasting, dying])
    deadline = time.monotonic() + PATIENCE
    for child in supervisor.children:
        child.start()
    while count_of(count) < 2 and time.monotonic() < deadline:
        supervisor._revive(dying)
        time.sleep(0.05)
    supervisor._end_all()
    assert count_of(count) == 2
    assert "helper ended with 0; starting it again" in capsys.readouterr().err


def test_what_has_to_be_done_hourly_is_done_again_and_again():
    calls = []
    supervisor = Supervisor([ChildProcess("server", python("import time; time.sleep(60)"))], hour=0.1)

    def hourly() -> None:
        calls.append(time.monotonic())
        supervisor.stopping = len(calls) == 3

    supervisor.hourly = hourly
    assert supervisor.run() == 0
    assert len(calls) == 3
    assert calls[2] - calls[0] > 0.1


def count_of(path: Path) -> int:
    return len(path.read_text()) if path.exists() else 0


def test_a_child_that_stays_stopped_is_replaced_and_one_that_is_continued_is_not():
    process = subprocess.Popen(python(STOPPING), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert [process.stdout.readline(), process.stdout.readline()] == ["up\n", "up\n"]
        _, second = children_of(process.pid)
        os.kill(second, signal.SIGSTOP)
        assert process.stderr.readline() == "two is stopped by a signal; in 1 s it is replaced\n"
        os.kill(second, signal.SIGCONT)
        time.sleep(2)
        assert is_alive(second)
        os.kill(second, signal.SIGSTOP)
        assert wait_until_dead([second])
        assert process.stdout.readline() == "up\n"
        assert len(children_of(process.pid)) == 2
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
