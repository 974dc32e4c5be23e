"""A reward as how often it wins, so that rewards of different users have one scale."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from guerdon.papers import Paper
from guerdon.records import Ratings
from guerdon.reward import Reward
from guerdon.saving import pack, unpack
from guerdon.types import Example, Rating, Scores


@dataclass(frozen=True)
class WinProbability(Reward[Sequence[Example]]):
    """r'(x) = mean over a pool of P(x preferred to y), both judged under the context of x; between 0 and 1.

    Preferences fix the scale of a reward only as far as labels are noisy, so that two users' rewards, or one user's under
    two latents, need not compare. How often a response would win does. The pool stands for what else could have been
    said and is judged whatever its prompts are: use it on a reward whose scores compare between prompts.

    Source: the scaling of Poddar et al. 2024 (arXiv 2408.10075), after Swamy et al. 2024, "A Minimaximalist Approach to
    Reinforcement Learning from Human Feedback" (arXiv 2401.04056).
    """

    reward: Reward[Sequence[Example]]
    pool: tuple[Example, ...] = field(repr=False)

    papers = (
        Paper(
            "swamy2024minimaximalist", "A Minimaximalist Approach to Reinforcement Learning from Human Feedback",
            "Swamy, Gokul and others", 2024, arxiv="2401.04056",
        ),
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not self.pool:
            raise ValueError("the pool is empty: a response needs something to win over")

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.reward,)

    def score(self, batch: Sequence[Example]) -> Scores:
        places: dict[str, list[int]] = {}
        for row, example in enumerate(batch):
            places.setdefault(json.dumps(dict(example.context), sort_keys=True), []).append(row)
        values = torch.full((len(batch),), float("nan"))
        errors: list[str | None] = [None] * len(batch)
        for rows in places.values():
            asked = [batch[row] for row in rows]
            pool = [replace(one, context=asked[0].context) for one in self.pool]
            if self.reward.pairwise:
                first = [one for one in asked for _ in pool]
                said = self.reward.verdicts(first, pool * len(asked))
                wins = said.values.reshape(len(asked), len(pool))
                reasons = said.errors or ()
                for place, row in enumerate(rows):
                    errors[row] = next(filter(None, reasons[place * len(pool) : (place + 1) * len(pool)]), None)
            else:
                mine, theirs = self.reward.score(asked), self.reward.score(pool).require()
                wins = torch.sigmoid(mine.values[:, None] - theirs.values)
                for row, cause in zip(rows, mine.errors or (), strict=False):
                    errors[row] = cause
            values[rows] = wins.mean(1).to(values)
        return Scores(values, errors=tuple(errors) if any(errors) else None)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        rows = [Ratings.encode(Rating(example, {})) for example in self.pool]
        return {"reward": pack(self.reward, folder / "reward"), "pool": rows}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "WinProbability":
        pool = tuple(Ratings.decode(row).example for row in config["pool"])
        return cls(unpack(Reward, config["reward"], folder / "reward"), pool)
