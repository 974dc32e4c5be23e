"""Equal content, equal hash: images, arrays and trajectories, whichever object holds them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def content_hash(item: Any) -> str:
    """The hash (32 hexadecimal digits) of what an item holds.

    Arrays and tensors count by kind, shape and numbers; images of Pillow by mode, size and pixels; sequences, mappings
    and dataclasses by their members. Any other object is equal to itself alone, and to nothing in another process.
    """
    digest = hashlib.sha256()
    for piece in pieces(item):
        digest.update(len(piece).to_bytes(8, "big"))  # or what ends one piece could begin the next
        digest.update(piece)
    return digest.hexdigest()[:32]


def pieces(item: Any) -> Iterator[bytes]:
    """All that an item is told by, in order."""
    if item is None or isinstance(item, str | bytes | bool | int | float):
        yield f"{type(item).__name__} {item!r}".encode("utf-8", "surrogatepass")
    elif isinstance(item, Mapping):
        yield f"mapping {len(item)}".encode()
        for key in sorted(item, key=str):
            yield from (*pieces(key), *pieces(item[key]))
    elif isinstance(item, list | tuple):
        yield f"sequence {len(item)}".encode()
        for each in item:
            yield from pieces(each)
    elif is_dataclass(item) and not isinstance(item, type):
        yield type(item).__qualname__.encode()
        for field in fields(item):
            yield from pieces(getattr(item, field.name))
    elif hasattr(item, "getpalette"):
        yield f"image {item.mode} {item.size} {item.getpalette()}".encode()
        yield item.tobytes()
    elif hasattr(item, "__array__"):
        yield from numbers(item)
    else:
        yield f"{type(item).__qualname__} at {id(item)}".encode()


def numbers(item: Any) -> Iterator[bytes]:
    """An array's kind, shape and numbers."""
    kind = str(item.dtype)
    if hasattr(item, "detach"):
        held = item.detach().cpu()
        item = held.float() if kind == "torch.bfloat16" else held  # which NumPy does not know
    array = np.asarray(item)
    yield f"array {kind} {array.shape}".encode()
    if array.dtype.hasobject:
        yield from pieces(array.ravel().tolist())
    else:
        yield array.tobytes()
