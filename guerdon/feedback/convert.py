"""Streams rows of any format into one Arrow file, and counts what becomes of them."""

import json
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
import pyarrow as pa

from guerdon.feedback.cache import REMEDY, Entry, Tally
from guerdon.feedback.content import answers, as_chat, digest, fault, question, statement
from guerdon.feedback.errors import FeedbackError, RowError
from guerdon.feedback.fields import Row
from guerdon.feedback.format import Feedback, Format, Skip
from guerdon.feedback.replacing import replacing
from guerdon.feedback.sources import Source
from guerdon.records import Comparisons, Rankings, Ratings

BATCH = 1024
CHARACTERS = 1 << 24
"""A batch is written when it has so many rows, or so many characters."""
JSON = ("context", "meta", "chosen_meta", "rejected_meta", "ratings")
"""The columns that hold JSON, which no field reader has looked into."""


@dataclass(frozen=True)
class Part:
    """A source and the format that reads it."""

    source: Source
    format: Format

    def feedback(self) -> Iterator[tuple[int, Row, Feedback | Skip]]:
        """Every piece of feedback with the number and the columns of its row.

        Raises:
            FeedbackError: a row breaks the format.
        """
        for number, row in self.source.rows():
            try:
                for piece in self.format.rows(row):
                    yield number, row, piece
            except FeedbackError:
                raise
            except RowError as error:
                raise error.at(self.source.name, number) from None
            except (ValueError, TypeError) as error:
                raise RowError(str(error)).at(self.source.name, number) from error

    def chat(self) -> bool:
        """Whether its first piece of feedback has chat messages as the prompt."""
        first = next((piece for _, _, piece in self.feedback() if not isinstance(piece, Skip)), None)
        return first is not None and in_chat(first)


def convert(parts: Sequence[Part], limit: int | None, entry: Entry, whole: bool = False) -> Tally:
    """Reads every part into the files of a cache entry.

    Args:
        parts: what to read; all of one kind. Where some prompts are chat messages and others text, in different
            sources, the texts become messages of the user.
        limit: stop when so many are kept.
        entry: where to write; nothing appears there unless all goes well.
        whole: keep what nothing can be learned from too.

    Raises:
        FeedbackError: the parts do not fit together, a row breaks its format, two ids are the same, nothing is left,
            or the disk is full.
    """
    kind = common_kind(parts)
    chat = len(parts) > 1 and any(part.chat() for part in parts)
    with replacing(entry.arrow, REMEDY) as arrow, replacing(entry.dropped, REMEDY) as dropped:
        with ArrowWriter(arrow.open("wb"), kind) as writer, dropped.open("w") as lost:
            ledger = Ledger(writer, lost, whole)
            for part in parts:
                ledger.take(part, chat, limit)
        ledger.require_some(parts)
        ledger.require_different_ids()
        tally = ledger.tally(parts, kind)
    entry.save(tally)
    return tally


def common_kind(parts: Sequence[Part]) -> type[Comparisons] | type[Ratings] | type[Rankings]:
    """What all parts yield."""
    first = parts[0]
    for part in parts[1:]:
        if part.format.kind is not first.format.kind:
            kinds = [f"{one.source.name} holds {noun(one.format.kind)}" for one in (first, part)]
            raise FeedbackError(f"{' and '.join(kinds)}: read them one after the other")
    return first.format.kind


def noun(kind: type) -> str:
    return kind.__name__.lower()


def in_chat(piece: Feedback) -> bool:
    return not isinstance(answers(piece)[0].prompt, str)


class Ledger:
    """Decides what is kept and remembers, in a few bytes for each row, what has been there."""

    def __init__(self, writer: "ArrowWriter", lost: IO[str], whole: bool) -> None:
        self.writer = writer
        self.lost = lost
        self.whole = whole
        self.read = 0
        self.dropped: Counter[str] = Counter()
        self.statements: set[int] = set()
        self.prompts = array("Q")
        self.ids: tuple[array[int], array[int]] = array("Q"), array("Q")
        """The digest of each id that the data gave, and the row that gave it."""
        self.names: list[str] = []
        """The source of each of those ids."""

    def take(self, part: Part, chat: bool, limit: int | None) -> None:
        """Keeps or drops each piece of feedback of a part."""
        name, messages = part.source.name, None
        for number, row, piece in part.feedback():
            if limit is not None and self.writer.count >= limit:
                return
            self.read += 1
            if isinstance(piece, Skip):
                self.drop(name, number, piece.reason, {})
                continue
            messages = in_chat(piece) if messages is None else messages
            if in_chat(piece) is not messages:
                here, there = ("chat messages", "text") if in_chat(piece) else ("text", "chat messages")
                raise RowError(f'"prompt" is {here} where the first row has {there}').at(name, number)
            piece = as_chat(piece) if chat else piece
            encoded = self.writer.encode(piece, name, number)
            reason = None if self.whole else fault(piece) or self.repeats(piece)
            if reason:
                self.drop(name, number, reason, encoded)
                continue
            self.writer.add(encoded)
            self.prompts.append(question(piece))
            if part.format.id_column and row.get(part.format.id_column) not in (None, ""):
                self.ids[0].append(digest(piece.id))
                self.ids[1].append(number)
                self.names.append(name)

    def repeats(self, piece: Feedback) -> str | None:
        key = statement(piece)
        if key in self.statements:
            return "duplicates"
        self.statements.add(key)
        return None

    def drop(self, name: str, number: int, reason: str, encoded: dict[str, Any]) -> None:
        self.dropped[reason] += 1
        filled = {column: value for column, value in encoded.items() if value is not None}
        self.lost.write(json.dumps({"file": name, "row": number, "reason": reason} | filled) + "\n")

    def require_some(self, parts: Sequence[Part]) -> None:
        if not self.writer.count:
            names = ", ".join(part.source.name for part in parts)
            reasons = ", ".join(f"{count:,} {reason}" for reason, count in self.dropped.items())
            raise FeedbackError(f"{names}: nothing is left, all {self.read:,} rows were dropped ({reasons})")

    def require_different_ids(self) -> None:
        digests, rows = (np.frombuffer(column, np.uint64) for column in self.ids)
        order = np.argsort(digests, kind="stable")
        same = np.flatnonzero(digests[order][1:] == digests[order][:-1])
        if len(same):
            first, second = order[same[0]], order[same[0] + 1]
            raise RowError(
                f"has the same id as {self.names[first]}, row {rows[first]:,}",
                'Make the ids differ or remove the "id" column.',
            ).at(self.names[second], int(rows[second]))

    def tally(self, parts: Sequence[Part], kind: type) -> Tally:
        return Tally(
            formats=[part.format.name for part in parts],
            kind=kind.__name__,
            read=self.read,
            dropped=dict(self.dropped),
            prompts=len(np.unique(np.frombuffer(self.prompts, np.uint64))),
            unused=self.writer.unused,
        )


class ArrowWriter:
    """Writes feedback of one kind to an Arrow stream, in batches."""

    def __init__(self, sink: IO[bytes], kind: type[Comparisons] | type[Ratings] | type[Rankings]) -> None:
        self.sink = sink
        self.kind = kind
        self.count = 0
        self.rows: list[dict[str, Any]] = []
        self.characters = 0
        self.stream: pa.ipc.RecordBatchStreamWriter | None = None
        self.unused: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.sink:
            if kind is None:
                self.flush()
                if self.stream:
                    self.stream.close()

    def encode(self, piece: Feedback, name: str, number: int) -> dict[str, Any]:
        """The columns of a piece of feedback, fit for Arrow."""
        try:
            encoded = self.kind.encode(piece)  # type: ignore[arg-type]
            for column in JSON:
                (encoded.get(column) or "").encode()
        except UnicodeEncodeError:
            raise RowError(f'"{column}" holds one half of a character, which is not text').at(name, number) from None
        except (TypeError, ValueError) as error:
            raise RowError(f"cannot be kept as text and JSON ({error})").at(name, number) from None
        return encoded

    def add(self, encoded: dict[str, Any]) -> None:
        self.count += 1
        self.rows.append(encoded)
        self.characters += characters(encoded)
        if len(self.rows) >= BATCH or self.characters >= CHARACTERS:
            self.flush()

    def flush(self) -> None:
        if not self.rows:
            return
        if self.stream is None:
            schema = self.kind.schema(self.rows[0])
            self.unused = list(schema.names)
            self.stream = pa.ipc.new_stream(self.sink, schema)
        batch = pa.RecordBatch.from_pylist(self.rows, schema=self.kind.schema(self.rows[0]))
        self.stream.write_batch(batch)
        self.unused = [name for name in self.unused if batch[name].null_count == len(batch)]
        self.rows, self.characters = [], 0


def characters(value: Any) -> int:
    """How much text there is in the columns of a row."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(characters, value.values()))
    return sum(map(characters, value)) if isinstance(value, list | tuple) else 0
