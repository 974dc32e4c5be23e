"""Goals in states: does drawing states towards their own response's end make a reward surer, and sure before the end?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from guerdon.learn import (
    BradleyTerry,
    FineTune,
    GoalContrast,
    GoalHead,
    GoalReward,
    KeepLanguage,
    Objective,
    ShuffledGoals,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.language_models import Start
from guerdon.reward import Reward
from guerdon.statistics import auroc
from guerdon.testbeds import Phrases
from guerdon.types import Example

paper = GoalContrast.paper
room = "learn"
claim = Claim(
    "AUROC of the reward for responses that are more good than bad, on topics that no comparison was about, "
    "Bradley-Terry with the contrast of goals minus Bradley-Terry",
    at_least=0.02,
    unit="AUROC",
)
EARLY = Claim(
    "AUROC of nearness to the goal for the same, on the topic of the comparisons and with half of the response said, "
    "states trained with the contrast of goals minus without",
    at_least=0.05,
    unit="AUROC",
)
SHARES = (0.25, 0.5, 0.75, 1.0)


@dataclass
class Config:
    texts: int = 2000
    """Unrated texts that the language model is pretrained on."""
    pairs: int = 150
    """Comparisons, all of one topic."""
    prompts: int = 16
    """Prompts to test on, of the same topic and of others."""
    n: int = 16
    """Candidates for each of them."""
    flips: float = 0.25
    """The share of labels that is turned round."""
    weight: float = 0.5
    """Of the contrast, as published."""
    temperature: float = 1.0
    """Of the contrast, as published."""
    sharp: float = 0.2
    """Another temperature, as a control."""
    epochs: int = 3
    """Passes over the comparisons."""
    learning_rate: float = 1e-3
    """Of every arm."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Every arm starts from the same language model and learns from the same comparisons."""
    plain, w = BradleyTerry(), config.weight
    objectives: dict[str, Objective] = {
        "Bradley-Terry": plain,
        "goals": plain + w * GoalContrast(config.temperature),
        f"goals at temperature {config.sharp:g}": plain + w * GoalContrast(config.sharp),
        "shuffled goals": plain + w * ShuffledGoals(config.temperature),
        f"shuffled goals at temperature {config.sharp:g}": plain + w * ShuffledGoals(config.sharp),
        "likelihood": plain + w * KeepLanguage(),
    }
    controls: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        start = Start.of(
            Phrases(seed, flips=config.flips), config.texts, config.pairs, config.prompts, config.n, Path(folder)
        )
        for arm, objective in objectives.items():
            solver = FineTune(config.epochs, learning_rate=config.learning_rate)
            model = start.learned(objective, solver, GoalHead())
            goal = GoalReward.of(model, [row.chosen for row in start.train])
            for where, drawn in (("inside", start.inside), ("outside", start.outside)):
                examples = [example for group in drawn.groups for example in group]
                truth = np.concatenate(drawn.gold or ()) > 0
                controls[f"{where}, {arm}"] = auroc(values(model, examples), truth)
                for share, nearness in course(goal, examples):
                    controls[f"{where}, nearness at {100 * share:.0f} %, {arm}"] = auroc(nearness, truth)
    early = "inside, nearness at 50 %, "
    return [
        Outcome(controls["outside, Bradley-Terry"], controls["outside, goals"], "phrases", controls),
        Outcome(controls[f"{early}Bradley-Terry"], controls[f"{early}goals"], "phrases, half said", {}, EARLY),
    ]


def values(reward: Reward[Sequence[Example]], examples: Sequence[Example]) -> np.ndarray:
    return reward.score(examples).require().values.double().numpy()


def course(goal: GoalReward, examples: Sequence[Example]) -> list[tuple[float, np.ndarray]]:
    """Nearness to the goal when a share of the tokens of each response is said."""
    dense = goal.score(examples).dense
    rows = [row.double().numpy() for row in dense.values] if dense else []
    return [(share, np.array([row[int(share * len(row)) - 1] for row in rows])) for share in SHARES]
