"""What transforms add to the cost of scoring: each alone, and a chain of them, beside the model that they follow."""

from collections.abc import Mapping, Sequence
from statistics import median

import torch
import tyro
from measuring import finish, timed
from models import causal_model, spread_out
from pairs import comparisons, of_some_prompts

from guerdon.learn import MINILM, CausalEncoder, RewardModel, ScalarHead, TextEncoder, tiny
from guerdon.reward import Transform
from guerdon.shape import (
    Affine,
    Attention,
    Clip,
    Contrast,
    Delta,
    LogSigmoid,
    Quantile,
    Redistribute,
    ReferenceStore,
    Squash,
    Total,
    Uniform,
    Units,
    ZNorm,
)
from guerdon.types import Example, Scores

BUDGET = 0.05
"""The share of the scoring time that a chain of transforms may add."""
Steps = Sequence[Transform[Sequence[Example]]]


def main(limit: int = 200, rounds: int = 5, threads: int = 0, seed: int = 0, causal: bool = False) -> None:
    """Scores the same responses and transforms the scores, by turns; ``ratio`` is the budget over what is added.

    Args:
        limit: How many pairs.
        rounds: How often everything is timed.
        threads: Of torch; its own choice when 0.
        seed: Another seed, other prompts.
        causal: A causal language model of twelve million random weights, in the place of MiniLM.
    """
    torch.set_num_threads(threads or torch.get_num_threads())
    data, everything = comparisons()
    some = of_some_prompts(everything, limit, seed)
    responses = [side for row in some for side in (row.chosen, row.rejected)]
    model = causal_model(everything, 512) if causal else RewardModel(TextEncoder(MINILM, 512), ScalarHead())
    spread_out(model, seed)
    store = ReferenceStore.build(model, responses)
    scores = model.score(responses)
    kinds = transforms(store)
    for steps in kinds.values():
        through(steps, scores, responses)  # tables of the store are made once, whatever comes
    scoring, added = [], {name: list[float]() for name in kinds}
    for _ in range(rounds):
        scoring.append(timed(lambda: model.score(responses)).cpu_seconds)
        for name, steps in kinds.items():
            added[name].append(timed(lambda steps=steps: through(steps, scores, responses)).cpu_seconds)
    shares = {name: median(a / b for a, b in zip(each, scoring, strict=True)) for name, each in added.items()}
    finish(
        "shaping", BUDGET / max(shares["chain"], 1e-9), budget=BUDGET, data=data, model="causal" if causal else "minilm",
        responses=len(responses), scoring_cpu_seconds=scoring,
        **{f"share_{name}": share for name, share in shares.items()},
        share_attention=attention(responses, rounds, seed),
    )  # fmt: skip


def transforms(store: ReferenceStore) -> Mapping[str, Steps]:
    """Each way, and two chains as they are published: one of whole responses, one of units."""
    units = (Redistribute(Uniform()), Units(Affine(centre=0.8)), Units(Clip(high=0.0)), Delta(), Total())
    return {
        "affine": (Affine(2.0),), "squash": (Squash(),), "contrast": (Contrast(store),), "znorm": (ZNorm(store),),
        "redistribute": (Redistribute(Uniform()),), "units": units,
        "chain": (Affine(0.5), Contrast(store, Quantile(0.85)), LogSigmoid(), Clip(low=-20.0), *units),
    }  # fmt: skip


def through(steps: Steps, scores: Scores, responses: Sequence[Example]) -> Scores:
    for step in steps:
        scores = step(scores, responses)
    return scores


def attention(responses: Sequence[Example], rounds: int, seed: int) -> float:
    """What it adds to hand a reward out by the attention of a small causal model, told in the pass that scores."""
    folder = tiny([each.response for each in responses], width=256, layers=4, window=512)
    plain, told = (
        RewardModel(CausalEncoder(folder, 512, attention=wanted), ScalarHead(), seed) for wanted in (False, True)
    )
    handed = told >> Redistribute(Attention())
    for reward in (plain, handed):
        reward.score(responses[:20])
    spans = [
        [timed(lambda one=one: one.score(responses)).cpu_seconds for one in (plain, handed)] for _ in range(rounds)
    ]
    return median(after / before for before, after in spans) - 1


if __name__ == "__main__":
    tyro.cli(main)
