"""Keeps the best of each category."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.asked import TextReward, scores
from guerdon.feedback.steps.base import Dropped, Filter, Records
from guerdon.feedback.steps.category import categories
from guerdon.records import Comparisons, Rankings, Ratings


@dataclass(frozen=True)
class Top(Filter):
    """Keeps the rows with the highest mean score of their responses, a share of each category by itself.

    Without categories of their own a reward's taste would decide how much of each there is. The offset of a category is
    taken from its scores, and matters only where it is another one than that which shares are taken by.

    Source: Liu et al. 2024, "Skywork-Reward" (arXiv 2410.18451), where generators get offsets of 0.05 and 0.1 on the
    scale of one reward, which say nothing on another's.
    """

    reward: TextReward
    share: float = 0.5
    """Of the rows of each category that ``shares`` does not name."""
    per: str = "source"
    """What a category is: ``source``, ``annotator``, ``provenance``, or an entry of the meta."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """The share of some categories."""
    offsets: Mapping[str, float] = field(default_factory=dict)
    """What is taken from the scores of the rows of some sources."""
    kinds: ClassVar = (Comparisons, Ratings, Rankings)

    def __post_init__(self) -> None:
        for name, share in {"share": self.share, **self.shares}.items():
            if not 0 <= share <= 1:
                raise FeedbackError(f"the share {name} is {share}, expected from 0 to 1")

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        said, failed = scores(self.reward, records)
        sources = categories(records, "source")
        quality = [float(each.mean()) - self.offsets.get(one, 0.0) for each, one in zip(said, sources, strict=True)]
        places: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(categories(records, self.per)):
            if not failed[row]:
                places[name].append(row)
        found = list(failed)
        for name, rows in places.items():
            share = self.shares.get(name, self.share)
            order = np.argsort([-quality[row] for row in rows], kind="stable")
            for place in order[round(share * len(rows)) :]:
                row = rows[place]
                detail = f"{quality[row]:.3f} in {name}" if name else f"{quality[row]:.3f}"
                found[row] = Dropped(row, f"below the best {share:.0%} of its {self.per}", detail)
        return found
