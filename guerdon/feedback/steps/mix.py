"""How much of each source there is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.base import Curated, Dropped, Records, Step
from guerdon.feedback.steps.category import categories


@dataclass(frozen=True)
class Mix(Step):
    """Draws so many rows of each category that the mixture has the shares that are asked for.

        share_c = shares[c] / sum of shares,   else proportional to (rows of c)^(1 / temperature)

    A temperature of 1 is the data as it is; the higher, the more alike are large and small categories. No row is drawn
    twice: ``guerdon.feedback.even`` repeats the rows of small sources.

    Source: sampling by temperature as in Arivazhagan et al. 2019, "Massively Multilingual Neural Machine Translation"
    (arXiv 1907.05019).
    """

    rows: int = 0
    """How many rows there shall be; 0 for as many as the shares allow."""
    temperature: float = 1.0
    shares: Mapping[str, float] = field(default_factory=dict)
    """Of categories; where some are named, there are none of the others."""
    per: str = "source"
    """What a category is: ``source``, ``annotator``, ``provenance``, or an entry of the meta."""

    def __post_init__(self) -> None:
        if self.rows < 0 or not self.temperature > 0:
            raise FeedbackError(
                f"rows is {self.rows} and temperature {self.temperature}, expected 0 or more and above 0"
            )
        if any(share < 0 for share in self.shares.values()) or (self.shares and not sum(self.shares.values())):
            raise FeedbackError(f"the shares are {dict(self.shares)}, expected numbers from 0 of which some is above 0")

    def __call__(self, records: Records, seed: int = 0) -> Curated[Records]:
        places: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(categories(records, self.per)):
            places[name].append(row)
        wanted = self.wanted({name: len(rows) for name, rows in places.items()})
        rng = np.random.default_rng(seed)
        kept = {row for name, rows in sorted(places.items()) for row in rng.permutation(rows)[: wanted.get(name, 0)]}
        dropped = tuple(
            Dropped(row, f"beyond the share of its {self.per}", name)
            for name, rows in places.items()
            for row in rows
            if row not in kept
        )
        return Curated(records.select(sorted(int(row) for row in kept)), dropped)

    def wanted(self, there: Mapping[str, int]) -> dict[str, int]:
        """How many rows of each category.

        Raises:
            FeedbackError: a category that is named is not there, or has too few rows.
        """
        missing = [name for name in self.shares if name not in there]
        if missing:
            raise FeedbackError(
                f"there is no {self.per} {missing[0]!r}; there are: {', '.join(map(repr, there)) or 'none'}"
            )
        raw = self.shares or {name: count ** (1 / self.temperature) for name, count in there.items()}
        shares = {name: value / sum(raw.values()) for name, value in raw.items() if value > 0}
        most = {name: there[name] / share for name, share in shares.items()}
        scarce = min(most, key=lambda name: most[name], default="")
        if self.rows and most and self.rows > most[scarce] + 1e-9:
            raise FeedbackError(
                f"{self.rows:,} rows would need {self.rows * shares[scarce]:,.0f} of {self.per} {scarce!r}, which has "
                f"{there[scarce]:,}: ask for {int(most[scarce]):,} rows at most, or for another share"
            )
        total = self.rows or (most[scarce] if most else 0)
        return {name: min(there[name], round(total * share)) for name, share in shares.items()}
