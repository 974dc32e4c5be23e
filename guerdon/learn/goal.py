"""How near each token of a response is to where good responses end."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import cosine_similarity

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import States
from guerdon.learn.model import RewardModel
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Dense, Example, Scores

ROWS = 16
"""Examples of one pass."""


@dataclass(frozen=True)
class GoalReward(Reward[Sequence[Example]]):
    """q_t = cos(h_t, goal) for the state h_t of each token; of the whole, q at the last token.

    It scores a response that is not finished, so that search can drop one early. A response without tokens is ``nan``.

    Source: Nath et al. 2024, "Learning Goal-Conditioned Representations for Language Reward Models" (arXiv 2407.13887).
    """

    model: RewardModel
    """Whose encoder gives the states of tokens; trained with ``GoalContrast``."""
    goal: tuple[float, ...]
    """The state to reach."""

    paper = Paper(
        "nath2024learning", "Learning Goal-Conditioned Representations for Language Reward Models",
        "Nath, Vaskar and Slack, Dylan and Da, Jeff and others", 2024, arxiv="2407.13887",
    )  # fmt: skip

    @classmethod
    def of(cls, model: RewardModel, good: Sequence[Example]) -> "GoalReward":
        """The goal as the mean of the states in which some good responses end."""
        ends = [row[-1:] for states in passed(model, good) for row in states.tokens]
        if not any(map(len, ends)):
            raise GuerdonError("a goal is made of at least one response that is not empty")
        return cls(model, tuple(torch.cat(ends).mean(0).tolist()))

    def score(self, batch: Sequence[Example]) -> Scores:
        pieces = list(passed(self.model, batch))
        rows = [self.nearness(row) for states in pieces for row in states.tokens]
        last = [row[-1] if len(row) else row.new_tensor(torch.nan) for row in rows]
        ends = tuple(end for states in pieces for end in states.ends)
        why = tuple(None if len(row) else "the response has no tokens" for row in rows)
        values = torch.stack(last) if last else torch.zeros(0)
        return Scores(values, Dense("token", tuple(rows), ends), errors=why if any(why) else None)

    def nearness(self, states: Float[Tensor, "_t d"]) -> Float[Tensor, "_t"]:
        return cosine_similarity(states, torch.tensor(self.goal).to(states), dim=-1)


def passed(model: RewardModel, batch: Sequence[Example]) -> Sequence[States]:
    """The states of the tokens of responses, in order.

    Raises:
        GuerdonError: the encoder has none.
    """
    model.network.eval()
    pieces = []
    for start in range(0, len(batch), ROWS):
        with torch.no_grad():
            states = model.encoder(model.encoder.prepare(batch[start : start + ROWS])).states
        if states is None:
            raise GuerdonError("a goal is a state of a token, and the encoder gives none: use CausalEncoder")
        pieces.append(states)
    return pieces
