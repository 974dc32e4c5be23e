"""Runs Python programs that nobody has read."""

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guerdon.saving import Storable
from guerdon.verify.sandbox.inside import crossing
from guerdon.verify.sandbox.ran import Call, Limits, Ran, Step

PATIENCE = 5.0
"""Seconds beyond the limit of a run before it is given up, and for a new process to be ready."""
NOT_REACHED = "it was not reached"


@dataclass(frozen=True)
class Sandbox(Storable):
    """Runs each program in fresh processes, forked from a warm one that never sees a program.

    >>> Sandbox().run("def double(x): return 2 * x", ["assert double(2) == 4", Call("double", (3,))]).steps
    (Step(error=None, ...), Step(error=None, value=6, ...))

    The code and its tests run in two processes. Arguments and values of calls cross between them as JSON, so that code
    cannot reach its tests: it cannot end them early, replace what checks it, or give an object that equals everything.
    What is no plain value (a function, a generator, an object of a class) does not cross: a program that returns one
    fails its test, a test that passes one is ``lost``.

    Walls, outermost first; ``walls`` says whether the first one stands here:

    - namespaces, on Linux where they are permitted: no network; no processes but its own; of the files, the libraries of
      Python and the system alone, read-only, and a folder in memory that is new for each run;
    - no user that owns anything (where this process is root), no capabilities, a filter of system calls (Linux on x86-64
      and aarch64);
    - limits on time, memory, files, processes and output; the environment is empty;
    - an audit hook, which refuses connections, processes, and files outside of the folder.

    What it does not protect from: errors of the kernel, and of the interpreter where the first wall is absent, for then
    code that gets around the audit hook acts as a user without rights (as you, where you are not root). Timing, and use
    of the processor up to the limits. Whoever needs more runs the whole program in a virtual machine.

    Runs are repeatable as far as programs are: hashes and ``random`` are seeded, clocks are not.
    """

    limits: Limits = field(default_factory=Limits)
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    """How many programs ``run_all`` runs at once."""

    def run(self, source: str, steps: Sequence[str | Call] = (), shown: Sequence[str] = ()) -> Ran:
        """Runs a program, then its tests and calls in their order.

        Args:
            source: the program.
            steps: tests, each a text of Python that passes where it raises nothing, and calls of the program's
                functions. Tests know the functions and plain values of the program by their names, except those
                that hide a built-in one.
            shown: names that tests know even so, such as that of a ``sum`` that was asked for.
        """
        for _ in range(2):  # a warm process that died before the run is replaced; a run is never made twice
            try:
                line = self._pool.line()
            except OSError as error:
                problem = f"the sandbox does not start: {error}"
                continue
            with contextlib.closing(line):
                return self._answer(line, source, steps, shown)
        return lost(problem, len(steps))

    def run_all(self, programs: Sequence[tuple[str, Sequence[str | Call], Sequence[str]]]) -> list[Ran]:
        """Runs many programs, the arguments of ``run`` for each, several at once; results in their order."""
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(lambda program: self.run(*program), programs))

    @property
    def walls(self) -> tuple[str, ...]:
        """``("namespaces",)`` where the first wall stands; empty where the system does not permit it."""
        self._pool.line().close()
        return self._pool.walls

    def close(self) -> None:
        """Ends the warm process; the next run starts another."""
        self._pool.close()

    @property
    def _pool(self) -> "Pool":
        if "_held" not in self.__dict__:
            object.__setattr__(self, "_held", Pool())
        return self.__dict__["_held"]

    def _answer(self, line: socket.socket, source: str, steps: Sequence[str | Call], shown: Sequence[str]) -> Ran:
        line.settimeout(self.limits.seconds + PATIENCE)
        told = [step if isinstance(step, str) else [step.function, crossing.encode(step.arguments)] for step in steps]
        try:
            crossing.send(line, [self.limits.told(), source])
            crossing.send(line, [told, list(shown)])
            answer = crossing.receive(line)
        except (EOFError, OSError, ValueError) as error:
            return lost(f"the sandbox died: {error}", len(steps))
        if "lost" in answer:
            return lost(f"the sandbox failed: {answer['lost']}", len(steps))
        return ran(answer, steps)


class Pool:
    """The warm process, started when it is first needed and again when it has died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen | None = None
        self.control: socket.socket | None = None
        self.walls: tuple[str, ...] = ()
        OPEN.add(self)

    def line(self) -> socket.socket:
        """A socket to a new run. Raises OSError where none can be started."""
        mine, theirs = socket.socketpair()
        with self.lock, theirs:
            try:
                if self.process is None or self.process.poll() is not None:
                    self.start()
                assert self.control is not None
                socket.send_fds(self.control, [b"r"], [theirs.fileno()])
            except (OSError, EOFError, ValueError) as error:
                mine.close()
                self.end()
                raise OSError(str(error)) from error
        return mine

    def start(self) -> None:
        self.end()
        mine, theirs = socket.socketpair()
        start = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from inside.zygote import main; del sys.path[0]; main({theirs.fileno()})"
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-c", start], env={"PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}, cwd="/",
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        mine.settimeout(PATIENCE * 4)
        self.control = mine
        self.walls = tuple(crossing.receive(mine))

    def end(self) -> None:
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process, self.control = None, None

    def close(self) -> None:
        with self.lock:
            self.end()


OPEN: "weakref.WeakSet[Pool]" = weakref.WeakSet()


@atexit.register
def close_all() -> None:
    for pool in list(OPEN):
        pool.close()


def lost(why: str, steps: int) -> Ran:
    return Ran("", why, 0.0, (Step(why, lost=True),) * steps, lost=True)


def ran(answer: dict[str, Any], steps: Sequence[str | Call]) -> Ran:
    """What the watching process said, in the words of the caller."""
    lines = answer["verdicts"].split("\n")[:-1]
    first = json.loads(lines[0]) if lines else None
    problem = first["problem"] if first else None
    why = answer["why"] or (problem and ": ".join(part for part in problem if part))
    if first is None and why is None:
        why = "its tests ended before they began"
    found = [read(line) for line in lines[1:]]
    missing = Step(f"{NOT_REACHED}: {why}" if why else NOT_REACHED)
    found += [missing] * (len(steps) - len(found))
    return Ran(answer["output"], why or None, answer["seconds"], tuple(found))


def read(line: str) -> Step:
    """A verdict; one whose value has more levels than are left here is a failure."""
    try:
        row = json.loads(line)
        return Step.of(row, crossing.decode(row["value"]) if "value" in row else None)
    except RecursionError:
        return Step("its value has too many levels to be read")
