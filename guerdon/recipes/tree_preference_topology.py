"""Tree preferences: do labels between responses that share beginnings teach more than labels between unrelated ones?"""

from dataclasses import dataclass

import numpy as np

from guerdon.audit import draw, examine, mean_resistance, rescored
from guerdon.audit.selection import picked
from guerdon.feedback import Grown, chain_pairs, tree_pairs
from guerdon.learn import FullBatch, Head, MLPHead, Numbers, RewardModel, ScalarHead, fit
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.testbeds import Segmented, labelled

paper = Paper(
    "qiu2024reward", "Reward Generalization in RLHF: A Topological Perspective",
    "Qiu, Tianyi and Zeng, Fanzhi and Ji, Jiaming and others", 2024, arxiv="2402.10184",
)  # fmt: skip
room = "learn"
claim = Claim(
    "accuracy on independent pairs by a network, few labels, pairs of a tree minus independent pairs", 0.01, "accuracy"
)
WIRING = Claim(
    "mean resistance between unseen responses where alike ones say little of each other, its logarithm for independent "
    "pairs minus that for pairs of a tree",
    at_least=0.02,
    unit="nats",
)
KERNELS = {"weak": 3.0, "strong": 0.5}
"""By how much the logarithm of the similarity falls with each segment in which two responses differ."""
FISHER = 0.25
"""What a Bradley-Terry label says at a small gap."""


@dataclass
class Config:
    few: int = 120
    """Labels in the small data set; the number in the claim."""
    many: int = 480
    """Labels in the large one."""
    branch: int = 3
    """Continuations of each node; the depth is the number of segments, 4."""
    trees: int = 4
    """Prompts in the small data set, each with a tree; the large one has as many labels of each."""
    test: int = 600
    """Pairs to test on, labelled without noise."""
    candidates: int = 64
    """Candidates of each of 20 prompts."""
    nodes: int = 60
    """Unseen responses between which resistance is measured."""


def run(config: Config, seed: int) -> list[Outcome]:
    """As many labels on two kinds of pairs, and how well each kind connects responses."""
    world = Segmented(seed=seed)
    sure = Segmented(seed=seed, quality=float("inf"))
    test = sure.comparisons(config.test)
    accuracy: dict[str, float] = {}
    controls: dict[str, float] = {}
    for size, labels in (("few", config.few), ("many", config.many)):
        for wiring, grown in collected(world, labels, config, seed).items():
            data = labelled(grown.pairs, world.gold, world.quality, seed=seed)
            controls[f"segments written, {size} labels, {wiring}"] = grown.segments
            for name, head in (("bag", ScalarHead()), ("network", MLPHead((16,)))):
                arm = f"{name}, {size} labels, {wiring}"
                model = learned(head, data, seed)
                accuracy[arm] = float(examine(model, test).correct.mean())
                controls[f"gold of the best of {config.candidates}, {arm}"] = best(world, model, config)
    chain, tree = (accuracy[f"network, few labels, {wiring}"] for wiring in ("chain", "tree"))
    return [Outcome(chain, tree, "segments", controls | accuracy), wired(world, config, seed)]


def collected(world: Segmented, labels: int, config: Config, seed: int) -> dict[str, Grown]:
    """As many pairs of each kind, of as many prompts."""
    prompts = [f"task {row}" for row in range(config.trees * labels // config.few)]
    each = labels // len(prompts)
    return {
        "chain": chain_pairs(world.policy(0), prompts, each, world.length),
        "tree": tree_pairs(world.policy(1), prompts, each, config.branch, world.length, seed),
    }


def learned(head: Head, data: Comparisons, seed: int) -> RewardModel:
    """A head on the one-hot segments; the validation rows are drawn by row, because prompts say nothing here."""
    model = RewardModel(Numbers(24), head, seed)
    order = np.random.default_rng(seed).permutation(len(data)).tolist()
    held = len(data) // 6
    train, validation = data.select(order[held:]), data.select(order[:held])
    fit(model, train, validation=validation, solver=FullBatch((0.1, 0.03, 0.01), 30), seed=seed)
    return model


def best(world: Segmented, model: RewardModel, config: Config) -> float:
    """The mean gold of the best of all candidates by the model."""
    drawn = rescored(draw(world, world.gold, 20, config.candidates), model)
    return float(picked(drawn.proxy, drawn.gold or (), config.candidates).mean())


def wired(world: Segmented, config: Config, seed: int) -> Outcome:
    """How far apart either kind of pairs leaves the same unseen responses, among the same nodes for both."""
    both = collected(world, config.few, config, seed)
    unseen = world.vectors(config.nodes, purpose=5)
    texts = list(dict.fromkeys(one.response for grown in both.values() for pair in grown.pairs for one in pair))
    place = {text: config.nodes + row for row, text in enumerate(texts)}
    vectors = np.concatenate([unseen, np.array([[float(word) for word in text.split()] for text in texts])])
    unlike = world.length - vectors @ vectors.T
    pairs = {
        wiring: np.array([[place[a.response], place[b.response]] for a, b in grown.pairs])
        for wiring, grown in both.items()
    }
    found: dict[str, float] = {}
    for name, decay in KERNELS.items():
        for wiring, edges in {"no labels": np.zeros((0, 2), int), **pairs}.items():
            left = mean_resistance(np.exp(-decay * unlike), edges, FISHER, np.arange(config.nodes))
            found[f"log resistance, {name} similarity, {wiring}"] = float(np.log(left))
    chain, tree = (-found[f"log resistance, weak similarity, {wiring}"] for wiring in ("chain", "tree"))
    return Outcome(chain, tree, "segments, wiring", found, WIRING)
