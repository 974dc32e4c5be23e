"""CSV files with a header."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any

import pyarrow as pa

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row
from guerdon.feedback.filetype import FileType
from guerdon.feedback.filetypes.json_lines import not_utf8

# The module's own limit of 128 KiB is shorter than some answers are.
csv.field_size_limit(sys.maxsize)


class CsvTable(FileType):
    """Comma-separated cells under a header; messages and lists are JSON in their cell, an empty cell is no value."""

    endings = (".csv",)

    def read(self, stream: IO[bytes]) -> Iterator[tuple[int, Row]]:
        reader = csv.reader((line.decode("utf-8-sig") for line in stream), strict=True)
        number = 0
        try:
            header = next(reader, [])
            if len(set(header)) < len(header):
                raise RowError("the header names a column twice", "Rename one of them.", 1)
            for number, cells in enumerate(reader, 1):
                if len(cells) not in (0, len(header)):
                    raise RowError(f"has {len(cells)} cells, but the header has {len(header)}", row=number)
                if cells:
                    yield number, dict(zip(header, map(content, cells), strict=True))
        except UnicodeDecodeError as error:
            raise not_utf8(error, number + 1) from None
        except csv.Error as error:
            raise RowError(f"no valid CSV ({error})", "Correct the quotes of this row.", number + 1) from None

    def write(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, stream: IO[bytes]) -> None:
        text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(schema.names)
        for batch in batches:
            writer.writerows([cell(value) for value in row.values()] for row in batch.to_pylist())
        text.detach()


def content(cell: str) -> Any:
    """What a cell holds: chat messages, or its text."""
    if not cell.startswith("[{"):
        return cell
    try:
        turns = json.loads(cell)
    except ValueError:
        return cell
    return turns if all(isinstance(turn, dict) and {"role", "content"} <= turn.keys() for turn in turns) else cell


def cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
