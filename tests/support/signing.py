"""Copies are signed by a program that comes with OpenSSH: without it their tests are skipped."""

import shutil

import pytest

needs_ssh_keygen = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs Debian's package openssh-client")
