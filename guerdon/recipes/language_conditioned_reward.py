"""LC-RL: a reward that reads the sentence is learned from demonstrations, and new houses are planned anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.feedback import Demonstrations
from guerdon.learn import (
    BagOfWords,
    Crossed,
    FactoredHead,
    FullBatch,
    Head,
    MaxEntIRL,
    Numbers,
    Objective,
    Regression,
    RewardModel,
    ScalarHead,
    SlotLabels,
    fit,
    vocabulary,
)
from guerdon.learn.soft_value import policy, soft_values, stacked, visits, walk
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Ratings
from guerdon.testbeds import Chore, chores
from guerdon.testbeds.houses import ACTIONS

paper = Paper(
    "fu2019language",
    "From Language to Goals: Inverse Reinforcement Learning for Vision-Based Instruction Following",
    "Fu, Justin and Korattikara, Anoop and Levine, Sergey and Guadarrama, Sergio", 2019, arxiv="1902.07742",
)  # fmt: skip
room = "learn"
claim = Claim(
    "tasks done in new houses, planning with the learned reward minus the cloned policy that reads the same",
    at_least=0.3,
    unit="share of tasks",
)
KINDS = {"NAV": ("agent_in_room", "agent_at_thing"), "PICK": ("thing_in_room",)}


@dataclass
class Config:
    houses: int = 20
    """To learn in."""
    new: int = 10
    """Houses that nobody has shown."""
    tasks: int = 2
    """Sentences for each house and kind."""
    demonstrations: int = 5
    """Of each task to learn from."""
    strength: float = 4.0
    """How much the demonstrator wants the goal, in nats a step: at lower ones it wanders."""
    nav: int = 16
    """How many actions an episode of going somewhere has."""
    pick: int = 28
    """How many actions an episode of carrying something has."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Going and carrying apart, each with every way to learn from the same demonstrations."""
    return [compared(config, kind, horizon, seed) for kind, horizon in (("NAV", config.nav), ("PICK", config.pick))]


def compared(config: Config, kind: str, horizon: int, seed: int) -> Outcome:
    generator = np.random.default_rng([seed, horizon])
    train, new = (chores(houses, config.tasks, KINDS[kind], generator) for houses in (config.houses, config.new))
    shown = demonstrated(train, config, horizon, seed)
    encoder = Crossed(
        BagOfWords(vocabulary(chore.sentence for chore in train)), Numbers(train[0].place.observed().shape[1])
    )
    irl = MaxEntIRL({chore.name: chore.place.tabular for chore in train}, horizon)
    validation = {chore.name for chore in train[::8]}

    def learned(records: Ratings, objective: Objective, head: Head) -> RewardModel:
        model = RewardModel(encoder, head, seed)
        held = [row.example.context["task"] in validation for row in records]
        rest = records.select(row for row, inside in enumerate(held) if not inside)
        kept = records.select(row for row, inside in enumerate(held) if inside)
        fit(model, rest, objective, validation=kept, solver=FullBatch((0.01, 0.001), 20), seed=seed)
        return model

    rewards = {
        "reward learned": learned(shown.by_visits(), irl, ScalarHead()),
        "regression on last states": learned(shown.by_end(), Regression(), ScalarHead()),
    }
    actions = {"action": ACTIONS}
    policies = {
        "cloned": learned(shown.by_action(), SlotLabels(), FactoredHead(actions)),
        "cloned, two layers": learned(shown.by_action(), SlotLabels(), FactoredHead(actions, 32)),
    }
    controls: dict[str, float] = {}
    for where, tasks in (("known houses", train), ("new houses", new)):
        tables = {name: torch.stack([model.score(c.examples).values for c in tasks]) for name, model in rewards.items()}
        tables["oracle"] = wanted(tasks)
        for name, table in tables.items():
            controls[f"done in {where}, {name}"] = success(tasks, solved(tasks, table, horizon, temperature=0))
        for name, model in policies.items():
            chances = torch.stack([model.score(chore.examples).vectors["action"].exp() for chore in tasks])
            controls[f"done in {where}, {name}"] = success(tasks, chances.expand(horizon, -1, -1, -1))
    cloned, reward = (controls[f"done in new houses, {name}"] for name in ("cloned", "reward learned"))
    return Outcome(cloned, reward, kind, controls)


def wanted(tasks: Sequence[Chore]) -> Float[Tensor, "tasks states"]:
    """The true reward: 1 where a task is seen to be done."""
    return torch.from_numpy(np.stack([chore.seen_done for chore in tasks])).float()


def solved(
    tasks: Sequence[Chore], reward: Float[Tensor, "tasks states"], horizon: int, temperature: float
) -> Float[Tensor, "horizon tasks states actions"]:
    """The policy for a reward of states, by exact value iteration."""
    successor, _ = stacked([chore.place.tabular for chore in tasks])
    return policy(soft_values(reward[..., None].expand(*successor.shape), successor, horizon, temperature), temperature)


def demonstrated(tasks: Sequence[Chore], config: Config, horizon: int, seed: int) -> Demonstrations:
    """Episodes of somebody who wants the goal and is not always careful."""
    worlds = stacked([chore.place.tabular for chore in tasks])
    chances = solved(tasks, config.strength * wanted(tasks), horizon, temperature=1.0)
    source = torch.Generator().manual_seed(seed)
    episodes = [walk(chances, *worlds, source) for _ in range(config.demonstrations)]
    states, actions = (torch.stack(list(column)) for column in zip(*episodes, strict=True))
    return Demonstrations([chore.examples for chore in tasks], states, actions)


def success(tasks: Sequence[Chore], chances: Float[Tensor, "horizon tasks states actions"]) -> float:
    """The probability that a task is done before the last action, which no reward follows; mean over tasks."""
    last = visits(chances, *stacked([chore.place.tabular for chore in tasks]))[-2]
    done = torch.from_numpy(np.stack([chore.done for chore in tasks]))
    return float((last * done).sum(1).mean())
