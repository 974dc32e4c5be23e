"""What is in feedback: how much, of what kind, from where, and what to watch out for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import singledispatch
from typing import Any

import numpy as np
from rich.table import Table

from guerdon.feedback.conflicts import conflicts
from guerdon.feedback.content import answers
from guerdon.feedback.format import Feedback
from guerdon.feedback.reading import Reading, counted
from guerdon.records import Comparisons
from guerdon.statistics import Estimate, wilson
from guerdon.types import Comparison, Ranking, Rating

LISTED = 8
"""How many sources the table names."""


@dataclass(frozen=True)
class Lengths:
    """How long texts are, in words."""

    median: float
    p5: float
    """The 5th percentile: 5 % are shorter."""
    p95: float
    """The 95th percentile: 5 % are longer."""

    def __str__(self) -> str:
        return f"{self.median:,.0f} words (5–95 %: {self.p5:,.0f} to {self.p95:,.0f})"


@dataclass(frozen=True)
class Inspection:
    """The summary of one reading."""

    kind: str
    """``comparisons``, ``ratings`` or ``rankings``."""
    formats: tuple[str, ...]
    rows: int
    prompts: int
    chat: bool
    """Whether prompts are chat messages."""
    sources: Mapping[str, int]
    """Rows of each source, the largest first; rows without one are not in it."""
    prompt_words: Lengths
    response_words: Lengths
    labels: Mapping[str, int]
    """Comparisons by label (hard, soft, tie), ratings by attribute, rankings by their number of responses."""
    dropped: Mapping[str, int]
    """What the reading dropped, by reason."""
    conflicts: int | None
    """Pairs of answers that have both labels; None where there are no comparisons."""
    longer_wins: Estimate | None
    """The share of decided comparisons whose winner has more words, equal lengths aside; None where there are none."""

    def to_json(self) -> dict[str, Any]:
        """The summary in JSON values."""
        return asdict(self)

    def render(self) -> Table:
        """The summary for a terminal."""
        table = Table(show_header=False, box=None, pad_edge=False)
        table.add_row("rows", f"{counted(self.rows, self.kind)} of {counted(self.prompts, 'prompts')}")
        table.add_row("format", f"{', '.join(self.formats)}; prompts are {'chat messages' if self.chat else 'text'}")
        table.add_row("prompts", str(self.prompt_words))
        table.add_row("responses", str(self.response_words))
        table.add_row("labels", listed(self.labels))
        if self.sources:
            table.add_row("sources", listed(self.sources))
        if self.conflicts is not None:
            table.add_row("conflicts", f"{counted(self.conflicts, 'pairs')} with both labels")
        if self.longer_wins:
            table.add_row("longer wins", str(self.longer_wins))
        table.add_row("dropped", listed(self.dropped) or "nothing")
        return table


def inspect(reading: Reading) -> Inspection:
    """Looks through a whole reading once."""
    sources: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    asked: dict[str, int] = {}
    given: list[int] = []
    chat = False
    pieces: Iterable[Feedback] = reading.records
    for key, piece in zip(reading.records.prompts(), pieces, strict=True):
        examples = answers(piece)
        chat = not isinstance(examples[0].prompt, str)
        asked.setdefault(key, len(examples[0].prompt_text.split()))
        given.extend(len(example.response.split()) for example in examples)
        labels.update(label_kinds(piece))
        if piece.source:
            sources[piece.source] += 1
    compared = reading.records if isinstance(reading.records, Comparisons) else None
    return Inspection(
        kind=reading.kind,
        formats=reading.formats,
        rows=len(reading.records),
        prompts=reading.prompts,
        chat=chat,
        sources=dict(sources.most_common()),
        prompt_words=lengths(list(asked.values())),
        response_words=lengths(given),
        labels=dict(labels.most_common()),
        dropped=dict(reading.dropped),
        conflicts=None if compared is None else len(conflicts(compared)),
        longer_wins=None if compared is None else longer_wins(compared, given),
    )


@singledispatch
def label_kinds(piece: Any) -> list[str]:
    """Under which names a label is counted."""
    raise TypeError(f"{type(piece).__name__} is no kind of feedback")


@label_kinds.register
def _(piece: Comparison) -> list[str]:
    return ["tie" if piece.target == 0.5 else "hard" if piece.target in (0, 1) else "soft"]


@label_kinds.register
def _(piece: Rating) -> list[str]:
    return list(piece.values) or ["unrated"]


@label_kinds.register
def _(piece: Ranking) -> list[str]:
    return [f"of {len(piece.examples)}"]


def lengths(words: Sequence[int]) -> Lengths:
    p5, median, p95 = (round(float(each), 1) for each in np.percentile(words, [5, 50, 95]))
    return Lengths(median, p5, p95)


def longer_wins(records: Comparisons, words: Sequence[int]) -> Estimate | None:
    """How often the longer answer wins, from the words of the answers, two for each comparison."""
    stored = records.data["probability"][:] if "probability" in records.data.column_names else [1.0] * len(records)
    target = np.array([1.0 if value is None else value for value in stored])
    gap = np.subtract(*np.array(words).reshape(-1, 2).T)
    decided = (target != 0.5) & (gap != 0)
    if not decided.any():
        return None
    wins = (gap > 0) == (target > 0.5)
    return wilson(float(wins[decided].sum()), int(decided.sum()))


def listed(counts: Mapping[str, int]) -> str:
    """The largest counts by name, and how many more there are."""
    named = [f"{count:,} {name}" for name, count in list(counts.items())[:LISTED]]
    more = len(counts) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
