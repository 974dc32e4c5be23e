"""Writes records to a file of the type that its ending says."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa

from guerdon.feedback.filetype import COMPRESSION, require_type
from guerdon.feedback.replacing import replacing
from guerdon.records import Comparisons, Rankings, Ratings

BATCH = 1024


def write(records: Comparisons | Ratings | Rankings, path: str | Path) -> None:
    """Writes records in guerdon's own columns, so that ``read`` gives them back.

    Args:
        records: what to write.
        path: ends in .jsonl, .json, .csv or .parquet; all but the last also with .gz or .zst. It appears when it is
            whole.

    Raises:
        FeedbackError: the ending is unknown, or the place cannot be written.
    """
    parts = records.data.with_format("arrow").iter(BATCH)
    batches = (batch for part in parts for batch in part.to_batches())
    write_table(batches, records.data.features.arrow_schema.remove_metadata(), path)


def write_table(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: str | Path) -> None:
    """Writes any table, batch after batch, as ``write`` does records.

    Raises:
        FeedbackError: the ending is unknown, or the place cannot be written.
    """
    path = Path(path)
    kind = require_type(path)
    with replacing(path) as draft, created(draft, COMPRESSION.get(path.suffix.lower())) as stream:
        kind.write(batches, schema, stream)


@contextmanager
def created(path: Path, compression: str | None) -> Iterator[IO[bytes]]:
    """A new file to write to, compressed on the way where asked."""
    with path.open("wb") as raw:
        if compression is None:
            yield raw
            return
        with pa.CompressedOutputStream(raw, compression) as squeezed, io.BufferedWriter(squeezed) as stream:
            yield stream
