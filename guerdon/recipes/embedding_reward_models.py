"""Reward models on cached embeddings: do ensembles of small heads curb over-optimisation where labels are noisy?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from jaxtyping import Float
from torch import Tensor

from guerdon.audit import draw, examine, order_accuracy, rescored
from guerdon.audit.selection import doubling, picked
from guerdon.feedback import resample, split
from guerdon.learn import (
    BradleyTerry,
    Classification,
    FullBatch,
    Head,
    Interaction,
    MLPHead,
    Objective,
    RewardModel,
    ScalarHead,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.shape import Ensemble, LowerBound, Mean, Worst
from guerdon.testbeds import EmbeddingWorld, Errands
from guerdon.types import Example

paper = Paper(
    "sun2025reusing",
    "Reusing Embeddings: Reproducible Reward Model Research in Large Language Model Alignment without GPUs",
    "Sun, Hao and Shen, Yunyi and Ton, Jean-Francois and van der Schaar, Mihaela", 2025, arxiv="2502.04357",
)  # fmt: skip
room = "learn"
claim = Claim(
    "gold reward at the largest best-of-n under noisy labels, the lower bound of an ensemble minus a single head",
    at_least=0.05,
    unit="gold sd",
)
PENALTIES = (0.1, 0.03, 0.01)
REAL = ("hh-rlhf", "rmb")


@dataclass
class Config:
    pairs: int = 600
    """Comparisons to learn from."""
    quality: float = 1.0
    """How well annotators see a gap of one gold standard deviation, in logits; 10 is nearly without noise."""
    members: int = 6
    """Heads in the ensemble, each from its own seed on its own bootstrap sample of the prompts."""
    hidden: int = 32
    """Width of the hidden layer of each head."""
    prompts: int = 32
    """Prompts for best-of-n."""
    candidates: int = 64
    """Candidates for each of them: the largest n."""
    real: int = 300
    """Comparisons of HH-RLHF and of RMB each, where they are at hand, for accuracies beside; 0 leaves them out."""


@dataclass(frozen=True)
class MiniLMWorld(EmbeddingWorld):
    """Gold as a random network of what the heads read."""

    @cached_property
    def encoder(self) -> Interaction:
        return Interaction()

    def embed(self, examples: Sequence[Example]) -> Float[Tensor, "n width"]:
        return self.encoder(examples).pooled


def run(config: Config, seed: int) -> Outcome:
    """One head and an ensemble on the same noisy labels; the penalty is chosen once, for the single head."""
    world = MiniLMWorld(Errands(seed), seed, config.quality)
    train = world.comparisons(config.pairs)
    single, penalty, seconds = learned(train, MLPHead((config.hidden,)), seed)
    members = ensemble(train, config, penalty, seed)
    rewards = {
        "single": single,
        "lower bound": Ensemble(members, LowerBound()),
        "mean": Ensemble(members, Mean()),
        "worst": Ensemble(members, Worst()),
        "one member": members[0],
        "linear": learned(train, ScalarHead(), seed)[0],
        "linear classification": learned(train, ScalarHead(), seed, Classification())[0],
    }
    controls = {"training seconds, single head": seconds}
    drawn = draw(world, world.gold, config.prompts, config.candidates)
    truth = drawn.gold or ()
    for name, reward in rewards.items():
        scores = rescored(drawn, reward).proxy
        gold = {n: float(picked(scores, truth, n).mean()) for n in doubling(config.candidates)}
        controls[f"gold at n = {config.candidates}, {name}"] = gold[config.candidates]
        controls[f"gold lost from its highest, {name}"] = max(gold.values()) - gold[config.candidates]
        controls[f"order accuracy, {name}"] = float(order_accuracy(scores, truth).mean())
    baseline, method = (controls[f"gold at n = {config.candidates}, {name}"] for name in ("single", "lower bound"))
    return Outcome(baseline, method, "errands, gold on embeddings", controls | real(config, seed))


def learned(
    train: Comparisons,
    head: Head,
    seed: int,
    objective: Objective | None = None,
    penalties: tuple[float, ...] = PENALTIES,
) -> tuple[RewardModel, float, float]:
    """A trained model, the penalty that validation chose, and the seconds that it took."""
    model = RewardModel(Interaction(), head, seed)
    fitted = fit(model, train, objective or BradleyTerry(), solver=FullBatch(penalties, iterations=30), seed=seed)
    return model, fitted.chosen["l2"], fitted.seconds


def ensemble(train: Comparisons, config: Config, penalty: float, seed: int) -> tuple[RewardModel, ...]:
    """Heads that differ in their first weights and in what they have seen."""
    seeds = range(1000 * (seed + 1), 1000 * (seed + 1) + config.members)
    return tuple(
        learned(resample(train, each), MLPHead((config.hidden,)), each, penalties=(penalty,))[0] for each in seeds
    )


def real(config: Config, seed: int) -> dict[str, float]:
    """Accuracy on held-out human labels, by head and by objective."""
    heads = {
        "single": (MLPHead((config.hidden,)), BradleyTerry()),
        "linear": (ScalarHead(), BradleyTerry()),
        "linear classification": (ScalarHead(), Classification()),
    }
    found: dict[str, float] = {}
    for name in REAL:
        records = at_hand(name, config.real, seed)
        if records is None:
            continue
        parts = split(records, seed=seed)
        for label, (head, objective) in heads.items():
            judged = examine(learned(parts.train, head, seed, objective)[0], parts.test)
            found[f"accuracy on {name}, {label}"] = float(judged.correct[judged.decided].mean())
    return found
