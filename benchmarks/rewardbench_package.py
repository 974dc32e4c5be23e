"""The package rewardbench itself as a peer: version 0.1.4, in a virtual environment of its own, in a process of its own.

It needs transformers 4.51.0 and a setuptools that still has ``pkg_resources``, which guerdon's environment must not have.
Its pipeline moves every batch to CUDA; ``rewardbench_driver`` says how a test runs it elsewhere. To make the environment:

    python benchmarks/rewardbench_package.py
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import torch
from measuring import Span

NAME = "rewardbench 0.1.4"
NEEDS = ("rewardbench==0.1.4", "setuptools<81", f"torch=={torch.__version__.partition('+')[0]}")
"""With the torch that guerdon runs on, so that both sides compute with the same."""
DRIVER = Path(__file__).with_name("rewardbench_driver.py")


def place() -> Path:
    """The folder of the environment, whether it is there or not."""
    cache = os.environ.get("GUERDON_PEERS") or Path("~/.cache/guerdon/peers").expanduser()
    return Path(cache) / NAME.replace(" ", "-")


def interpreter() -> Path | None:
    """The environment's Python, where the environment is whole."""
    folder = place()
    return folder / "bin" / "python" if (folder / "whole").exists() else None


def environment() -> Path:
    """The environment's Python; made where it is not there, from the package index, which takes minutes.

    Raises:
        CalledProcessError: pip could not install it; its own words stand above.
    """
    found = interpreter()
    if found:
        return found
    venv.create(place(), with_pip=True, clear=True)
    python = place() / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *NEEDS], check=True, stdout=sys.stderr)
    (place() / "whole").touch()
    return python


class Package:
    """A process in which the package has loaded a model and waits for its turn.

    >>> with Package(python, folder, sides, batch_size=8, max_tokens=512, threads=1) as package:
    ...     span, scores = package.turn()
    """

    name = NAME

    def __init__(
        self, python: Path, model: Path, sides: Sequence[Sequence[str]], batch_size: int, max_tokens: int, threads: int
    ) -> None:
        """Args:
        python: of the environment.
        model: a folder that transformers loads a sequence classifier of one label from.
        sides: chosen and rejected texts, as the tokenizer reads them.
        batch_size: texts in a batch of a side.
        max_tokens: where texts are cut.
        threads: of torch.
        """
        self.python, self.model = python, model
        self.asked = {"sides": sides, "batch_size": batch_size, "max_tokens": max_tokens, "threads": threads}
        self.folder = tempfile.TemporaryDirectory()

    def __enter__(self) -> Self:
        texts, self.scores = (Path(self.folder.name) / name for name in ("texts.json", "scores.json"))
        texts.write_text(json.dumps(self.asked))
        self.process = subprocess.Popen(
            [str(self.python), str(DRIVER), str(self.model), str(texts), str(self.scores)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"TRANSFORMERS_VERBOSITY": "error", "WANDB_MODE": "disabled"},
        )  # fmt: skip
        self.said("ready")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pipe(self.process.stdin).close()
        self.process.wait()
        self.pipe(self.process.stdout).close()
        self.folder.cleanup()

    def turn(self) -> tuple[Span, list[float]]:
        """What scoring all texts once took, in that process, and the scores, side after side."""
        entry = self.pipe(self.process.stdin)
        entry.write("score\n")
        entry.flush()
        span = Span(*json.loads(self.said()))
        return span, [score for side in json.loads(self.scores.read_text()) for score in side]

    def said(self, expected: str = "") -> str:
        """The next line that is the driver's own; what libraries print is passed over.

        Raises:
            RuntimeError: the process ended.
        """
        for line in self.pipe(self.process.stdout):
            if line.strip() == expected or (not expected and line.startswith("[")):
                return line
        raise RuntimeError(f"the process of {NAME} ended with status {self.process.wait()}; its error stands above")

    def pipe(self, stream: IO[str] | None) -> IO[str]:
        assert stream is not None, "asked for as a pipe"
        return stream


if __name__ == "__main__":
    print(environment())
