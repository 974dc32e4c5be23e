"""Density ratios: does a better model's likelihood over a worse one's order responses better than the better one's alone?

The weak model learns here from texts of every quality, strong ones a little further from good texts. What the ratio takes
out is how usual words are, so texts come without and with filler words of unlike frequency.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import numpy as np

from guerdon import llm
from guerdon.judge import DensityRatio
from guerdon.llm import LanguageModel, Local, Request, Sampling, Template
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.speakers import learned, untrained
from guerdon.shape import Declared, Routed
from guerdon.statistics import spearman
from guerdon.testbeds import Phrases
from guerdon.testbeds.filled import dryness, filled, unlike
from guerdon.types import Example

paper = DensityRatio.paper
room = "judge"
claim = Claim(
    "pairs of unlike lengths ordered rightly, the ratio minus the strong model's (mean) likelihood", 0.05, "accuracy"
)
WIDER = Claim("the same pairs, the ratio of the strong model trained longest minus the shortest", 0.05, "accuracy")
TOLD = Claim("pairs ordered by a criterion, the ratio under its condition minus under the other's", 0.1, "accuracy")
KINDS = ("kind", "dry")
"""What both models are told in front of the prompt: words of good moods are wanted, or words of none."""
CONDITIONS = {name: Template(name, "1", f"{{% block user %}}{name} {{{{ prompt }}}}{{% endblock %}}") for name in KINDS}

Value = Callable[[Example], float]


@dataclass
class Config:
    texts: int = 900
    """That a weak model learns from."""
    further: tuple[int, ...] = (32, 96, 288)
    """Good texts that each strong model learns from besides."""
    pairs: int = 120
    """Of responses to tell apart, for each measure."""
    sampled: int = 48
    """Responses of each model by which it is measured how much better it is."""
    strong: str = ""
    """A language model for ``guerdon.llm.load``, in place of the best that is trained here."""
    weak: str = ""
    """What it is held against, in place of the weak one."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Texts whose words are alike frequent; the same with fillers; and two criteria that conditions name."""
    plain, fillers = (Trained(Phrases(seed), config, fillers) for fillers in (0, 4))
    with TemporaryDirectory() as folder:
        first, second = Path(folder, "plain"), Path(folder, "filled")
        outcomes = [*plain.grid(first, "phrases"), *fillers.grid(second, "phrases with fillers")]
        return [*outcomes, plain.conditioned(first)]


@dataclass(frozen=True)
class Trained:
    """Models of one language, whose texts have some filler words or none."""

    world: Phrases
    config: Config
    fillers: int
    """In each response."""

    @property
    def corpus(self) -> list[Example]:
        texts = self.world.corpus(self.config.texts + 4 * self.config.further[-1])
        return filled([row.example for row in texts], self.fillers, self.world.seed)

    def good(self, example: Example) -> float:
        """The gold of a response; fillers are words of none."""
        return self.world.gold.value(example.response.split())

    def weak(self, folder: Path) -> Local:
        """The weak model; it is trained once."""
        if (folder / "weak").exists():
            return Local(str(folder / "weak"))
        texts = (f"{each.prompt} {each.response} {' '.join(KINDS)}" for each in self.corpus)
        some = self.corpus[: self.config.texts]
        return learned(untrained(texts, layers=1), some, folder / "weak", self.world.seed, epochs=2)

    def grid(self, folder: Path, data: str) -> list[Outcome]:
        """Strong models on a grid, and one that learned from as many texts of every quality."""
        weak, rest, most = self.weak(folder), self.corpus[self.config.texts :], self.config.further[-1]
        best = sorted(rest, key=self.good, reverse=True)
        models: dict[str, LanguageModel] = {
            f"{n} good": learned(weak.source, best[:n], folder / str(n), self.world.seed) for n in self.config.further
        }
        longest, shortest = (f"{self.config.further[place]} good" for place in (-1, 0))
        models |= {longest: llm.load(self.config.strong)} if self.config.strong else {}
        models["of every quality"] = learned(weak.source, rest[:most], folder / "more", self.world.seed)
        base = llm.load(self.config.weak) if self.config.weak else weak
        pairs = unlike(self.world, self.good, self.config.pairs, self.fillers)
        found = {name: accuracies(DensityRatio(model, base), pairs) for name, model in models.items()}
        gold = {f"gold, {name}": self.written(model) for name, model in {"weak": base, **models}.items()}
        alone = max(found[longest][name] for name in ("strong alone", "strong alone, a token"))
        controls = {f"{measure}, {name}": value for name, row in found.items() for measure, value in row.items()}
        rising = [(gold[f"gold, {n} good"], found[f"{n} good"]["ratio"]) for n in self.config.further]
        gold["Spearman of gold and accuracy"] = spearman(*np.array(rising).T)
        widest = found[longest]["ratio"]
        grid = Outcome(found[shortest]["ratio"], widest, f"{data}, models on a grid", gold, WIDER)
        return [Outcome(alone, widest, data, controls), grid]

    def conditioned(self, folder: Path) -> Outcome:
        """Both criteria, each prompt routed to the condition that it declares, or to the other."""
        values: dict[str, Value] = dict(zip(KINDS, (self.good, partial(dryness, self.world)), strict=True))
        rest = self.corpus[self.config.texts :]
        most = self.config.further[-1]
        best = {name: sorted(rest, key=value, reverse=True)[:most] for name, value in values.items()}
        told = [replace(each, prompt=f"{name} {each.prompt}") for name, some in best.items() for each in some]
        model, base = learned(str(folder / "weak"), told, folder / "told", self.world.seed, 3), self.weak(folder)
        rewards = {name: DensityRatio(model, base, condition) for name, condition in CONDITIONS.items()}
        other = dict(zip(rewards, reversed(rewards.values()), strict=True))
        own, swapped = (Routed(Declared("criterion", KINDS), some, slot="criterion") for some in (rewards, other))
        found: dict[str, float] = {}
        for name, value in values.items():
            pairs = unlike(self.world, value, self.config.pairs, self.fillers)
            shown = [replace(side, context={"criterion": name}) for pair in pairs for side in pair]
            for which, reward in (("own", own), ("other", swapped)):
                scores = reward.score(shown).require().values
                found[f"{name}, {which} condition"] = float((scores[::2] > scores[1::2]).double().mean())
        wrong, right = (fmean(found[f"{name}, {which} condition"] for name in KINDS) for which in ("other", "own"))
        return Outcome(wrong, right, "phrases, conditions", found, TOLD)

    def written(self, model: LanguageModel) -> float:
        """The mean gold of what a model writes."""
        prompts = [group[0].prompt_text for group in self.world.groups(self.config.sampled, 1, 9)]
        replies = model.generate([Request.of(prompt) for prompt in prompts], Sampling(temperature=1.0, max_tokens=12))
        return fmean(self.good(Example(asked, reply.text)) for asked, reply in zip(prompts, replies, strict=True))


def accuracies(reward: DensityRatio, pairs: Sequence[tuple[Example, Example]]) -> Mapping[str, float]:
    """The share of pairs whose better response, the first, gets more, by the ratio and by what it is made from."""
    shown = [side for pair in pairs for side in pair]
    scores, lengths = reward.score(shown).require(), np.array([len(side.response.split()) for side in shown])
    alone = {f"{name} alone": part for name, part in scores.parts.items()}
    sums = {name: column.double().numpy() for name, column in {"ratio": scores.values, **alone}.items()}
    sums |= {f"{name}, a token": column / lengths for name, column in sums.items()}
    return {name: float((column[::2] > column[1::2]).mean()) for name, column in sums.items()}
