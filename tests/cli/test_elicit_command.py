"""The command that asks, at a real terminal: killed in the middle, it goes on with the next question."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guerdon.cli import main

CASES = ["tea", "milk", "wine"]


class Terminal:
    """The command at a pseudo-terminal."""

    def __init__(self, *arguments: str) -> None:
        self.end, other = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "guerdon", "elicit", "Do you like it?", *arguments],
            stdin=other,
            stdout=other,
            stderr=other,
        )
        os.close(other)
        self.seen = ""

    def until(self, text: str) -> str:
        """Reads until a text is shown."""
        while text not in self.seen:
            try:
                self.seen += os.read(self.end, 4096).decode()
            except OSError:  # the other end was closed
                break
        assert text in self.seen, self.seen
        before, _, self.seen = self.seen.partition(text)
        return before

    def say(self, text: str) -> None:
        os.write(self.end, f"{text}\n".encode())

    def close(self) -> int:
        code = self.process.wait()
        os.close(self.end)
        return code


def rows(path: Path, n: int) -> list[str]:
    """The lines of a file once there are n of them."""
    for _ in range(600):
        if path.exists() and len(lines := path.read_text().splitlines()) >= n:
            return lines
        time.sleep(0.1)
    raise AssertionError(f"{path} has too few lines")


@pytest.mark.slow
def test_killed_at_the_terminal_it_goes_on(tmp_path: Path) -> None:
    cases, out = tmp_path / "cases.txt", tmp_path / "t.jsonl"
    cases.write_text("\n".join(CASES))
    first = Terminal("--from", str(cases), "--out", str(out))
    first.until("> ")
    first.say("perhaps")
    first.until("Please say yes or no.")
    first.say("y")
    [line] = rows(out, 1)
    first.process.send_signal(signal.SIGKILL)
    first.close()
    second = Terminal("--from", str(cases), "--out", str(out))
    assert "1 answers are in" in second.until("> ")
    second.say("n")
    second.until("> ")
    second.say("stop")
    second.until("2 answers are in")
    assert second.close() == 0
    assert rows(out, 2)[0] == line
    assert len({each.split('"response": ')[1] for each in rows(out, 2)}) == 2


def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["elicit", "Do you like it?", "--out", str(tmp_path / "t.jsonl")])
    assert "--from, or a language model with --llm" in capsys.readouterr().err
