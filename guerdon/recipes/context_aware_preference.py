"""Context-aware preferences: does a product of context and response use contexts in words that it has not seen?"""

from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import ContextUse, context_use
from guerdon.feedback import KNOWN, load
from guerdon.feedback.formats.rm_bench import STYLES
from guerdon.learn import (
    BilinearHead,
    Concatenated,
    Contexts,
    Encoder,
    FullBatch,
    Head,
    Interaction,
    Joined,
    MLPHead,
    RewardModel,
    ScalarHead,
    fit,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.testbeds import Reversals
from guerdon.testbeds.criteria import NEW, SEEN
from guerdon.types import Comparison, Example

paper = BilinearHead.paper
room = "learn"
claim = Claim(
    "accuracy under contexts in words that training does not have, bilinear minus a network on one text of all parts",
    at_least=0.05,
    unit="accuracy",
)
USE = Claim("the same of the bilinear reward, minus its accuracy under the opposite context", 0.55, "accuracy")
SOLVER = FullBatch((0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4), iterations=50)
LENGTH = {"concise": ("long", False), "detailed": ("long", True)}
"""What a style of RM-Bench is the right one for."""


@dataclass
class Config:
    pairs: int = 200
    """Pairs of answers to learn from, each judged under two contexts; a tenth of them choose the penalty."""
    test: int = 80
    """Held-out pairs under contexts in other words, and as many under scenarios."""
    hidden: int = 32
    """Units of the networks."""
    rank: int = 16
    """Of the bilinear form."""
    real: int = 30
    """Prompts of RM-Bench, a long and a short answer to each, where they are at hand; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Answers with six attributes under contexts that ask for one; RM-Bench's answers of two lengths."""
    train = Reversals(seed).comparisons(2 * config.pairs)
    new, scenarios = (Reversals(seed, words).comparisons(2 * config.test) for words in ("new", "scenario"))
    found, models = compared(train, new, config, seed)
    asked = {name: context_use(models[name], scenarios).right for name in ("bilinear", "network on both vectors")}
    controls = told(found) | {f"right under a scenario, {name}": right for name, right in asked.items()}
    outcomes = concluded(found, controls, "reversals")
    if config.real and KNOWN["rm-bench"].found():
        found, _ = compared(*styles(config, seed), config, seed)
        outcomes += concluded(found, told(found), "rm-bench, short or long")
    return outcomes


def compared(
    train: Comparisons, test: Comparisons, config: Config, seed: int
) -> tuple[dict[str, ContextUse], dict[str, RewardModel]]:
    """Every arm on the same pairs: how it uses contexts, and its model."""
    both = Joined(Contexts(), Interaction())
    arms: dict[str, tuple[Encoder, Head]] = {
        "bilinear": (both, BilinearHead(rank=config.rank)),
        "network on one text": (Concatenated(), MLPHead((config.hidden,))),
        "linear on one text": (Concatenated(), ScalarHead()),
        "network on both vectors": (both, MLPHead((config.hidden,))),
        "contexts unread": (Interaction(), MLPHead((config.hidden,))),
    }
    held = max(2, len(train) // 20 * 2)  # whole pairs: they stand together
    models = {name: RewardModel(encoder, head, seed) for name, (encoder, head) in arms.items()}
    for model in models.values():
        fit(model, train[:-held], validation=train[-held:], solver=SOLVER, seed=seed)
    return {name: context_use(model, test) for name, model in models.items()}, models


def told(found: dict[str, ContextUse]) -> dict[str, float]:
    """All three accuracies of every arm."""
    kinds = ("right", "none", "swapped")
    return {f"{kind}, {name}": getattr(use, kind) for name, use in found.items() for kind in kinds}


def concluded(found: dict[str, ContextUse], controls: dict[str, float], data: str) -> list[Outcome]:
    bilinear, text = found["bilinear"], found["network on one text"]
    return [
        Outcome(text.right, bilinear.right, data, controls),
        Outcome(bilinear.swapped, bilinear.right, f"{data}, right minus opposite contexts", claim=USE),
    ]


def styles(config: Config, seed: int) -> tuple[Comparisons, Comparisons]:
    """Right answers of RM-Bench, short and long, under contexts that ask for one or the other; other words to test."""
    short_and_long: dict[str, dict[str, Example]] = {}
    for row in load("rm-bench").comparisons():
        style = STYLES[row.chosen.meta["style"]]
        if style in LENGTH:
            short_and_long.setdefault(row.chosen.prompt_text, {})[style] = row.chosen
    rng = np.random.default_rng(seed)
    prompts = rng.permutation(sorted(short_and_long))[: config.real].tolist()
    sides: tuple[list[Comparison], list[Comparison]] = ([], [])
    for place, prompt in enumerate(prompts):
        words, side = (NEW, sides[1]) if place < config.real // 3 else (SEEN, sides[0])
        for style, other in (("concise", "detailed"), ("detailed", "concise")):
            context = {"criterion": str(rng.choice(words[LENGTH[style]]))}
            pair = [replace(short_and_long[prompt][name], context=context) for name in (style, other)]
            side.append(Comparison(pair[0], pair[1], provenance="rule"))
    return Comparisons.of(sides[0]), Comparisons.of(sides[1])
