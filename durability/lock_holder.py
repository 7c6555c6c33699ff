"""Who holds a file lock, and whether that process was stopped: a stopped process keeps its locks and does nothing.

In: the descriptor of a file that was just locked; later its path. Out: whether its holder waits for SIGCONT.
The file holds the number of the process. States are those of proc_pid_stat(5): only on Linux is anything known of them.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

STOPPED = "Tt"  # by a signal, or by a debugger


def sign(descriptor: int) -> None:
    """Write the number of this process into the file that it has locked. On a full disk it stays unsigned."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)


def is_holder_stopped(path: Path) -> bool:
    """Whether the lock is held, by a process that was stopped. It writes nothing and never waits."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except OSError:
        signed = os.read(descriptor, 20)
        return signed.isdigit() and is_stopped(int(signed))
    finally:
        os.close(descriptor)


def is_stopped(pid: int) -> bool:
    """Whether this process was stopped by SIGSTOP or the like and waits for SIGCONT."""
    try:
        # The name in brackets may contain blanks and brackets.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in STOPPED
    except (OSError, IndexError, UnicodeDecodeError):
        return False
