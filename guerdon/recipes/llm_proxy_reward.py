"""A language model as the reward function: does an agent act as somebody wants who says so in a sentence?

The model is simulated: it knows what is wanted and errs in a stated share of outcomes, always in the same ones, as a
frozen model does. What is checked is how good a model must be, and for whom learning from a few labels cannot do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import torch
from jaxtyping import Bool, Float
from scipy.stats import norm

from guerdon import llm
from guerdon.judge import Shot, Wishes, outcome_judge
from guerdon.learn import FullBatch, Numbers, OutcomeLabels, RewardModel, ScalarHead, fit
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Ratings
from guerdon.shape import Recorded
from guerdon.testbeds import Chooser
from guerdon.testbeds.matrix_games import CONCEPTS, GAMES, OUTCOMES, described
from guerdon.testbeds.ultimatum import ACCEPTS, PROPOSALS, TASK, Proposal, wanted
from guerdon.types import Example, Rating

paper = Wishes.paper
room = "judge"
claim = Claim(
    "proposals answered as the person wants, an agent rewarded by a judge who errs minus one by a classifier of ten labels",
    at_least=0.05, unit="balanced accuracy",
)  # fmt: skip
UNEQUAL = Claim("the same for the person who rejects anything unequal", at_least=0.2, unit="balanced accuracy")
NAMED = Claim(
    "outcomes of matrix games that the named concept wants, an agent rewarded by the judge minus one that is told nothing",
    at_least=0.2, unit="share",
)  # fmt: skip
LABELS = (1, 10)
"""Labelled proposals that classifiers learn from."""
Rewards = Float[np.ndarray, "states actions"]


@dataclass
class Config:
    errs: float = 0.1
    """The share of outcomes that the simulated judge takes for their opposite."""
    mumbles: float = 0.05
    """The share of its answers that cannot be read."""
    steps: int = 300
    """Of the agent's training."""
    llm: str = ""
    """A language model for ``guerdon.llm.load``, to be asked in place of the simulated judge."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Five people who play P2, and four games under four solution concepts."""
    found: dict[str, dict[str, float]] = {person: {} for person in ACCEPTS}
    for person, row in found.items():
        for errs in sorted({0.0, 0.05, config.errs, 0.2, 0.3}):
            rewards = judged(person, errs, config, seed)
            row[f"judge, {errs:g} wrong"] = played(person, rewards, config, seed)
            if errs == config.errs:
                row["outcomes judged rightly"] = float(((rewards > 0.5) == truths(person))[~np.isnan(rewards)].mean())
                row["unreadable counted as no"] = played(person, np.nan_to_num(rewards), config, seed)
        row |= {f"labels: {n}": played(person, label_rewards(person, n, seed), config, seed) for n in LABELS}
    controls = {f"{name}, {person}": value for person, row in found.items() for name, value in row.items()}
    means = {name: fmean(row[name] for row in found.values()) for name in next(iter(found.values()))}
    chosen, unequal = f"judge, {config.errs:g} wrong", found["anything unequal"]
    return [
        Outcome(means["labels: 10"], means[chosen], "ultimatum game", controls | means),
        Outcome(unequal["labels: 10"], unequal[chosen], "ultimatum game, unequal", unequal, UNEQUAL),
        matrix(config, seed),
    ]


def judged(person: str, errs: float, config: Config, seed: int) -> Rewards:
    """What a judge says of rejecting and of accepting each proposal."""
    shots = (Shot(Proposal(100, 20).outcome(True), wanted(person, Proposal(100, 20), True), f"I reject {person}."),)
    wishes = Wishes(TASK, shots, definition=f"The person is P2 and rejects {person}.")
    rows = [[wishes.outcome(each.outcome(bool(act))) for act in (0, 1)] for each in PROPOSALS]
    return verdicts(wishes, rows, truths(person), errs, config, seed)


def truths(person: str) -> Bool[np.ndarray, "states actions"]:
    """Whether rejecting and accepting each proposal is what the person wants."""
    return np.array([[wanted(person, each, accepted) for accepted in (False, True)] for each in PROPOSALS])


def verdicts(
    wishes: Wishes,
    rows: Sequence[Sequence[Example]],
    truth: Bool[np.ndarray, "states actions"],
    errs: float,
    config: Config,
    seed: int,
) -> Rewards:
    """The judge's reward of every action in every state."""
    shown = [each for row in rows for each in row]
    gold = Recorded({each.identity: 2.0 * yes - 1 for each, yes in zip(shown, truth.ravel().tolist(), strict=True)})
    noise = -1 / norm.ppf(errs) if errs else 0.0  # so that N(1, noise^2) is negative in that share
    model = llm.load(config.llm) if config.llm else llm.SimulatedJudge(gold, noise, mumbles=config.mumbles, seed=seed)
    return outcome_judge(model).score(shown).values.double().numpy().reshape(len(rows), -1)


def label_rewards(person: str, n: int, seed: int) -> Rewards:
    """What a classifier of some labelled proposals says, half of them accepted, as far as there are."""
    rng = np.random.default_rng([seed, n])
    order = rng.permutation(len(PROPOSALS)).tolist()
    sides = [[PROPOSALS[row] for row in order if ACCEPTS[person](PROPOSALS[row]) == side] for side in (False, True)]
    some = [each for pair in zip(*sides, strict=False) for each in pair][:n]
    if len({ACCEPTS[person](each) for each in some}) == 1:  # it knows of no proposal that is treated otherwise
        return np.tile([float(not ACCEPTS[person](some[0])), float(ACCEPTS[person](some[0]))], (len(PROPOSALS), 1))
    model = RewardModel(Numbers(3), ScalarHead(), seed)
    rows = Ratings.of(Rating(seen(each), {"correct": float(ACCEPTS[person](each))}) for each in some)
    fit(model, rows, OutcomeLabels(), validation=rows, solver=FullBatch((0.03,)), seed=seed)
    with torch.no_grad():
        accept = torch.sigmoid(model.score([seen(each) for each in PROPOSALS]).values).double().numpy()
    return np.stack([1 - accept, accept], axis=1)


def seen(proposal: Proposal) -> Example:
    """What the classifier sees."""
    return Example(TASK, f"{proposal.share / 100} {proposal.payoff / 100} {proposal.total / 100}")


def learned(rewards: Rewards, config: Config, seed: int) -> Rewards:
    """The choices of an agent that is rewarded at the end of its episodes; where nothing is said it learns nothing."""
    table = np.nan_to_num(rewards - 0.5)
    return Chooser(*rewards.shape).learn(lambda tried: table[tried.prompts, tried.answers], config.steps, seed)


def played(person: str, rewards: Rewards, config: Config, seed: int) -> float:
    """How often an agent does what the person would, where they accept and where they reject counting alike."""
    policy = learned(rewards, config, seed)
    accepts = truths(person)[:, 1]
    return float((policy[accepts, 1].mean() + policy[~accepts, 0].mean()) / 2)


def matrix(config: Config, seed: int) -> Outcome:
    """Which outcomes an agent chooses that is rewarded by what a concept wants."""
    found: dict[str, float] = {}
    blank: dict[str, float] = {}
    for concept, names in CONCEPTS.items():
        truth = np.array([names(payoffs) for payoffs in GAMES.values()])
        wishes = Wishes("Two players choose at the same time.", definition=f"The person wants {concept}.")
        rows = [[wishes.outcome(f"{described(game)} What happens: {each}.") for each in OUTCOMES] for game in GAMES]
        policy = learned(verdicts(wishes, rows, truth, config.errs, config, seed), config, seed)
        found[concept] = float((policy * truth).sum(1).mean())
        blank[f"{concept}, at random"] = float(truth.mean())
    return Outcome(fmean(blank.values()), fmean(found.values()), "matrix games", found | blank, NAMED)
