"""How values and messages cross between processes that do not trust each other: JSON, and nothing that can run code."""

import base64
import json
import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any

HEAD = struct.Struct(">I")
LARGEST = 16 * 2**20
"""Bytes of a message; a longer one is refused, so that a program cannot fill the memory of who reads it."""
LONG = 14_000
"""Bits of a number above which Python does not read it from decimal digits."""
ARRAYS: Mapping[str, Callable[[list], Any]] = {"tuple": tuple, "set": set, "frozenset": frozenset}


def send(stream: socket.socket, message: Any) -> None:
    body = json.dumps(message).encode()
    stream.sendall(HEAD.pack(len(body)) + body)


def receive(stream: socket.socket) -> Any:
    """Raises EOFError where the other side is gone, and ValueError where what it sent is too long or no JSON."""
    (size,) = HEAD.unpack(exactly(stream, HEAD.size))
    if size > LARGEST:
        raise ValueError(f"a message of {size:,} bytes is longer than the {LARGEST:,} that are read")
    return json.loads(exactly(stream, size))


def exactly(stream: socket.socket, size: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        piece = stream.recv(min(size - len(pieces), 2**16))
        if not piece:
            raise EOFError("the other process has ended")
        pieces += piece
    return bytes(pieces)


def encode(value: Any) -> Any:
    """A plain value as JSON; subclasses (counters, named tuples, numbers of numpy) become the plain type they extend.

    Raises:
        TypeError: it is no plain value, such as a function, a generator or an object of a class.
    """
    if type(value) is int and value.bit_length() > LONG:
        return {"int": hex(value)}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return encode(value.tolist())
    for kind, written in PLAIN.items():
        if isinstance(value, kind):
            return written(value)
    raise TypeError(f"a {type(value).__name__} cannot leave the process: numbers, text and collections of them can")


def many(values: Iterable[Any]) -> list[Any]:
    return [encode(value) for value in values]


PLAIN: Mapping[type, Callable[[Any], Any]] = {
    bool: bool,
    int: int,
    float: float,
    str: str,
    list: many,
    tuple: lambda value: {"tuple": many(value)},
    set: lambda value: {"set": many(value)},
    frozenset: lambda value: {"frozenset": many(value)},
    dict: lambda value: {"dict": [many(entry) for entry in value.items()]},
    bytes: lambda value: {"bytes": base64.b64encode(value).decode()},
    complex: lambda value: {"complex": [value.real, value.imag]},
}
"""How each kind of value is written; what is no other JSON is an object of one entry that names the kind."""


SCALARS: Mapping[str, Callable[[Any], Any]] = {
    "int": lambda held: int(held, 16),
    "bytes": base64.b64decode,
    "complex": lambda held: complex(*held),
}
"""How each kind of value that is no collection is read."""


def decode(value: Any) -> Any:
    """What ``encode`` was given."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    ((name, held),) = value.items()
    if name in ARRAYS:
        return ARRAYS[name]([decode(item) for item in held])
    if name == "dict":
        return {decode(key): decode(item) for key, item in held}
    return SCALARS[name](held)
