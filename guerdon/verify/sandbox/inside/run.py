"""One run: a process for the code, another for the tests of it, and this one, which watches both and keeps the time."""

import builtins
import contextlib
import json
import os
import random
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from . import crossing, walls

Limits = dict[str, Any]


def serve(parent: socket.socket, namespaces: bool) -> NoReturn:
    """Reads limits and source, runs, answers, ends. The tests are read by the process that makes them, and by no other."""
    try:
        limits, source = crossing.receive(parent)
        limits["user"] = walls.FIRST_USER + os.getpid()
        if namespaces:
            walls.own_folder(limits["folder"])
            crossing.send(parent, watch(parent, limits, source, walls.WORK, namespaces))
        else:
            folder = tempfile.mkdtemp(prefix="guerdon-run-")
            if os.geteuid() == 0:
                os.chown(folder, limits["user"], limits["user"])
            try:
                answer = watch(parent, limits, source, folder, namespaces)
            finally:
                shutil.rmtree(folder, ignore_errors=True)  # who has the answer finds no folder
            crossing.send(parent, answer)
    except BaseException as error:
        with contextlib.suppress(OSError):
            crossing.send(parent, {"lost": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def watch(parent: socket.socket, limits: Limits, source: str, folder: str, namespaces: bool) -> dict[str, Any]:
    """What came of the run: its output, the verdict of each test, and why it ended where it did not end by itself."""
    asked, asks = socket.socketpair()
    printed, prints = os.pipe()
    judged, judges = os.pipe()
    started = time.monotonic()
    tester = forked(
        lambda: examine(parent, asks, judges, limits, folder), (parent, asks, judges), (asked, printed, prints, judged)
    )
    if namespaces:
        walls.call("unshare", walls.NEW_PROCESSES)
    coder = forked(
        lambda: perform(asked, prints, source, limits, folder), (asked, prints), (parent, asks, printed, judged, judges)
    )
    asked.close()
    asks.close()
    os.close(prints)
    os.close(judges)
    output, verdicts, why = collected(printed, judged, limits, started)
    seconds = time.monotonic() - started
    stopped = os.waitid(os.P_PID, coder, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # before we stop it ourselves
    usage = [ended(process) for process in (coder, tester)]
    spent = (
        stopped is not None
        and stopped.si_code == os.CLD_KILLED
        and stopped.si_status in (signal.SIGKILL, signal.SIGXCPU)
    )
    if why is None and (spent or usage[0] >= 0.8 * limits["cpu_seconds"]):
        why = f"it used {limits['cpu_seconds']:g} seconds of the processor, all that it may"
    return {
        "output": output.decode(errors="replace"), "verdicts": verdicts.decode(errors="replace"),
        "why": why, "seconds": seconds, "cpu_seconds": usage[0],
    }  # fmt: skip


def forked(work: Callable[[], None], kept: tuple[Any, ...], closed: tuple[Any, ...]) -> int:
    """A process of a group of its own that does some work and ends."""
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        for end in closed:
            os.close(end if isinstance(end, int) else end.detach())
        work()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def collected(printed: int, judged: int, limits: Limits, started: float) -> tuple[bytes, bytes, str | None]:
    """Output and verdicts until the tester has ended, time is up, or too much was printed."""
    output, verdicts = bytearray(), bytearray()
    held = {printed: (output, limits["output_bytes"]), judged: (verdicts, crossing.LARGEST)}
    deadline = started + limits["seconds"]
    while judged in held:
        left = deadline - time.monotonic()
        if left <= 0:
            return bytes(output), bytes(verdicts), f"it took longer than {limits['seconds']:g} seconds"
        for end in select.select(list(held), [], [], left)[0]:
            piece, (buffer, most) = os.read(end, 2**16), held[end]
            if not piece:
                del held[end]
            buffer += piece[: most - len(buffer)]
            if len(piece) and len(buffer) >= most:
                return bytes(output), bytes(verdicts), f"it wrote more than {most:,} bytes"
    while printed in held and select.select([printed], [], [], 0)[0]:
        piece = os.read(printed, 2**16)
        if not piece or len(output) >= limits["output_bytes"]:
            break
        output += piece[: limits["output_bytes"] - len(output)]
    return bytes(output), bytes(verdicts), None


def ended(process: int) -> float:
    """Ends a process and its group; the seconds of the processor that it used."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(process, signal.SIGKILL)
    used = os.wait4(process, 0)[2]
    return used.ru_utime + used.ru_stime


def locked(limits: Limits, folder: str, output: int | None) -> None:
    """Raises every wall around this process."""
    sink = os.open("/dev/null", os.O_RDWR)
    for place, end in enumerate((sink, sink if output is None else output, sink if output is None else output)):
        os.dup2(end, place)
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder)
    tempfile.tempdir = folder
    sys.set_int_max_str_digits(100_000)
    random.seed(0)
    libraries = [*walls.library(), "/usr/share/zoneinfo"]  # asked before the rights to look are gone
    walls.limits(limits["sizes"])
    with contextlib.suppress(OSError):
        walls.no_rights(limits["user"])
    with contextlib.suppress(OSError, KeyError):
        walls.no_calls()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(walls.watched(folder, libraries))
    for name in [name for name in sys.modules if name.split(".")[0] == "inside"]:
        del sys.modules[name]  # no program imports what watches it


def perform(asked: socket.socket, prints: int, source: str, limits: Limits, folder: str) -> None:
    """The process of the code: runs it, names what can be called, and answers calls until nobody asks any more."""
    locked(limits, folder, prints)
    names: dict[str, Any] = {"__name__": "solution", "__builtins__": __builtins__}
    problem = attempt(lambda: exec(compile(source, "solution.py", "exec"), names))
    flush()
    callables = [name for name, value in names.items() if callable(value)]
    plain = {name: value for name, value in names.items() if not name.startswith("_") and encodable(value)}
    crossing.send(asked, {"problem": problem, "callables": callables, "values": plain and encoded(plain)})
    while problem is None:
        try:
            name, arguments, options = crossing.decode(crossing.receive(asked))
        except EOFError:  # no test is left
            return
        answer: dict[str, Any] = {}

        def answered(name: str = name, arguments: Any = arguments, options: Any = options, into: Any = answer) -> None:
            into["value"] = crossing.encode(names[name](*arguments, **options))

        answer["problem"] = attempt(answered)
        with contextlib.suppress(TypeError):
            answer["arguments"] = crossing.encode(list(arguments))
        flush()
        crossing.send(asked, answer)


def encodable(value: Any) -> bool:
    return isinstance(value, int | float | str | tuple | list | dict | set | frozenset | bytes | complex | None)


def encoded(values: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in values.items():
        with contextlib.suppress(TypeError, RecursionError):
            found[name] = crossing.encode(value)
    return found


def attempt(work: Callable[[], None]) -> list[str] | None:
    """The name and the message of what some work raised."""
    try:
        work()
    except BaseException as error:
        try:
            return [type(error).__name__, str(error)[:300]]
        except BaseException:
            return [type(error).__name__, ""]
    return None


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


class Gone(BaseException):
    """The process of the code has ended, which no test may catch as an exception of the code."""


class Uncrossable(BaseException):
    """A test passes what cannot cross to the process of the code: then nothing is known of the code."""


def examine(parent: socket.socket, asks: socket.socket, judges: int, limits: Limits, folder: str) -> None:
    """The process of the tests: makes each against the other process, and writes a verdict for each as it goes."""
    steps, shown = crossing.receive(parent)
    parent.close()
    locked({**limits, "sizes": {**limits["sizes"], "RLIMIT_NOFILE": 64}}, folder, None)
    try:
        said = crossing.receive(asks)
    except (EOFError, ValueError, OSError):
        said = {"problem": ["", "its process ended before it had run"], "callables": [], "values": {}}
    tell(judges, {"ran": True, "problem": said["problem"]})
    if said["problem"]:
        return
    lock = threading.Lock()
    known: dict[str, Any] = {name: crossing.decode(value) for name, value in (said["values"] or {}).items()}
    known |= {name: proxy(name, asks, lock) for name in said["callables"]}
    hidden = set(dir(builtins)) - set(shown)  # a program that brings an all() of its own must not judge itself
    known = {name: value for name, value in known.items() if name not in hidden}
    names = {"__name__": "tests", "__builtins__": __builtins__, **known}
    for step in steps:
        tell(judges, verdict(step, names))


def tell(judges: int, message: Any) -> None:
    os.write(judges, (json.dumps(message) + "\n").encode())


def verdict(step: Any, names: dict[str, Any]) -> dict[str, Any]:
    """Runs a test, or makes a call and keeps its value."""
    try:
        if isinstance(step, str):
            exec(compile(step, "tests.py", "exec"), names)
            return {"error": None}
        name, arguments = step
        if name not in names:
            return {"error": f"there is no {name!r} in it"}
        return {"error": None, "value": crossing.encode(names[name](*crossing.decode(arguments)))}
    except Uncrossable as error:
        return {"error": str(error), "lost": True}
    except Gone as error:
        return {"error": str(error)}
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {str(error)[:300]}".rstrip(": ")}


def proxy(name: str, asks: socket.socket, lock: threading.Lock) -> Callable[..., Any]:
    """A function that calls the other process's; lists, dictionaries and sets that it changes are changed here too."""

    def called(*arguments: Any, **options: Any) -> Any:
        try:
            message = crossing.encode((name, arguments, options))
        except TypeError as error:
            raise Uncrossable(f"a test passes what cannot cross to the code: {error}") from None
        with lock:
            try:
                crossing.send(asks, message)
                answer = crossing.receive(asks)
            except (EOFError, ValueError, OSError) as error:
                raise Gone(f"the process of the code ended in {name}: {error}") from None
        for mine, changed in zip(arguments, crossing.decode(answer.get("arguments") or []), strict=False):
            restore(mine, changed)
        if answer["problem"] is not None:
            raise raised(*answer["problem"])
        return crossing.decode(answer["value"])

    called.__name__ = name
    return called


def restore(mine: Any, changed: Any) -> None:
    if isinstance(mine, list) and isinstance(changed, list):
        mine[:] = changed
    elif isinstance(mine, dict | set) and type(mine) is type(changed):
        mine.clear()
        mine.update(changed)


def raised(name: str, message: str) -> Exception:
    """The built-in exception of a name, for tests that expect one; any other is told by its name."""
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(Exception):
            return kind(message)
    return RuntimeError(f"{name}: {message}")
