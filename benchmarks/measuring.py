"""How the benchmarks measure: both sides by turns in one process, or each in fresh ones; one JSON line at the end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Usage:
    """What a finished process took."""

    seconds: float
    """From its start to its end."""
    cpu_seconds: float
    """Of the processors, in it and what it waited for; other work on the machine does not count."""
    peak_megabytes: float
    """The most memory that was resident at once."""


def fresh(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Usage:
    """Runs a command in a new process; an environment adds to this one's.

    The system counts what this process holds when it starts the other towards the peak of the other.

    Raises:
        RuntimeError: it failed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=os.environ | dict(environment or {}),
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # it is reaped: subprocess must not wait for it again
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}")
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Usage(seconds, used.ru_utime + used.ru_stime, kilobytes / 1024)


@dataclass(frozen=True)
class Span:
    """How long a call took."""

    seconds: float
    cpu_seconds: float


def timed(run: Callable[[], Any]) -> Span:
    """Runs a call of this process."""
    started, started_cpu = time.perf_counter(), time.process_time()
    run()
    return Span(time.perf_counter() - started, time.process_time() - started_cpu)


@dataclass(frozen=True)
class Turns:
    """What both sides took, round by round."""

    peer: list[float]
    own: list[float]
    """Seconds of each round."""
    peer_cpu: list[float]
    own_cpu: list[float]
    """Seconds of the processors, in this process; with one thread, other work on the machine does not count."""

    @classmethod
    def of(cls, peer: Sequence[Span], own: Sequence[Span]) -> "Turns":
        sides = ([span.seconds for span in side] for side in (peer, own))
        cpu = ([span.cpu_seconds for span in side] for side in (peer, own))
        return cls(*sides, *cpu)

    @property
    def ratio(self) -> float:
        """How many times longer the peer takes: the median over the rounds of each round's ratio."""
        return median(a / b for a, b in zip(self.peer, self.own, strict=True))

    @property
    def cpu_ratio(self) -> float:
        return median(a / b for a, b in zip(self.peer_cpu, self.own_cpu, strict=True))


def by_turns(peer: Callable[[], Any], own: Callable[[], Any], rounds: int) -> Turns:
    """Runs two sides alternately, so that a busier minute weighs on both."""
    spans = [(timed(peer), timed(own)) for _ in range(rounds)]
    return Turns.of([peer for peer, _ in spans], [own for _, own in spans])


def finish(name: str, ratio: float, **figures: Any) -> None:
    """Prints the result as one JSON line, the last of a benchmark; more is better for every ratio."""
    print(json.dumps({"name": name, "ratio": rounded(ratio)} | {key: rounded(value) for key, value in figures.items()}))


def rounded(value: Any) -> Any:
    """Numbers at the digits that a measurement deserves."""
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
