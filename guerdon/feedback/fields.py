"""Takes typed values out of a row, or says exactly which value is not what it should be."""

import json
import math
from collections.abc import Callable
from typing import Any, TypeVar

from guerdon.feedback.errors import RowError

Row = dict[str, Any]
"""A row of a file: a plain dict, as every reader yields it."""
Value = TypeVar("Value")
MISSING = object()


def text(row: Row, *path: str) -> str:
    """The text at a path of columns, such as ``text(row, "chosen", "answer")``."""
    value = find(row, path)
    if not isinstance(value, str):
        raise unexpected(path, value, "text")
    return printable(value, path)


def number(row: Row, *path: str) -> float:
    """The finite number at a path; text that spells one counts, because csv has nothing else."""
    value = find(row, path)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise unexpected(path, value, "a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise unexpected(path, value, "a number")
    return float(value)


def items(row: Row, *path: str) -> list[Any]:
    """The list at a path; a JSON list in text counts."""
    value = parsed(find(row, path))
    if not isinstance(value, list | tuple):
        raise unexpected(path, value, "a list")
    return list(value)


def entries(row: Row, *path: str) -> dict[str, Any]:
    """The object at a path; a JSON object in text counts."""
    value = parsed(find(row, path))
    if not isinstance(value, dict):
        raise unexpected(path, value, "an object")
    return value


def texts(row: Row, *path: str) -> tuple[str, ...]:
    """The list of texts at a path."""
    return tuple(text({path[-1]: item}, path[-1]) for item in items(row, *path))


def label(row: Row, *path: str) -> str:
    """A name or an identifier at a path: text, or a whole number written as text."""
    value = find(row, path)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text(row, *path)


def optional(read: Callable[..., Value], row: Row, *path: str) -> Value | None:
    """What ``read`` takes at a path, or None where nothing is there."""
    return None if find(row, path) in (MISSING, None, "") else read(row, *path)


def notes(row: Row, column: str) -> dict[str, Any]:
    """An optional object for ``context`` or ``meta``; anything else in that column is kept under the column's name."""
    value = parsed(row.get(column))
    if value in (None, ""):
        return {}
    return value if isinstance(value, dict) else {column: value}


def find(row: Row, path: tuple[str, ...]) -> Any:
    value: Any = row
    for depth, column in enumerate(path):
        # Every reader yields plain dicts, and asking for a Mapping costs ten times as much on the hottest line.
        if not isinstance(value, dict):
            raise unexpected(path[:depth], value, "an object")
        value = value.get(column, MISSING)
    return value


def parsed(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in ("[", "{"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def printable(value: str, path: tuple[str, ...]) -> str:
    """The text itself, once it is sure that it can be stored."""
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            half = f"\\u{ord(value[error.start]):04x}"
            raise RowError(f'"{".".join(path)}" holds {half}, one half of a character, which is not text') from None
    return value


def unexpected(
    path: tuple[str, ...], value: Any, expected: str, remedy: str = "Correct or remove this row."
) -> RowError:
    """The error of a value that is of another type than expected."""
    return RowError(f'"{".".join(path)}" is {shown(value)}, expected {expected}', remedy)


def shown(value: Any) -> str:
    """A value in a few words."""
    if value is MISSING:
        return "missing"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"a number ({value})"
    if isinstance(value, str):
        return f'text ("{value if len(value) <= 30 else value[:27] + "..."}")' if value else "empty"
    return f"a list of {len(value)}" if isinstance(value, list | tuple) else "an object"
