"""GPM: do vectors under a skew-symmetric form learn preferences that go round, at no cost where they do not?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.audit import examine
from guerdon.learn import (
    Encoder,
    FullBatch,
    Head,
    Interaction,
    MLPHead,
    Numbers,
    RewardModel,
    ScalarHead,
    SkewHead,
    fit,
)
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds import CyclicWorld, Rings, written
from guerdon.types import Comparison, Example

paper = Paper(
    "zhang2024general",
    "Beyond Bradley-Terry Models: A General Preference Model for Language Model Alignment",
    "Zhang, Yifan and Zhang, Ge and Wu, Yue and Xu, Kangping and Gu, Quanquan", 2024, arxiv="2410.02197",
)  # fmt: skip
room = "learn"
claim = Claim("accuracy on preferences that go round, skew-symmetric minus scalar", at_least=0.3, unit="accuracy")
MIXED = Claim(
    "held-out accuracy where a fifth of the preference goes round, skew-symmetric minus scalar",
    at_least=0.03, unit="accuracy",
)  # fmt: skip
HARMLESS = Claim("held-out accuracy, skew-symmetric minus scalar, is no lower", at_least=-0.01, unit="accuracy")
DATA = {0.0: "vectors, ordered", 0.2: "vectors, a fifth cyclic"}


@dataclass
class Config:
    pairs: int = 1200
    """Comparisons of vectors, a third of them held out."""
    items: tuple[int, ...] = (3, 4, 5)
    """Sizes of the rings, each under four prompts."""
    k: int = 2
    """Planes of the method; one plane stands beside it."""
    real: int = 600
    """Comparisons of HH-RLHF and of AlpacaEval's models each, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Rings, vectors of which none or a fifth of the preference is cyclic, and real pairs where they are at hand."""
    found = [rings(config, seed)]
    for cyclic, name in DATA.items():
        world = CyclicWorld(cyclic=cyclic, seed=seed)
        comparisons = world.comparisons(config.pairs)
        best = {"what the truth gets": accuracy(world.gold, comparisons.split(1 / 3, seed)[1])}
        found.append(
            held_out(config, comparisons, Numbers(world.width), name, MIXED if cyclic else HARMLESS, seed, best)
        )
    texts, models = at_hand("hh-rlhf", config.real, seed), at_hand("alpaca-eval", 4 * config.real, seed)
    if texts is not None:
        found.append(held_out(config, texts, Interaction(), "hh-rlhf", HARMLESS, seed))
    if models is not None:
        duels = between_models(models, config.real, seed)
        found.append(
            held_out(
                config, duels, Numbers(len(duels[0].chosen.response.split())), "alpaca-eval models", HARMLESS, seed
            )
        )
    return found


def rings(config: Config, seed: int) -> Outcome:
    """Every head's accuracy on the rings that it was fitted to: what it can express at all.

    The baseline reads the prompt as the method does: in each ring of n it can get all but one pair right.
    """
    controls: dict[str, float] = {}
    for items in config.items:
        data = Rings(items=items, seed=seed).comparisons(12 * items)
        heads = {
            "scalar": ScalarHead(),
            "scalar network": MLPHead((32,)),
            "skew, prompts unread": SkewHead(4),
            "skew": SkewHead(4, prompt="prompt"),
        }
        for name, head in heads.items():
            model = RewardModel(Numbers(items, 4), head, seed)
            fit(model, data, validation=data, solver=FullBatch(l2=(0.001,)), seed=seed)
            controls[f"ring of {items}, {name}"] = accuracy(model, data)
    baseline, method = (
        float(np.mean([controls[f"ring of {items}, {name}"] for items in config.items]))
        for name in ("scalar network", "skew")
    )
    return Outcome(baseline, method, "rings", controls)


def held_out(
    config: Config, data: Comparisons, encoder: Encoder, name: str, promise: Claim, seed: int,
    more: Mapping[str, float] | None = None,
) -> Outcome:  # fmt: skip
    """The heads' accuracy on prompts that none was fitted to."""
    train, test = data.split(1 / 3, seed)
    heads: dict[str, Head] = {"scalar": ScalarHead(), "scalar network": MLPHead((32,))}
    heads |= {f"skew, k = {k}": SkewHead(k) for k in sorted({1, config.k})}
    controls = dict(more or {})
    for title, head in heads.items():
        model = RewardModel(encoder, head, seed)
        fit(model, train, solver=FullBatch(iterations=50), seed=seed)
        controls[title] = accuracy(model, test)
    return Outcome(controls["scalar"], controls[f"skew, k = {config.k}"], name, controls, promise)


def between_models(rows: Iterable[Comparison], n: int, seed: int) -> Comparisons:
    """Which of two models answers an instruction better by the judge who compared each with the baseline.

    Models are written as indicator vectors, so that a head learns who beats whom and nothing of the texts.
    """
    by_prompt: dict[str, list[Comparison]] = {}
    for row in rows:
        by_prompt.setdefault(row.chosen.prompt_text, []).append(row)
    names = sorted({row.chosen.meta["model"] for each in by_prompt.values() for row in each})
    vectors = dict(zip(names, map(written, np.eye(len(names))), strict=True))
    rng = np.random.default_rng(seed)
    duels = []
    for prompt, each in by_prompt.items():
        for place in rng.permutation(len(each) // 2 * 2).reshape(-1, 2):
            worse, better = sorted((each[place[0]], each[place[1]]), key=lambda row: row.target)
            first, second = (Example(prompt, vectors[row.chosen.meta["model"]]) for row in (better, worse))
            duels += [Comparison(first, second, provenance="model")] if better.target > worse.target else []
    return Comparisons.of(duels[row] for row in rng.permutation(len(duels))[:n])


def accuracy(reward: Reward[Sequence[Example]], test: Comparisons) -> float:
    return float(examine(reward, test).correct.mean())
