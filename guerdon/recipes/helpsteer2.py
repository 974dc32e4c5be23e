"""HelpSteer2: do ratings of several attributes, weighed by a few preferences, beat comparisons made from one of them?"""

from dataclasses import dataclass

from guerdon.audit import Candidates, draw, order_accuracy, rescored
from guerdon.feedback import comparisons, consensus, spoil
from guerdon.learn import (
    AttributeHead,
    Attributes,
    BradleyTerry,
    FullBatch,
    Head,
    Numbers,
    Objective,
    Regression,
    RewardModel,
    ScalarHead,
    fit,
    head_start,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons, Ratings, Records
from guerdon.reward import Reward
from guerdon.shape import Weigh, fit_weights
from guerdon.testbeds import Rated
from guerdon.testbeds.rated import NAMES

paper = Regression.paper
room = "learn"
claim = Claim(
    "accuracy against gold on pairs of held-out candidates, five attributes weighed by some preferences minus "
    "Bradley-Terry on the same preferences and on the comparisons that helpfulness gives",
    at_least=0.01,
    unit="accuracy",
)
AGAIN = Claim(
    "the same on a gold that wants short and plain answers, weighed anew without training minus the true weights",
    at_least=-0.02,
    unit="accuracy",
)
SOLVER = FullBatch((0.1, 0.02, 0.004), iterations=25)
PLAIN = (0.3, 0.4, 0.3, -0.6, -0.7)
"""What a gold that wants short and plain answers makes of the attributes."""


@dataclass
class Config:
    responses: int = 2000
    """Rated responses, two to a prompt."""
    preferences: int = 100
    """Comparisons by gold, to fit weights to or to learn from."""
    careless: float = 0.1
    """The share of ratings that are made without looking."""
    prompts: int = 32
    """Prompts of held-out candidates."""
    candidates: int = 64
    """Candidates for each of them; every pair of them counts."""


def run(config: Config, seed: int) -> list[Outcome]:
    """One model of the attributes under two golds, beside rewards that learn each gold anew."""
    world = Rated(seed=seed, careless=config.careless)
    said = world.ratings(config.responses)
    ratings = consensus(said)
    derived = comparisons(ratings, seed=seed)
    models = {
        "Bradley-Terry, helpfulness": learned(derived, BradleyTerry(), seed),
        "regression on helpfulness": learned(ratings, Regression("helpfulness"), seed),
        "five attributes": attributes(ratings, seed),
        "five attributes, all ratings": attributes(consensus(said, keep=None), seed),
        "five attributes, one rating each": attributes(consensus(said, keep=1), seed),
    }
    first = under(world, models, derived, config, seed)
    fresh = under(world.wanting(*PLAIN), models, derived, config, seed)
    weighed = "five attributes"
    return [
        Outcome(first["Bradley-Terry, helpfulness and preferences"], first[weighed], "rated, usual weights", first),
        Outcome(fresh["five attributes, true weights"], fresh[weighed], "rated, short and plain wanted", fresh, AGAIN),
    ]


def under(
    world: Rated, models: dict[str, RewardModel], derived: Comparisons, config: Config, seed: int
) -> dict[str, float]:
    """The accuracy of every arm under one gold; ``models`` have seen ratings alone, and serve every gold."""
    drawn = draw(world, world.gold, config.prompts, config.candidates)
    preferences = world.comparisons(config.preferences)
    helpful, rated = models["regression on helpfulness"], models["five attributes"]
    correction = learned(head_start(preferences, helpful), BradleyTerry(margin="margin"), seed)
    rewards: dict[str, Reward] = {
        "Bradley-Terry, helpfulness": models["Bradley-Terry, helpfulness"],
        "Bradley-Terry, preferences": learned(preferences, BradleyTerry(), seed),
        "Bradley-Terry, helpfulness and preferences": learned(derived + preferences, BradleyTerry(), seed),
        "regression on helpfulness": helpful,
        "regression on helpfulness, corrected by preferences": helpful + correction,
        "five attributes, equal weights": rated,
        "five attributes, true weights": rated >> Weigh(dict(zip(NAMES, world.weights, strict=True))),
        "five attributes, weights fitted to coin flips": rated >> fit_weights(rated, spoil(preferences, 0.5, seed)[0]),
    }
    for name, model in models.items():
        rewards |= {name: model >> fit_weights(model, preferences)} if isinstance(model.head, AttributeHead) else {}
    return {name: accuracy(reward, drawn) for name, reward in rewards.items()}


def attributes(ratings: Ratings, seed: int) -> RewardModel:
    """One model with a part for each attribute."""
    return learned(ratings, Attributes(NAMES), seed, AttributeHead(NAMES))


def learned(records: Records, objective: Objective, seed: int, head: Head | None = None) -> RewardModel:
    """A linear head on the numbers of a response, the penalty chosen by the objective's own validation loss."""
    model = RewardModel(Numbers(Rated.width), head or ScalarHead(), seed)
    fit(model, records, objective, solver=SOLVER, seed=seed)
    return model


def accuracy(reward: Reward, drawn: Candidates) -> float:
    return float(order_accuracy(rescored(drawn, reward).proxy, drawn.gold or ()).mean())
