"""Rewards from named features: do a few scores by experts' rubrics need fewer comparisons than the text does?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.audit import examine
from guerdon.feedback.formats.opinpref import SCORES
from guerdon.learn import (
    Encoder,
    Features,
    FullBatch,
    Head,
    Interaction,
    MLPHead,
    Numbers,
    RewardModel,
    ScalarHead,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import Measure, Recorded
from guerdon.testbeds import VectorWorld
from guerdon.types import Example

paper = Paper(
    "nath2024leveraging",
    "Leveraging Domain Knowledge for Efficient Reward Modelling in RLHF: A Case-Study in E-Commerce Opinion Summarization",
    "Nath, Swaroop and Siledar, Tejpalsingh and others", 2024, arxiv="2402.15473",
)  # fmt: skip
room = "learn"
claim = Claim(
    "accuracy on held-out comparisons, named features from few comparisons minus the text from all of them",
    at_least=0.02,
    unit="accuracy",
)
NAMED = len(SCORES)


@dataclass
class Config:
    pairs: int = 300
    """Comparisons of the testbed; of the real data all are taken."""
    few: int = 50
    """Comparisons that the named features learn from."""
    folds: int = 5
    """Parts of the data, each held out once."""
    rubric_noise: float = 0.5
    """The standard deviation of the scores' noise in the testbed, in that of the properties."""


@dataclass(frozen=True)
class Properties(VectorWorld):
    """Texts of 64 numbers, of which seven directions are what people care about, unequally."""

    width: int = 64
    quality: float = 2.0

    def directions(self) -> Float[Tensor, "width named"]:
        drawn = torch.randn(self.width, NAMED, generator=torch.Generator().manual_seed(self.seed))
        return torch.linalg.qr(drawn).Q

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        worth = torch.linspace(0.5, 1.5, NAMED)
        return vectors @ self.directions() @ (worth / worth.norm())

    def scores(self, examples: Sequence[Example], noise: float) -> Float[Tensor, "n named"]:
        """What a judge with a rubric for each property says."""
        exact = Numbers(self.width)(examples).pooled @ self.directions()
        return exact + noise * torch.randn(exact.shape, generator=torch.Generator().manual_seed(self.seed + 1))


def run(config: Config, seed: int) -> list[Outcome]:
    """Every comparison is judged once by models that have not seen its prompt."""
    world = Properties(seed=seed)
    made = world.comparisons(config.pairs)
    scores = world.scores(responses(made), config.rubric_noise).tolist()
    given = dict(zip((each.identity for each in responses(made)), scores, strict=True))
    named = recorded(made, lambda each, name: given[each.identity][SCORES.index(name)])
    found = [compared(made, named, Numbers(world.width), config, seed, "vectors with named properties")]
    real = at_hand("opinpref", 10_000, seed)
    if real is not None:
        named = recorded(real, lambda each, name: each.meta["scores"][name])
        found.append(compared(real, named, Interaction(max_tokens=128), config, seed, "opinpref"))
    return found


def recorded(records: Comparisons, value: Callable[..., float]) -> Mapping[str, Reward]:
    """A reward for each named score."""
    return {name: Recorded.of(responses(records), partial(value, name=name)) for name in SCORES}


def compared(
    records: Comparisons, named: Mapping[str, Reward], text: Encoder, config: Config, seed: int, data: str
) -> Outcome:
    """Accuracy over all comparisons, each fold held out once."""
    features, length = Features(named), {"length": Measure("log_words")}
    equal = sum((reward for reward in list(named.values())[1:]), next(iter(named.values())))
    hits: dict[str, list[Float[np.ndarray, "_"]]] = {}
    for fold in range(config.folds):
        train, test = folded(records, fold, config.folds)
        rewards: dict[str, Reward] = {
            "text": learned(text, train, seed),
            "named features, few": learned(features, train[: config.few], seed),
            "named features, ten": learned(features, train[:20], seed),
            "text, few": learned(text, train[: config.few], seed),
            "named features": learned(features, train, seed),
            "named features, small network": learned(features, train, seed, MLPHead((5,))),
            "named features and length": learned(Features({**named, **length}), train, seed),
            "equal weights": equal,
            "length alone": length["length"],
        }
        for name, reward in rewards.items():
            hits.setdefault(f"accuracy, {name}", []).append(examine(reward, test).correct)
    controls = {name: float(np.concatenate(parts).mean()) for name, parts in hits.items()}
    return Outcome(controls["accuracy, text"], controls["accuracy, named features, few"], data, controls)


def folded(records: Comparisons, fold: int, folds: int) -> tuple[Comparisons, Comparisons]:
    """What is learned from and what is held out; rows of one prompt stay together."""
    places: dict[str, int] = {}
    held = [places.setdefault(prompt, len(places)) % folds == fold for prompt in records.prompts()]
    return records.select(np.flatnonzero(~np.array(held)).tolist()), records.select(np.flatnonzero(held).tolist())


def learned(encoder: Encoder, train: Comparisons, seed: int, head: Head | None = None) -> RewardModel:
    """A head, linear if none is given, the penalty chosen on a fifth of the comparisons."""
    model = RewardModel(encoder, head or ScalarHead(), seed)
    rest, validation = train.split(share=0.2, seed=seed, purpose="validation")
    fit(model, rest, validation=validation, solver=FullBatch((0.3, 0.1, 0.01, 0.001), iterations=25), seed=seed)
    return model


def responses(records: Comparisons) -> list[Example]:
    """Every response of the comparisons."""
    return [side for row in records for side in (row.chosen, row.rejected)]
