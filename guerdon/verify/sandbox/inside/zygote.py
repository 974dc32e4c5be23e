"""The process that all runs are forked from. It never sees a program: a run gets a socket to read its own from."""

import gc
import os
import signal
import socket
import sys
from importlib import import_module

from . import crossing, walls
from .run import serve

WARM = (
    "array", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "fractions", "functools", "hashlib",
    "heapq", "itertools", "json", "math", "operator", "queue", "random", "re", "statistics", "string", "typing", "uuid",
)  # fmt: skip
"""Imported once, so that a program that imports them does not wait."""


def main(descriptor: int) -> None:
    """Raises what walls it can, says which, and then forks a process for each socket that it is sent."""
    for name in WARM:
        import_module(name)
    control = socket.socket(fileno=descriptor)
    standing = raised()
    crossing.send(control, standing)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # finished runs are reaped by the system
    gc.freeze()
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:  # the sandbox has gone
            return
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(socket.socket(fileno=descriptors[0]), "namespaces" in standing)
        os.close(descriptors[0])


def raised() -> list[str]:
    """The walls that this system allows; the first needs rights that containers may lack."""
    try:
        child = os.fork()
        if child == 0:  # a try in a process of its own: a root half made would be no root at all
            status = 1
            try:
                walls.own_namespaces()
                walls.own_root()
                status = 0
            finally:
                os._exit(status)
        if os.waitpid(child, 0)[1] == 0:
            walls.own_namespaces()
            walls.own_root()
            return ["namespaces"]
    except (OSError, KeyError) as error:
        sys.stderr.write(f"no namespaces: {error}\n")
    return []
