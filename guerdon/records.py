"""Data at rest: sequences of comparisons, ratings or rankings over a ``datasets.Dataset``.

The columns are those that TRL users have (``prompt``, ``chosen``, ``rejected``; text or chat messages), and beside
them guerdon's optional ones, named after the fields of ``guerdon.types``. Rows are decoded as they are asked for, so a
file of many gigabytes stays on disk.
"""

import json
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import compress
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

import pyarrow as pa
from datasets import Dataset, Value, concatenate_datasets

from guerdon.types import Comparison, Example, Message, Prompt, Ranking, Rating

Row = TypeVar("Row", Comparison, Rating, Ranking)

CHAT = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
SHARED = {name: pa.string() for name in ("annotator", "source", "provenance", "id", "context", "reference", "meta")} | {
    "weight": pa.float64()
}
STEPS = pa.list_(pa.string())
SPANS = pa.list_(pa.struct([("end", pa.int64()), ("value", pa.float64())]))
CHUNK = 1024


class Records(Sequence[Row], Generic[Row]):
    """A sequence of one kind of feedback over an Arrow table, on disk or in memory.

    To add a kind of feedback, subclass with its columns and the two conversions.
    """

    columns: ClassVar[dict[str, pa.DataType | None]]
    """Column name to Arrow type; None where a column holds text or chat messages, as its first row does."""

    def __init__(self, data: Dataset) -> None:
        self.data = data

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Self:
        """Records in memory, from objects.

        Raises:
            ValueError: text and chat prompts are mixed, or a row holds what its columns cannot keep.
        """
        encoded = [cls.encode(row) for row in rows]
        first = encoded[0] if encoded else {}
        for number, row in enumerate(encoded, start=1):
            if type(row["prompt"]) is not type(first["prompt"]):
                kinds = ("text", "chat messages") if isinstance(first["prompt"], str) else ("chat messages", "text")
                raise ValueError(
                    f"row {number}: the prompt is {kinds[1]}, row 1 has {kinds[0]}; a table keeps one kind"
                )
        return cls(Dataset(drop_empty(pa.Table.from_pylist(encoded, schema=cls.schema(first)))))

    @classmethod
    def schema(cls, first: Mapping[str, Any]) -> pa.Schema:
        """The Arrow schema of a table whose first row is the given one."""
        free = {name: CHAT if isinstance(first.get(name), list) else pa.string() for name in cls.columns}
        return pa.schema([(name, kind or free[name]) for name, kind in (cls.columns | SHARED).items()])

    @classmethod
    @abstractmethod
    def encode(cls, row: Row) -> dict[str, Any]:
        """The columns of one object."""

    @classmethod
    @abstractmethod
    def decode(cls, row: Mapping[str, Any]) -> Row:
        """The object of one row; raises ValueError or TypeError where the columns are not valid."""

    def __len__(self) -> int:
        return len(self.data)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> Row | Self:
        if isinstance(index, slice):
            return self.select(range(*index.indices(len(self))))
        return self.decode(self.data[index])

    def rows(self, indices: Sequence[int]) -> list[Row]:
        """The rows at these places, decoded together."""
        columns = self.data[indices]
        return [self.decode(dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)]

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self), CHUNK):
            yield from self.rows(range(start, min(start + CHUNK, len(self))))

    def select(self, indices: Iterable[int]) -> Self:
        """The rows at these places, in the order given."""
        return type(self)(self.data.select(list(indices)))

    def __add__(self, other: Self) -> Self:
        """The rows of both; where one has chats and the other text, all are chats."""
        pieces = [self, other]
        if len({piece.chats for piece in pieces if len(piece)}) > 1:
            pieces = [piece.as_chats() for piece in pieces]
        return type(self)(concatenate_datasets([piece.data for piece in pieces]))

    @property
    def chats(self) -> bool:
        """Whether prompts are chat messages; else they are text."""
        return not isinstance(self.data.features["prompt"], Value)

    def as_chats(self) -> Self:
        """The same rows, a prompt of text as the message of a user, a response to it as the answer."""
        if self.chats:
            return self
        table = self.data.with_format("arrow")[:]
        for name in (name for name, kind in self.columns.items() if kind is None):
            said = one_message(table[name].combine_chunks(), "user" if name == "prompt" else "assistant")
            table = table.set_column(table.column_names.index(name), name, said)
        return type(self)(Dataset(table))

    def prompts(self) -> list[str]:
        """One key for each row that is equal exactly where the prompts are."""
        return [p if isinstance(p, str) else json.dumps(p, ensure_ascii=False) for p in self.data["prompt"][:]]

    def split(self, share: float = 0.2, seed: int = 0, purpose: str = "test") -> tuple[Self, Self]:
        """Two parts that have no prompt in common.

        Args:
            share: the share of the prompts that goes to the second part.
            seed: another seed makes another split; the same seed sends a prompt to the same part in every data set.
            purpose: splits for different purposes are independent of each other under one seed.

        Returns:
            the larger and the smaller part, each in the original order.
        """
        second = [in_share(prompt, share, f"{purpose} {seed}") for prompt in self.prompts()]
        first = [not inside for inside in second]
        rows = range(len(self))
        return self.select(compress(rows, first)), self.select(compress(rows, second))


def in_share(key: str, share: float, seed: str) -> bool:
    """Whether a key falls in a pseudo-random share that only the seed decides."""
    return int.from_bytes(sha256(f"{seed}:{key}".encode("utf-8", "replace")).digest()[:8], "big") < share * 2**64


def one_message(texts: pa.StringArray, role: str) -> pa.ListArray:
    """Each text as a chat of one message."""
    roles = pa.array([role] * len(texts), pa.string())
    messages = pa.StructArray.from_arrays([roles, texts], fields=list(CHAT.value_type))
    return pa.ListArray.from_arrays(pa.array(range(len(texts) + 1), pa.int32()), messages)


def drop_empty(table: pa.Table) -> pa.Table:
    """The table without the columns in which every value is null."""
    return table.select([name for name in table.column_names if table[name].null_count < len(table) or not len(table)])


class Comparisons(Records[Comparison]):
    """Comparisons in the columns ``prompt, chosen, rejected`` and, optionally, ``probability`` and the other fields."""

    columns: ClassVar = {
        "prompt": None,
        "chosen": None,
        "rejected": None,
        "probability": pa.float64(),
        "strength": pa.float64(),
        "margin": pa.float64(),
        "agreement": pa.float64(),
        "chosen_meta": pa.string(),
        "rejected_meta": pa.string(),
        "chosen_steps": STEPS,
        "rejected_steps": STEPS,
    }

    @classmethod
    def encode(cls, row: Comparison) -> dict[str, Any]:
        chat = not isinstance(row.prompt, str)
        return shared(row, row.chosen, row.rejected) | {
            "chosen": reply(row.chosen, chat),
            "rejected": reply(row.rejected, chat),
            "probability": None if row.target == 1 else row.target,
            "strength": row.strength,
            "margin": row.margin,
            "agreement": row.agreement,
            "chosen_meta": packed(row.chosen.meta),
            "rejected_meta": packed(row.rejected.meta),
            "chosen_steps": row.chosen.steps or None,
            "rejected_steps": row.rejected.steps or None,
        }

    @classmethod
    def decode(cls, row: Mapping[str, Any]) -> Comparison:
        probability = row.get("probability")
        return Comparison(
            example(row, row["chosen"], row.get("chosen_meta"), row.get("chosen_steps")),
            example(row, row["rejected"], row.get("rejected_meta"), row.get("rejected_steps")),
            target=1.0 if probability is None else probability,
            strength=row.get("strength"),
            margin=row.get("margin"),
            agreement=row.get("agreement"),
            **common(row),
        )


class Ratings(Records[Rating]):
    """Ratings in the columns ``prompt, response, ratings, spans``: a JSON object of numbers, a list of ends and values."""

    columns: ClassVar = {"prompt": None, "response": None, "ratings": pa.string(), "spans": SPANS, "steps": STEPS}

    @classmethod
    def encode(cls, row: Rating) -> dict[str, Any]:
        chat = not isinstance(row.example.prompt, str)
        return shared(row, row.example) | {
            "response": reply(row.example, chat),
            "ratings": packed(row.values),
            "spans": [{"end": end, "value": value} for end, value in row.spans] or None,
            "meta": packed(row.example.meta),
            "steps": row.example.steps or None,
        }

    @classmethod
    def decode(cls, row: Mapping[str, Any]) -> Rating:
        rated = example(row, row["response"], row.get("meta"), row.get("steps"))
        spans = tuple((span["end"], span["value"]) for span in row.get("spans") or ())
        return Rating(rated, unpacked(row.get("ratings")), spans=spans, **common(row))


class Rankings(Records[Ranking]):
    """Rankings in the columns ``prompt, responses, ranks``; lower ranks are better."""

    columns: ClassVar = {
        "prompt": None,
        "responses": pa.list_(pa.string()),
        "ranks": pa.list_(pa.float64()),
        "metas": pa.list_(pa.string()),
        "steps": pa.list_(STEPS),
    }

    @classmethod
    def encode(cls, row: Ranking) -> dict[str, Any]:
        return shared(row, *row.examples) | {
            "responses": [reply(e, chat=False) for e in row.examples],
            "ranks": list(row.ranks),
            "metas": [packed(e.meta) for e in row.examples] if any(e.meta for e in row.examples) else None,
            "steps": [e.steps for e in row.examples] if any(e.steps for e in row.examples) else None,
        }

    @classmethod
    def decode(cls, row: Mapping[str, Any]) -> Ranking:
        blank = [None] * len(row["responses"])
        details = zip(row["responses"], row.get("metas") or blank, row.get("steps") or blank, strict=True)
        return Ranking(tuple(example(row, *detail) for detail in details), tuple(row["ranks"]), **common(row))


def packed(values: Mapping[str, Any]) -> str | None:
    """A mapping as a JSON column; None where there is nothing to keep."""
    return json.dumps(dict(values), ensure_ascii=False) if values else None


def unpacked(column: str | None) -> dict[str, Any]:
    return json.loads(column) if column else {}


def reply(example: Example, chat: bool) -> str | list[dict[str, str]]:
    """The column of a response."""
    if example.media:
        raise ValueError("an example with media has no place in a table of text; keep its media apart")
    return [{"role": "assistant", "content": example.response}] if chat else example.response


def shared(row: Comparison | Rating | Ranking, example: Example, *others: Example) -> dict[str, Any]:
    """The columns that every kind of feedback has, of examples that agree in them."""
    if any((other.context, other.reference) != (example.context, example.reference) for other in others):
        raise ValueError("the responses to one prompt have unlike contexts or references; a row keeps one of each")
    prompt = example.prompt
    return {
        "prompt": prompt if isinstance(prompt, str) else [{"role": m.role, "content": m.content} for m in prompt],
        "annotator": row.annotator,
        "source": row.source,
        "provenance": None if row.provenance == "human" else row.provenance,
        "weight": None if row.weight == 1 else row.weight,
        "id": row.id,
        "context": packed(example.context),
        "reference": example.reference,
    }


def common(row: Mapping[str, Any]) -> dict[str, Any]:
    weight = row.get("weight")
    return {
        "annotator": row.get("annotator"),
        "source": row.get("source"),
        "provenance": row.get("provenance") or "human",
        "weight": 1.0 if weight is None else weight,
        "id": row.get("id") or "",
    }


def example(
    row: Mapping[str, Any], response: str | list[dict[str, str]], meta: str | None, steps: Sequence[str] | None
) -> Example:
    text = response if isinstance(response, str) else response[-1]["content"]
    return Example(
        prompt(row["prompt"]),
        text,
        unpacked(row.get("context")),
        row.get("reference"),
        tuple(steps or ()),
        meta=unpacked(meta),
    )


def prompt(column: str | list[dict[str, str]]) -> Prompt:
    return column if isinstance(column, str) else tuple(Message(turn["role"], turn["content"]) for turn in column)
