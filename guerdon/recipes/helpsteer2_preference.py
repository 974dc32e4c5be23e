"""HelpSteer2-Preference: ratings, preferences, or preferences that say how strong they are?"""

from collections.abc import Iterable
from dataclasses import dataclass

from guerdon.audit import Candidates, draw, examine, order_accuracy, rescored
from guerdon.learn import (
    BradleyTerry,
    FullBatch,
    Interaction,
    Objective,
    Regression,
    RewardModel,
    ScalarHead,
    fit,
    head_start,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons, Records
from guerdon.reward import Reward
from guerdon.testbeds import Errands, Graders

paper = Paper(
    "wang2024helpsteer2preference", "HelpSteer2-Preference: Complementing Ratings with Preferences",
    "Wang, Zhilin and Bukharin, Alexander and Delalleau, Olivier and others", 2024, arxiv="2410.01257",
)  # fmt: skip
room = "learn"
claim = Claim(
    "accuracy against gold on pairs of held-out candidates, Bradley-Terry scaled by strength minus regular",
    at_least=0.005,
    unit="accuracy",
)
FACTORS = (1.0, 1.2, 1.5, 2.0)
"""How far to extrapolate from the regression through what preferences made of it; 1 is not at all."""


@dataclass
class Config:
    pairs: int = 800
    """Pairs, each graded both ways."""
    much: float = 1.0
    """The larger noise, in gold standard deviations: of ratings in one world and of preferences in the other."""
    little: float = 0.4
    """The smaller noise."""
    offset: float = 0.5
    """How far apart the zero points of annotators are, which ratings suffer from and preferences do not."""
    prompts: int = 32
    """Prompts of held-out candidates."""
    candidates: int = 64
    """Candidates for each of them; every pair of them counts."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same pairs graded by two kinds of people: those whose ratings are noisier, and those whose preferences are."""
    world = Errands(seed)
    pairs = world.comparisons(config.pairs)
    drawn = draw(world, world.gold, config.prompts, config.candidates)
    kinds = {
        "errands, noisy ratings": Graders(config.much, config.little, config.offset, seed=seed),
        "errands, noisy preferences": Graders(config.little, config.much, config.offset, seed=seed),
    }
    return [graded(graders, name, pairs, drawn, seed) for name, graders in kinds.items()]


def graded(graders: Graders, name: str, every: Comparisons, drawn: Candidates, seed: int) -> Outcome:
    """Every style of training on what these graders said."""
    gold = Errands(seed).gold
    pairs, held = every.split(share=0.1, seed=seed, purpose="extrapolation")
    ratings, preferences = graders.ratings(pairs, gold), graders.preferences(pairs, gold)

    regression = learned(ratings, Regression(), seed)
    correction = learned(head_start(preferences, regression), BradleyTerry(margin="margin", scale="strength"), seed)
    further = (regression + factor * correction for factor in FACTORS)
    rewards: dict[str, Reward] = {
        "regression": regression,
        "Bradley-Terry": learned(preferences, BradleyTerry(), seed),
        "margin": learned(preferences, BradleyTerry(margin="strength"), seed),
        "scaled": learned(preferences, BradleyTerry(scale="strength"), seed),
        "chain": regression + correction,
        "chain, extrapolated": best(further, graders.preferences(held, gold)),
    }
    accuracy = {
        style: float(order_accuracy(rescored(drawn, reward).proxy, drawn.gold or ()).mean())
        for style, reward in rewards.items()
    }
    controls = accuracy | {"preferences left of all pairs": len(preferences) / len(pairs)}
    return Outcome(accuracy["Bradley-Terry"], accuracy["scaled"], name, controls)


def learned(records: Records, objective: Objective, seed: int) -> RewardModel:
    """A linear head on sentence vectors, the penalty chosen by the objective's own validation loss."""
    model = RewardModel(Interaction(), ScalarHead(), seed)
    fit(model, records, objective, solver=FullBatch(iterations=50), seed=seed)
    return model


def best(rewards: Iterable[Reward], held: Comparisons) -> Reward:
    """The reward that agrees best with preferences that none was fitted to; of equals the first."""
    return max(rewards, key=lambda reward: float(examine(reward, held).correct.mean()))
