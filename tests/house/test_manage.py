"""What manage.py makes of what a command ends with."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A command that prints more than a pipe holds.
TALKATIVE = """
import manage
manage.execute_from_command_line = lambda argv: [print("第几行" * 20) for _ in range(20_000)]
manage.main()
"""


def test_whoever_has_seen_enough_may_close_the_pipe():
    with subprocess.Popen(
        [sys.executable, "-c", TALKATIVE], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout.readline().decode().strip() == "第几行" * 20
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
