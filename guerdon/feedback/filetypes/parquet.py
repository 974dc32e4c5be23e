"""Parquet files."""

from collections.abc import Iterable, Iterator
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from guerdon.feedback.fields import Row
from guerdon.feedback.filetype import FileType

BATCH = 256
"""Rows decoded at a time."""


class Parquet(FileType):
    """Columns in batches; compressed inside, so without a second ending."""

    endings = (".parquet",)

    def read(self, stream: IO[bytes]) -> Iterator[tuple[int, Row]]:
        batches = pq.ParquetFile(stream).iter_batches(batch_size=BATCH)
        yield from enumerate((row for batch in batches for row in batch.to_pylist()), 1)

    def write(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, stream: IO[bytes]) -> None:
        with pq.ParquetWriter(stream, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
