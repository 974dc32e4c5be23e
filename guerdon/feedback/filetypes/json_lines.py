"""JSON lines: one object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

import pyarrow as pa

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, shown
from guerdon.feedback.filetype import FileType


class JsonLines(FileType):
    """One JSON object a line; a row's number is that of its line, and blank lines are passed over."""

    endings = (".jsonl", ".ndjson")

    def read(self, stream: IO[bytes]) -> Iterator[tuple[int, Row]]:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, require_object(decoded(line, number), number)

    def write(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, stream: IO[bytes]) -> None:
        for line in encoded(batches):
            stream.write(line + b"\n")


def decoded(line: bytes, number: int) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise not_utf8(error, number) from None
    except (ValueError, RecursionError) as error:
        cut_off = "" if line.endswith(b"\n") else "; it is the last line, so the file may be cut off"
        raise RowError(f"no valid JSON ({error}){cut_off}", "Correct this line.", number) from None


def not_utf8(error: UnicodeDecodeError, number: int) -> RowError:
    """The error of bytes that are no text."""
    byte = error.object[error.start]
    return RowError(f"byte 0x{byte:02x} is not UTF-8", "Save the file as UTF-8.", number)


def require_object(value: Any, number: int) -> Row:
    """The row itself, once it is an object."""
    if not isinstance(value, dict):
        raise RowError(f"{shown(value)} where a JSON object with the columns is expected", row=number)
    return value


def encoded(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The rows of batches as JSON, without the columns that are null in them."""
    for batch in batches:
        for row in batch.to_pylist():
            filled = {name: value for name, value in row.items() if value is not None}
            yield json.dumps(filled, ensure_ascii=False).encode()
