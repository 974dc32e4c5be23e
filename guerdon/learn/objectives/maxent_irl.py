"""Maximum-entropy inverse reinforcement learning: the reward under which demonstrations are likely."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.soft_value import soft_values, stacked, state_values
from guerdon.papers import Paper
from guerdon.records import Ratings, Records
from guerdon.types import Rating, Tabular


@dataclass(frozen=True)
class MaxEntIRL(Objective[RatingBatch]):
    """The negative log-likelihood of demonstrations under p(episode) ~ exp(sum_t r(s_t)), the dynamics known.

    Each row is one state of one task: its example is what is seen there, its context names the ``task`` and the
    number of the ``state``, and its value ``visits`` says how often a demonstration is there, of all times but the
    last. All states of a task come together. With the soft value V of the task's start,

        loss = mean_tasks( V_0(s_0) - sum_s visits(s) r(s) ),

    because V_0(s_0) is the log of the sum of exp(return) over all episodes. Its gradient is the visits of the
    soft-optimal policy minus those of the demonstrations. Rewards are found up to potentials: compare policies.

    Sources: Ziebart et al. 2008, "Maximum Entropy Inverse Reinforcement Learning"; with language Fu et al. 2019, "From
    Language to Goals" (arXiv 1902.07742).
    """

    worlds: Mapping[str, Tabular]
    """The dynamics of each task, by name; all of one size."""
    horizon: int
    """How many actions an episode has: that of the demonstrations."""

    paper = Paper(
        "ziebart2008maximum", "Maximum Entropy Inverse Reinforcement Learning",
        "Ziebart, Brian D. and Maas, Andrew and Bagnell, J. Andrew and Dey, Anind K.", 2008, venue="AAAI",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: RatingBatch) -> Loss:
        rewards = model.scores(batch.responses).values
        visits = batch.rated("visits").to(rewards)
        names = tuple(dict.fromkeys(task_of(row) for row in batch.rows))
        successor, start = stacked([self.worlds[name] for name in names])
        table = rewards[self.places(batch, names)]
        q = soft_values(table[..., None].expand(*successor.shape), successor, self.horizon)
        value = state_values(q[0]).gather(1, start[:, None])
        loss = (value.sum() - (visits * rewards).sum()) / len(names)
        return Loss(loss, {"maxent_irl": loss.detach()})

    def places(self, batch: RatingBatch, names: tuple[str, ...]) -> Int[Tensor, "tasks states"]:
        """The row of each state of each task."""
        number = {name: place for place, name in enumerate(names)}
        order = sorted(range(len(batch)), key=lambda row: (number[task_of(batch.rows[row])], state_of(batch.rows[row])))
        return torch.tensor(order).view(len(names), -1)

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Ratings):
            raise GuerdonError(
                f"MaxEntIRL learns from ratings of states by visits, got {type(records).__name__.lower()}"
            )
        states: dict[str, list[int]] = {}
        for row in records:
            context = row.example.context
            if "visits" not in row.values or not {"task", "state"} <= set(context):
                raise GuerdonError(
                    f"{row.id}: MaxEntIRL reads the value visits and the contexts task and state of each row"
                )
            if context["task"] not in self.worlds:
                raise GuerdonError(f"{row.id}: no dynamics are given for the task {context['task']!r}")
            states.setdefault(task_of(row), []).append(state_of(row))
        for name, found in states.items():
            size = len(self.worlds[name].successor)
            if sorted(found) != list(range(size)):
                raise GuerdonError(f"the task {name!r} has {size} states, and {len(found)} rows: give each state one")
        stacked([self.worlds[name] for name in states])


def task_of(row: Rating) -> str:
    return str(row.example.context["task"])


def state_of(row: Rating) -> int:
    return int(row.example.context["state"])
