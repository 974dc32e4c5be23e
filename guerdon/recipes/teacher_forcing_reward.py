"""Teacher forcing: does the step reward that a language model's logits hold say more than how likely an answer is?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from guerdon.learn import BellmanReward, CausalEncoder, FineTune, Likelihood, RewardModel, ScalarHead, fit, tiny
from guerdon.learn.bellman import VALUES
from guerdon.learn.segmenters.uncertainty import read
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Ratings
from guerdon.statistics import auroc
from guerdon.testbeds import Chains
from guerdon.types import Example, Rating

paper = BellmanReward.paper
room = "learn"
claim = Claim(
    "AUROC of right sums by what REINFORCE would credit each with, step rewards from there on less their expectation "
    "minus the log-probability of the whole answer",
    at_least=0.02, unit="AUROC",
)  # fmt: skip
LOCATED = Claim(
    "wrong answers whose first wrong sum gets the lowest reward, step rewards minus log-probabilities of the same words",
    at_least=0.02, unit="share of the wrong answers",
)  # fmt: skip
GRADED = Claim(
    "pairs of a right and a wrong solution ordered rightly, mean step reward minus mean log-probability",
    at_least=0.02, unit="accuracy",
)  # fmt: skip
Table = Float[np.ndarray, "n columns"]


@dataclass
class Config:
    corpus: int = 800
    """Right answers that the language model learns from."""
    epochs: int = 6
    """Passes over them."""
    questions: int = 40
    """Questions that a policy answers that slips."""
    answers: int = 16
    """Its answers to each of them."""
    real: int = 400
    """Pairs of graded solutions of GSM8K, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """A language model of right answers, and what its logits say of the words of answers that are not all right.

    A step reward is one of likelihood, shaped: what it adds to being dense is what it adds to the log-probability of
    what is still to come. Nothing is trained by these rewards here.
    """
    world = Chains(seed, base=4, slip=0.0)
    solver = FineTune(config.epochs, learning_rate=4e-3)
    language, untrained = trained(world.corpus(config.corpus), solver, seed)
    groups = replace(world, slip=0.2).candidates(config.questions, config.answers)
    answers = [example for group in groups for example in group]
    right = np.array([world.sums_right(example) for example in answers])
    results = np.arange(4, 6 * world.sums, 6)
    said, steps = table(read(language, answers).logprobs or ()), dense(language, answers)
    expected = table(BellmanReward(language, "expected").potentials(answers))
    credit = {"log-probability of the whole": np.repeat(said.sum(1, keepdims=True), len(results), 1)}
    credit["log-probability to come"] = to_come(said)[:, results]
    credit |= {f"step rewards to come, {name}": (to_come(row) - expected)[:, results] for name, row in steps.items()}
    credit["step rewards to come, untrained"] = to_come(dense(untrained, answers)["max"])[:, results]
    controls = {name: auroc(given.ravel(), right.ravel()) for name, given in credit.items()}
    controls |= {
        f"{name}, less the question's mean": auroc(less_mean(given, config.answers).ravel(), right.ravel())
        for name, given in credit.items()
    }
    placed = {"log-probability": first_wrong(said[:, results], right), "chance": 1 / len(results)}
    placed |= {f"step rewards, {name}": first_wrong(row[:, results], right) for name, row in steps.items()}
    whole = {"log-probability": said.sum(1)} | {f"step rewards, {name}": row.sum(1) for name, row in steps.items()}
    correct = np.array([world.correct(example) for example in answers])
    controls |= {f"whole answers, {name}": auroc(given, correct) for name, given in whole.items()}
    return [
        Outcome(controls["log-probability of the whole"], controls["step rewards to come, max"], "chains", controls),
        Outcome(placed["log-probability"], placed["step rewards, max"], "chains, first mistakes", placed, LOCATED),
        *graded(config, seed),
    ]


def graded(config: Config, seed: int) -> list[Outcome]:
    """The same of solutions of school problems, by a model of the reference solutions of other problems."""
    rows = at_hand("gsm8k", config.real, seed)
    if rows is None:
        return []
    train, test = rows.split(0.4, seed)
    references = {row.prompt: row.chosen.reference or "" for row in train}
    corpus = Ratings.of(Rating(Example(prompt, text), {}) for prompt, text in references.items())
    language, _ = trained(corpus, FineTune(epochs=2, learning_rate=2e-3), seed)
    solutions = [side for row in test for side in (row.chosen, row.rejected)]
    scores: dict[str, Sequence[Tensor]] = {"log-probability": read(language, solutions).logprobs or ()}
    scores |= {f"step rewards, {name}": rewarded(language, name, solutions) for name in VALUES}
    controls = {f"mean, {name}": ordered([float(row.mean()) for row in units]) for name, units in scores.items()}
    controls |= {f"sum, {name}": ordered([float(row.sum()) for row in units]) for name, units in scores.items()}
    controls["shorter"] = ordered([-float(len(row)) for row in scores["log-probability"]])
    return [Outcome(controls["mean, log-probability"], controls["mean, step rewards, max"], "gsm8k", controls, GRADED)]


def trained(corpus: Ratings, solver: FineTune, seed: int) -> tuple[CausalEncoder, CausalEncoder]:
    """A language model of some texts, and the same before training."""
    texts = [f"{row.example.prompt_text} {row.example.response}" for row in corpus]
    name = tiny(texts, spread=0.125, vocabulary=2000)
    language, untrained = (CausalEncoder(name, language=True) for _ in range(2))
    fit(RewardModel(language, ScalarHead()), corpus, Likelihood(), solver=solver, seed=seed)
    return language, untrained


def dense(language: CausalEncoder, answers: Sequence[Example]) -> Mapping[str, Table]:
    """The step rewards under each way to value states."""
    return {name: table(rewarded(language, name, answers)) for name in VALUES}


def rewarded(language: CausalEncoder, value: str, answers: Sequence[Example]) -> Sequence[Tensor]:
    units = BellmanReward(language, value).score(answers).dense
    assert units is not None, "BellmanReward scores tokens"
    return units.values


def table(rows: Sequence[Tensor]) -> Table:
    return torch.stack(list(rows)).double().numpy()


def to_come(rewards: Table) -> Table:
    """What is still to come at each word, its own reward among it."""
    return rewards[:, ::-1].cumsum(1)[:, ::-1]


def less_mean(given: Table, answers: int) -> Table:
    """Without what the answers to a question have in common at a place: what a learned baseline would take off."""
    groups = given.reshape(-1, answers, given.shape[1])
    return (groups - groups.mean(1, keepdims=True)).reshape(given.shape)


def first_wrong(given: Table, right: Bool[np.ndarray, "n columns"]) -> float:
    """In what share of the answers with a wrong sum the first of them is given least."""
    wrong = ~right.all(1)
    return float((given[wrong].argmin(1) == right[wrong].argmin(1)).mean())


def ordered(values: Sequence[float]) -> float:
    """In what share of the pairs the right solution, the first of each, has the higher value."""
    return float(np.mean(np.array(values[::2]) > np.array(values[1::2])))
