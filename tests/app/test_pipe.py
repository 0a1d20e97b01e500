"""Commands whose reader has read enough (`main.py report --list | head -1`)."""

from __future__ import annotations

import subprocess
import sys

from tests.app.process import ROOT, SECONDS, environment


def test_a_reader_that_leaves_early_gets_no_traceback():
    with subprocess.Popen(
        (sys.executable, "main.py", "report", "--list"),
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as command:  # fmt: skip
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.wait(SECONDS) == 141
        assert command.stderr.read() == b""
