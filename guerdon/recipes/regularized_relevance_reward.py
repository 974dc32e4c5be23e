"""R^3: does length that is paid only for relevant, unrepetitive text stand for preference?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import monotone
from guerdon.audit.monotone import paper as paper
from guerdon.audit.selection import doubling, picked
from guerdon.learn import Surface
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.candidate_tables import Answers, Groups, table
from guerdon.recipes.contenders import Near, TextReward, learned
from guerdon.recipes.real import at_hand
from guerdon.shape import Affine, Declared, Joint, Product, PromptRelevance, ReferenceRelevance, Routed
from guerdon.testbeds import Parcels
from guerdon.types import Example
from guerdon.verify import DistinctNgrams, Length

room = "shape"
claim = Claim(
    "gold of the best of all candidates, by length x relevance x distinct words minus by length", at_least=0.1,
    unit="gold",
)  # fmt: skip
KINDS = Claim(
    "the same, by kinds of prompts that are known minus the open kind's reward for all", at_least=0.05, unit="gold"
)
PREFERRED = Claim(
    "chance that GPT-4 prefers the best of all candidates to the baseline's, by length x relevance x distinct trigrams "
    "minus by length", at_least=0.02, unit="probability",
)  # fmt: skip
OFF_TOPIC = Claim(
    "how often a short answer to the prompt beats a long one to another prompt, by length x relevance x distinct "
    "trigrams minus by a reward learned from preferences", at_least=0.3, unit="share of the pairs",
)  # fmt: skip
PRODUCT = "length x relevance x distinct"


@dataclass
class Config:
    prompts: int = 200
    """Prompts of the made world, every other one with a reference."""
    candidates: int = 32
    """Responses to each of them."""
    real: int = 40
    """Instructions of AlpacaEval, where it is at hand; 0 leaves them out."""
    models: int = 20
    """Models whose answers are chosen among there."""
    comparisons: int = 1000
    """Comparisons of RMB that a reward is learned from, for comparison."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The best of many by rewards that need no preferences, in parcels and among real answers."""
    return [*parcels(config, seed), *real(config, seed)]


def features(relevance: TextReward, n: int) -> dict[str, TextReward]:
    """Each feature, and their products."""
    one: dict[str, TextReward] = {"length": Length(), "relevance": relevance, "distinct": DistinctNgrams(n)}
    pair = Joint({name: one[name] for name in ("length", "relevance")}, Product())
    return one | {"length x relevance": pair, PRODUCT: Joint(one, Product())}


def parcels(config: Config, seed: int) -> list[Outcome]:
    """Prompts that name things, half of them with the right answer as reference; all are worth the same."""
    world = Parcels(seed)
    groups = [
        [declared(one, "constrained" if place % 2 else "open") for one in group]
        for place, group in enumerate(world.candidates(config.prompts, config.candidates))
    ]
    texts = [one.response for group in groups for one in group]
    arms = features(PromptRelevance.of(texts), 1)
    near, once = ReferenceRelevance.of(texts), DistinctNgrams(1)
    right = Joint({"near": near >> Affine(max(map(len, map(str.split, texts))) / 100), "once": once}, Product())
    arms["kinds"] = Routed(
        Declared("kind", ("open", "constrained")), {"open": arms[PRODUCT], "constrained": right}, "kind"
    )
    gold = table(world.gold, groups)
    found, controls = spent(arms, groups, gold)
    return [
        Outcome(found["length"], found[PRODUCT], "parcels", controls),
        Outcome(found[PRODUCT], found["kinds"], "parcels, kinds of prompts", claim=KINDS),
    ]


def declared(example: Example, kind: str) -> Example:
    """An example that says of what kind its prompt is; constrained ones have the asked things as reference."""
    reference = " ".join(example.prompt_text.split()[1:]) if kind == "constrained" else None
    return replace(example, context={"kind": kind}, reference=reference)


def real(config: Config, seed: int) -> list[Outcome]:
    """Answers of many models to the same instructions, their relevance the cosine of sentence vectors; a reward learned
    from other data stands beside."""
    answers, others = Answers.drawn(config.real, config.models, 0, seed), at_hand("rmb", config.comparisons, seed)
    if answers is None or others is None:
        return []
    by_words = PromptRelevance.of([one.response for group in answers.groups for one in group])
    arms = features(Near(), 3) | {
        f"{PRODUCT}, by words": features(by_words, 3)[PRODUCT], "learned": learned(others, Surface(), seed),
    }  # fmt: skip
    found, controls = spent(arms, answers.groups, answers.wins)
    pairs = mismatched(answers.groups)
    on_topic = {}
    for name, reward in arms.items():
        scores = reward.score([one for pair in pairs for one in pair]).require().values
        on_topic[name] = float((scores[::2] > scores[1::2]).double().mean())
    return [
        Outcome(found["length"], found[PRODUCT], "alpaca-eval, best of all", controls, PREFERRED),
        Outcome(on_topic["learned"], on_topic[PRODUCT], "alpaca-eval, off topic", on_topic, OFF_TOPIC),
    ]


def spent(
    arms: Mapping[str, TextReward], groups: Groups, gold: np.ndarray
) -> tuple[dict[str, float], dict[str, float]]:
    """What the best of all candidates is worth by each reward; and whether the truth rises with n."""
    found: dict[str, float] = {}
    controls = {"at random": float(gold.mean()), "the best there is": float(gold.max(1).mean())}
    for name, reward in arms.items():
        scores = table(reward, groups)
        sizes = doubling(scores.shape[1])
        curve = [float(picked(list(scores), list(gold), n).mean()) for n in sizes]
        proxy = [float(picked(list(scores), list(scores), n).mean()) for n in sizes]
        along = monotone(proxy, curve)
        found[name] = controls[name] = curve[-1]
        controls |= {f"Spearman of reward and truth over n, {name}": along.correlation}
    return found, controls


def mismatched(groups: Groups) -> list[tuple[Example, Example]]:
    """The shortest answer to each prompt, and the longest answer to the next prompt as if it were to this one."""
    length = Length()
    ends = [sorted(group, key=lambda one: float(length.score([one]).values)) for group in groups]
    return [
        (own[0], replace(own[0], response=other[-1].response))
        for own, other in zip(ends, ends[1:] + ends[:1], strict=True)
    ]
