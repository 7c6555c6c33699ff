"""Runs the server and the indexer side by side until a signal, and leaves no process behind.

In: commands as lists of words. Out: an exit code. A child that dies is started again after growing pauses. If the
server dies at once (a wrong setting, a port in use), everything ends. A child that a signal has stopped is killed and
started again, unless it is continued soon.
"""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from durability.lock_holder import is_stopped

POLL_SECONDS = 0.2
GRACE_SECONDS = 10
SHORTEST_LIFE_SECONDS = 3
STOPPED_SECONDS = 10
PR_SET_PDEATHSIG = 1  # Linux, sys/prctl.h


@dataclass
class ChildProcess:
    """One of our processes, and how often it had to be started again."""

    name: str
    command: list[str]
    essential: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0
    deaths: int = 0
    stopped: float | None = None

    def start(self) -> None:
        # In a session of its own, so that Ctrl-C reaches only the supervisor, which ends its children in order.
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self.started = time.monotonic()

    def end_if_stopped(self) -> None:
        """Kill it if it was stopped for STOPPED_SECONDS: it holds locks and does nothing. SIGKILL works even then."""
        if self.process is None or not is_stopped(self.process.pid):
            self.stopped = None
            return
        if self.stopped is None:
            self.stopped = time.monotonic()
            print(f"{self.name} is stopped by a signal; in {STOPPED_SECONDS} s it is replaced", file=sys.stderr)
        elif time.monotonic() - self.stopped > STOPPED_SECONDS:
            self.process.kill()

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None


def _die_with_parent() -> None:
    """Have the kernel end this process if the supervisor is killed and can no longer do it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Supervisor:
    """`hourly` is called now and then, and must come back soon and raise nothing."""

    children: list[ChildProcess]
    hourly: Callable[[], object] = bool
    hour: float = 3600.0  # seconds
    stopping: bool = field(default=False)

    def run(self) -> int:
        """Returns 0 after SIGINT or SIGTERM; the exit code of an essential child that cannot live."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            return self._watch()
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _watch(self) -> int:
        for child in self.children:
            child.start()
        next_hour = time.monotonic() + self.hour
        while not self.stopping:
            for child in self.children:
                code = self._revive(child)
                if code is not None:
                    return code
            if time.monotonic() >= next_hour:
                next_hour += self.hour
                self.hourly()
            time.sleep(POLL_SECONDS)
        return 0

    def _revive(self, child: ChildProcess) -> int | None:
        """Start a dead child again after its pause. Returns an exit code if that is hopeless."""
        code = child.exit_code()
        now = time.monotonic()
        if code is None and child.process:
            child.end_if_stopped()
            return None
        if child.process:
            if child.essential and now - child.started < SHORTEST_LIFE_SECONDS:
                return code or 1
            child.process, child.deaths = None, child.deaths + 1
            child.start_at = now + min(2**child.deaths, 60)
            print(f"{child.name} ended with {code}; starting it again", file=sys.stderr)
        elif now >= child.start_at:
            child.start()
        return None

    def _end_all(self) -> None:
        alive = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
