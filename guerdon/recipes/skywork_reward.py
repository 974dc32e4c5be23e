"""Skywork-Reward's curation: is a small pool whose labels a first reward agrees with better than as many at random?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from guerdon.audit import examine
from guerdon.bench.rm_bench import RMBench
from guerdon.duplicates import Corpus
from guerdon.feedback import KNOWN, Confidence, Decontamination, Texts, Top, spoil
from guerdon.learn import Encoder, FullBatch, Interaction, Joined, Numbers, RewardModel, ScalarHead, Surface, fit
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import READ
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.testbeds import Linear
from guerdon.types import Comparison, Example, Message

paper = Confidence.paper
room = "feedback"
claim = Claim(
    "held-out accuracy, clean pairs and those of a noisy source that a first reward agrees with, minus as many at random",
    at_least=0.01, unit="accuracy",
)  # fmt: skip
ALL = Claim("the same, minus the whole noisy source", at_least=0.005, unit="accuracy")
FOUND = Claim("share of wrong labels among what is left out, minus that in the whole source", 0.15, "share")
PLANTED = Claim(
    "planted prompts of RM-Bench that are found, runs of 8 words minus equal texts, less what is wrongly left out",
    at_least=0.3, unit="share",
)  # fmt: skip
REAL = ("hh-rlhf", "rmb")
WORDS, WHOLE = 8, 1_000_000


@dataclass
class Config:
    clean: int = 150
    """Pairs of the clean source, which the first reward learns from."""
    noisy: int = 600
    """Pairs of the noisy source."""
    flips: float = 0.3
    """The share of its labels that is turned round."""
    tests: int = 1000
    """Held-out pairs without noise."""
    real: int = 500
    """Comparisons of HH-RLHF and of RMB each, where they are at hand, a fifth of them clean and a quarter held out; 0 leaves
    them out."""
    planted: int = 60
    """Prompts of RM-Bench among the others, reworded at their ends."""


def run(config: Config, seed: int) -> list[Outcome]:
    """A clean source, a noisy one curated in several ways, and held-out pairs, on vectors and on two public data sets."""
    world = Linear(seed=seed)
    rows = world.comparisons(config.clean + config.noisy)
    test = replace(world, seed=seed, quality=np.inf).comparisons(config.clean + config.noisy + config.tests)
    parts = rows[: config.clean], rows[config.clean :], test[config.clean + config.noisy :]
    outcomes = compared(Numbers(world.width), *parts, config, "vectors", seed)
    for name in REAL:
        records = at_hand(name, config.real, seed)
        if records is not None:
            train, held = records.split(0.25, seed)
            cut = len(records) // 5
            encoder = Joined(Interaction(max_tokens=READ), Surface())
            outcomes += compared(encoder, train[:cut], train[cut:], held, config, name, seed)
    return [*outcomes, *decontaminated(config, seed)]


def compared(
    encoder: Encoder, clean: Comparisons, source: Comparisons, test: Comparisons, config: Config, data: str, seed: int
) -> list[Outcome]:
    """Every way to choose from the noisy source, each with the same model and tuning."""

    def learned(records: Comparisons) -> RewardModel:
        model = RewardModel(encoder, ScalarHead(), seed)
        fit(model, records, solver=FullBatch(), seed=seed)
        return model

    noisy, wrong = spoil(source, config.flips, seed)
    first = learned(clean)
    made = Confidence(first)(noisy)
    lost = [each.row for each in made.dropped]
    size = len(made.records)
    rng = np.random.default_rng([seed, 41])
    right = rng.permutation(np.flatnonzero(~wrong))[:size]
    ways: Mapping[str, Comparisons] = {
        "agreed": clean + made.records,
        "random": clean + noisy.select(np.sort(rng.permutation(len(noisy))[:size]).tolist()),
        "all": clean + noisy,
        "oracle": clean + noisy.select(np.sort(right).tolist()),
        "highest scores": clean + Top(first, size / len(noisy), per="provenance")(noisy).records,
        "clean alone": clean,
    }
    found = {name: float(examine(learned(rows), test).correct.mean()) for name, rows in ways.items()}
    among = float(wrong[lost].mean()) if lost else 0.0
    controls = {f"accuracy, {name}": value for name, value in found.items()}
    controls |= {
        "pairs left": float(size), "pairs of the source": float(len(noisy)),
        "wrong labels left out": float(wrong[lost].sum() / max(1, wrong.sum())),
        "right labels left out": float((~wrong[lost]).sum() / max(1, (~wrong).sum())),
    }  # fmt: skip
    return [
        Outcome(found["random"], found["agreed"], data, controls),
        Outcome(found["all"], found["agreed"], f"{data}, against all", claim=ALL),
        Outcome(float(wrong.mean()), among, f"{data}, what is left out", claim=FOUND),
    ]


def decontaminated(config: Config, seed: int) -> list[Outcome]:
    """Prompts of RM-Bench between a greeting and thanks, among comparisons of RMB."""
    pool = at_hand("rmb", config.real, seed) if config.planted else None
    if pool is None or not KNOWN["rm-bench"].found():
        return []
    prompts = tuple(dict.fromkeys(each.prompt for each in RMBench().contests()))
    drawn = np.random.default_rng(seed).permutation(len(prompts))[: config.planted].tolist()
    planted = Comparisons.of(planting(f"Hello! {prompts[place]} Thank you.") for place in drawn)
    bench, known, cut = Texts("rm-bench", prompts), Corpus(prompts), len(planted)
    rows = planted + pool
    by_words, equal = ([each.row for each in Decontamination((bench,), n)(rows).dropped] for n in (WORDS, WHOLE))
    near = [place for place, row in enumerate(rows) if known.match(row.chosen.prompt_text)]
    found = {
        name: (sum(row < cut for row in lost) / cut, sum(row >= cut for row in lost) / len(pool))
        for name, lost in (("runs of words", by_words), ("equal texts", equal), ("near duplicates", near))
    }
    controls = {f"found, {name}": each for name, (each, _) in found.items()}
    controls |= {f"others left out, {name}": each for name, (_, each) in found.items()}
    less = {name: each - others for name, (each, others) in found.items()}
    return [Outcome(less["equal texts"], less["runs of words"], "rmb, prompts planted", controls, PLANTED)]


def planting(prompt: str) -> Comparison:
    asked = (Message("user", prompt),)
    return Comparison(Example(asked, "Certainly."), Example(asked, "No."), provenance="rule")
