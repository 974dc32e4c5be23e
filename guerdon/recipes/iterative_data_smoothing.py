"""Iterative data smoothing: does moving labels towards the model keep rarely compared responses from running off?"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import Judged, draw, examine, rescored
from guerdon.audit.selection import picked
from guerdon.learn import (
    BradleyTerry,
    Encoder,
    FineTune,
    Fitted,
    Head,
    Interaction,
    MLPHead,
    Numbers,
    RewardModel,
    ScalarHead,
    Schedule,
    Smoothing,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.testbeds import Arms

paper = Paper(
    "zhu2024iterative",
    "Iterative Data Smoothing: Mitigating Reward Overfitting and Overoptimization in RLHF",
    "Zhu, Banghua and Jordan, Michael I. and Jiao, Jiantao", 2024, arxiv="2401.16335",
)  # fmt: skip
room = "learn"
claim = Claim(
    "log-likelihood of held-out pairs after the last epoch, moving labels minus fixed ones", at_least=0.1, unit="nats"
)
AGAINST_SIMPLE = Claim(
    "the same, moving labels minus the best of label smoothing, weight decay and stopping early",
    at_least=0.01,
    unit="nats",
)
REAL = ("hh-rlhf", "rmb")
DECAYS = (0.1, 1.0)
BT = BradleyTerry()


@dataclass
class Config:
    pairs: int = 1000
    """Comparisons to learn from; 99 in 100 are of the same two arms."""
    arms: int = 10
    """Arms of the bandit."""
    beta: float = 0.1
    """How far labels move in each epoch."""
    epochs: int = 20
    """Passes over the data."""
    batch: int = 250
    """Comparisons of a step."""
    rate: float = 0.1
    """Learning rate on the bandit."""
    real: int = 300
    """Comparisons of HH-RLHF and of RMB each, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same model and steps under each treatment of the labels, on a bandit and on real comparisons."""
    world = Arms(config.arms, seed)
    drawn = draw(world, world.gold, 1, config.arms)
    truth = drawn.gold or ()
    every = world.every()
    found, controls = treated(Numbers(config.arms), ScalarHead(), world.comparisons(config.pairs), every, config, seed)
    for name, (_, model) in found.items():
        gold = picked(rescored(drawn, model).proxy, truth, config.arms).mean()
        controls[f"gold lost by the greedy choice, {name}"] = float(truth[0].max() - gold)
    outcomes = [*concluded(found, controls, "bandit")]
    for name in REAL:
        records = at_hand(name, config.real, seed)
        if records is not None:
            train, test = records.split(share=0.4, seed=seed)
            slower = replace(config, rate=config.rate / 20)
            found, controls = treated(Interaction(), MLPHead((32,)), train, test, slower, seed)
            outcomes += concluded(found, controls, name)
    return outcomes


def treated(
    encoder: Encoder, head: Head, train: Comparisons, test: Comparisons, config: Config, seed: int
) -> tuple[dict[str, tuple[float, RewardModel]], dict[str, float]]:
    """The log-likelihood of the test pairs and the model, by treatment; and what is worth recording beside."""
    learn, held = train.split(share=0.1, seed=seed, purpose="validation")

    def trained(
        objective: BradleyTerry = BT, schedule: Schedule | None = None, on: Comparisons = held, **settings: float | None
    ) -> tuple[RewardModel, Fitted]:
        model = RewardModel(encoder, deepcopy(head), seed)
        chosen = {"patience": None, "weight_decay": 0.0, **settings}
        solver = FineTune(config.epochs, config.batch, learning_rate=config.rate, **chosen)  # type: ignore[arg-type]
        return model, fit(model, learn, objective, validation=on, schedule=schedule, solver=solver, seed=seed)

    decayed = min((trained(weight_decay=decay) for decay in DECAYS), key=lambda pair: pair[1].validation_loss)
    fixed, curve = trained(on=test)
    models = {
        "fixed": fixed,
        "moving": trained(schedule=Smoothing(config.beta))[0],
        "smoothing 0.1": trained(BradleyTerry(smoothing=0.1))[0],
        "weight decay": decayed[0],
        "stopped early": trained(patience=config.epochs)[0],
    }
    losses = [row["validation_loss"] for row in curve.history if "validation_loss" in row]
    controls = {"after one epoch, fixed": -losses[0], "after its best epoch on the test pairs, fixed": -min(losses)}
    judged = {name: examine(model, test) for name, model in models.items()}
    found = {name: (likelihood(judged[name]), model) for name, model in models.items()}
    controls |= {f"log-likelihood, {name}": value for name, (value, _) in found.items()}
    return found, controls | {f"accuracy, {name}": float(each.correct.mean()) for name, each in judged.items()}


def likelihood(judged: Judged) -> float:
    """The mean log-likelihood of the labels, in nats."""
    gap, target = judged.gap, judged.target
    return -float(np.mean(target * np.logaddexp(0, -gap) + (1 - target) * np.logaddexp(0, gap)))


def concluded(
    found: Mapping[str, tuple[float, RewardModel]], controls: Mapping[str, float], name: str
) -> list[Outcome]:
    """Moving labels beside fixed ones, and beside the strongest of the simple remedies."""
    simple = [found[each][0] for each in ("smoothing 0.1", "weight decay", "stopped early")]
    moving = found["moving"][0]
    return [
        Outcome(found["fixed"][0], moving, name, controls),
        Outcome(max(simple), moving, f"{name}, against simple remedies", claim=AGAINST_SIMPLE),
    ]
