"""DRAGGN: commands taken apart into a unit and its arguments, so that combinations nobody has shown are understood."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.learn import (
    Encoder,
    FactoredHead,
    FineTune,
    FullBatch,
    Prompts,
    RewardModel,
    SlotLabels,
    Solver,
    WordGRU,
    fit,
    vocabulary,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Ratings
from guerdon.search import Robot
from guerdon.testbeds import Command, House
from guerdon.testbeds.commands import SLOTS, drawn, held_out
from guerdon.types import Example, Rating

paper = Paper(
    "karamcheti2017tale",
    "A Tale of Two DRAGGNs: A Hybrid Approach for Interpreting Action-Oriented and Goal-Oriented Instructions",
    "Karamcheti, Siddharth and others", 2017, arxiv="1707.08668",
)  # fmt: skip
room = "learn"
claim = Claim(
    "commands wholly understood among held-out combinations of unit and arguments, readers apart minus one shared reader",
    at_least=0.02,
    unit="accuracy",
)
factoring = Claim(
    "commands wholly understood among held-out combinations, slots on one shared reader minus one softmax over commands",
    at_least=0.7,
    unit="accuracy",
)
Understanding = Callable[[Sequence[str]], list[Command]]


@dataclass
class Config:
    sentences: int = 600
    """To learn from."""
    share: float = 0.25
    """Of all combinations of unit and arguments, how many are held out."""
    tests: int = 200
    """Sentences to test on, of seen and of held-out combinations each."""
    houses: int = 6
    """Houses in which each understood command is carried out."""
    epochs: int = 12
    """Of training each recurrent model."""
    width: int = 48
    """Of each of four readers; a reader alone is twice as wide, which makes as many weights."""
    horizon: int = 40
    """How many actions a command may take."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same sentences for every model; the held-out combinations are tested and carried out."""
    generator = np.random.default_rng(seed)
    seen, kept = held_out(config.share, generator)
    train, known, new = (
        drawn(commands, n, generator)
        for commands, n in ((seen, config.sentences), (seen, config.tests), (kept, config.tests))
    )
    robot = Robot([House.drawn(generator, 2, 3) for _ in range(config.houses)], config.horizon)
    names = {str(command): command for command in seen}
    words = vocabulary(sentence for sentence, _ in train)
    apart = WordGRU(words, config.width, tuple(SLOTS), seed=seed)
    whole = RewardModel(
        WordGRU(words, 2 * config.width, seed=seed), FactoredHead({"command": tuple(names)}, 64, 0.1), seed
    )
    labels = [{"command": float(tuple(names).index(str(command)))} for _, command in train]
    solver = FineTune(config.epochs, 64, learning_rate=5e-3, patience=config.epochs)
    fit(whole, rated(train, labels), SlotLabels(), solver=solver, seed=seed)
    understood = {
        "single": lambda said: [names[row["command"]] for row in read(whole, said)],
        "joint": understanding(train, WordGRU(words, 2 * config.width, seed=seed), solver, seed),
        "independent": understanding(train, apart, solver, seed),
        "frozen sentences": understanding(train, Prompts(), FullBatch(iterations=30), seed),
    }
    controls: dict[str, float] = {}
    for arm, model in understood.items():
        for which, pairs in (("seen", known), ("held out", new)):
            meant = [command for _, command in pairs]
            found = model([sentence for sentence, _ in pairs])
            controls[f"accuracy, {which}, {arm}"] = agreement(found, meant)
            controls[f"carried out, {which}, {arm}"] = float(np.mean(list(map(robot.does, found, meant))))
    single, joint, independent = (controls[f"accuracy, held out, {arm}"] for arm in ("single", "joint", "independent"))
    return [
        Outcome(joint, independent, "commands, held-out combinations", controls),
        Outcome(single, joint, "commands, held-out combinations: factored or not", claim=factoring),
    ]


def rated(pairs: Sequence[tuple[str, Command]], labels: Sequence[Mapping[str, float]]) -> Ratings:
    return Ratings.of(Rating(Example(pair[0], ""), label) for pair, label in zip(pairs, labels, strict=True))


def read(model: RewardModel, sentences: Sequence[str]) -> list[dict[str, str]]:
    """What a model chooses for each slot."""
    assert isinstance(model.head, FactoredHead)
    return model.head.choices(model.score([Example(sentence, "") for sentence in sentences]))


def understanding(train: Sequence[tuple[str, Command]], encoder: Encoder, solver: Solver, seed: int) -> Understanding:
    """A function from sentences to commands, learned: slots on an encoder."""
    model = RewardModel(encoder, FactoredHead(SLOTS, 0 if encoder.frozen else 64, 0.1), seed)
    fit(model, rated(train, [command.labels for _, command in train]), SlotLabels(), solver=solver, seed=seed)
    return lambda sentences: [Command.of(row) for row in read(model, sentences)]


def agreement(found: Sequence[Command], meant: Sequence[Command]) -> float:
    return float(np.mean([a == b for a, b in zip(found, meant, strict=True)]))
