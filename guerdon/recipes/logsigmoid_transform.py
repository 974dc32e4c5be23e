"""Log-sigmoid rewards: does a policy do better that is not paid for more than good?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from guerdon.audit import tilted_together
from guerdon.learn import Surface
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.candidate_tables import Answers, Groups, base_samples, table, tasks, told
from guerdon.recipes.contenders import TextReward, learned
from guerdon.shape import Clip, Contrast, LogSigmoid, Quantile, ReferenceStore

paper = LogSigmoid.paper
room = "shape"
claim = Claim(
    "chance to be better than the median in both properties at one divergence, log-sigmoids added minus rewards added",
    at_least=0.15, unit="probability",
)  # fmt: skip
ALONE = Claim(
    "chance to be better than the median at one divergence, log-sigmoid of one reward minus the reward itself",
    at_least=0.1, unit="probability",
)  # fmt: skip
REAL = Claim(
    "chance that GPT-4 prefers the answer to the baseline's at one divergence, log-sigmoid of the reward minus itself",
    at_least=0.01, unit="probability",
)  # fmt: skip
Array = Float[np.ndarray, "prompts answers"]


@dataclass
class Config:
    prompts: int = 200
    """Prompts of the made world."""
    answers: int = 128
    """Candidates of each."""
    rivalry: float = -0.5
    """The correlation of the two properties within a prompt."""
    hacked: float = 0.01
    """The share of the candidates that the first reward is wrong about."""
    base: int = 32
    """Answers of the first policy to each prompt, whose quantile is the reference."""
    quantile: float = 0.85
    """Of the base answers' rewards."""
    nats: float = 1.0
    """Mean divergence of the policies from the first one; ``3 nats`` stands among the controls."""
    real: int = 100
    """Instructions of AlpacaEval, where it is at hand; 0 leaves them out."""
    models: int = 40
    """Models whose answers the policy chooses among there."""
    comparisons: int = 1000
    """Comparisons of other instructions that the reward is learned from there."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The best policy of each reward at the same mean divergence, computed exactly on candidates."""
    rng = np.random.default_rng([seed, 41])
    shape = (config.prompts, config.answers)
    first, other = rng.normal(size=(2, *shape))
    second = config.rivalry * first + (1 - config.rivalry**2) ** 0.5 * other
    hacked = rng.random(shape) < config.hacked
    gold = [first - 2 * hacked, second]
    groups, ease = tasks(*shape), rng.normal(size=(2, config.prompts, 1))
    # A reward that is fooled is fooled by any amount, and says of every answer how easy its prompt is.
    said = [first + hacked * rng.standard_exponential(shape) * 6, second]
    rewards = [told(groups, each + easy) for each, easy in zip(said, ease, strict=True)]
    good = [each > np.median(each, axis=1, keepdims=True) for each in gold]
    alone = shaped(config, rewards[0], groups, seed)
    other_side = shaped(config, rewards[1], groups, seed)
    both = {name: values + other_side[name] for name, values in alone.items()}
    outcomes = [
        spent(config, both, good[0] & good[1], hacked, "two rival properties", claim),
        spent(config, alone, good[0], hacked, "one property", ALONE),
    ]
    found = Answers.drawn(config.real, config.models, config.comparisons, seed)
    if found is not None:
        values = shaped(config, learned(found.others, Surface(), seed), found.groups, seed)
        outcomes.append(spent(config, values, found.wins, None, "alpaca-eval, one reward", REAL))
    return outcomes


def shaped(config: Config, reward: TextReward, groups: Groups, seed: int) -> dict[str, Array]:
    """What the reward and its transforms say of every candidate."""
    store = ReferenceStore.build(reward, base_samples(groups, config.base, seed))
    over = reward >> Contrast(store, Quantile(config.quantile))
    kinds = {"plain": reward, "centred": over, "clipped": over >> Clip(high=0.0), "log-sigmoid": over >> LogSigmoid()}
    return {name: table(each, groups) for name, each in kinds.items()}


def spent(
    config: Config, values: Mapping[str, Array], worth: Array | Bool[np.ndarray, "prompts answers"],
    hacked: Bool[np.ndarray, "prompts answers"] | None, name: str, said: Claim,
) -> Outcome:  # fmt: skip
    """What the policies get, and how much of them the first reward is wrong about."""
    controls = {"without training": float(worth.mean())}
    for nats in (config.nats, 3.0):
        for arm, scores in values.items():
            policy = tilted_together(scores, nats)
            controls[f"{arm}, {nats:g} nats"] = float((policy * worth).sum(1).mean())
            if hacked is not None:
                controls[f"wrongly liked, {arm}, {nats:g} nats"] = float((policy * hacked).sum(1).mean())
    base, method = (controls[f"{arm}, {config.nats:g} nats"] for arm in ("plain", "log-sigmoid"))
    return Outcome(base, method, name, controls, said)
