"""`manage.py serve` as a process of its own, in a data folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 180  # seconds, on a machine with much other work


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _processes_with(variable: str, word: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            variables = (folder / "environ").read_bytes().split(b"\0")
            if variable.encode() in variables and word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


class ServedArchive:
    """`manage.py serve` in a data folder of its own, with these variables."""

    def __init__(self, folder: Path, first_page: str = "/", **variables: str):
        self.first_page = first_page
        self.folder, self.log = folder, folder / "serve.log"
        self.port = free_port()
        own = {"ARCHIVE_VAR": str(folder), "PORT": str(self.port), "DEMO": "1", "DATABASE_URL": ""}
        self.environment = {**os.environ, **own, **variables}

    def start(self) -> None:
        """Start it and wait for its first page. Its output goes to a file that can be read at any time."""
        began = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - began > LONGEST_START:
                raise RuntimeError(self.stop())
            time.sleep(0.05)

    def stop(self) -> str:
        """Send Ctrl-C; returns what it printed."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        return self.printed()

    def printed(self) -> str:
        return self.log.read_text()

    def answers(self) -> bool:
        try:
            self.get(self.first_page)
        except OSError:
            return False
        return True

    def server_processes(self) -> tuple[int, list[int]]:
        """The numbers of the server's first process, and of those that it forked."""
        parents = {pid: _parent(pid) for pid in _processes_with(f"ARCHIVE_VAR={self.folder}", "gunicorn")}
        (first,) = [pid for pid, parent in parents.items() if parent not in parents]
        return first, [pid for pid in parents if pid != first]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def search(self, query: str) -> str:
        return self.get("/search/?" + urllib.parse.urlencode({"q": query}))

    def count_stories(self) -> int:
        return json.loads(self.manage("search", "", "--limit", "1", "--format", "json"))["total"]

    def manage(self, *words: str) -> str:
        """The standard output of a command. Raises RuntimeError with its errors if it fails."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: exit code {done.returncode}\n{done.stderr[-3000:]}")
        return done.stdout
