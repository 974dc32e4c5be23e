"""MORE: do weights that make each step good for every source calibrate a reward on what the sources share?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from scipy.special import expit

from guerdon.audit import draw, examine, order_accuracy, rescored
from guerdon.audit.selection import picked
from guerdon.feedback import even
from guerdon.learn import (
    BradleyTerry,
    BySource,
    Encoder,
    Evenly,
    FineTune,
    Interaction,
    MinNorm,
    Numbers,
    Objective,
    RewardModel,
    ScalarHead,
    SourceWeights,
    Worst,
    fit,
)
from guerdon.learn.objectives.by_source import Slopes
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.statistics import calibration_error, fit_temperature
from guerdon.testbeds import Sources
from guerdon.testbeds.vectors import numbers

paper = MinNorm.paper
room = "learn"
claim = Claim(
    "what min-norm weights take off the calibration error of equal weights, on preferences of all sources alike",
    at_least=0.2, unit="of the error",
)  # fmt: skip
TEMPERED = Claim("the same, both with a temperature fitted to held-out labels", at_least=0.05, unit="of the error")
SPENT = Claim("gold of the best of 64, min-norm weights minus equal ones", at_least=0.05, unit="gold sd")
REAL = Claim("minus the calibration error, min-norm weights minus equal ones", at_least=0.02, unit="probability")
BINS = 10


@dataclass
class Config:
    pairs: int = 800
    """Comparisons of five sources, of which the first has ten times as many as the last."""
    epochs: int = 8
    """Passes over the sources at equal size."""
    batch: int = 100
    """Comparisons of a step."""
    rate: float = 0.02
    """Learning rate."""
    test: int = 2000
    """Pairs to measure calibration on."""
    prompts: int = 32
    """Prompts of 64 candidates."""
    real: int = 300
    """Comparisons of HH-RLHF for two objectives, where they are at hand; 0 leaves them out."""


@dataclass(frozen=True)
class Noted(SourceWeights):
    """The weights that another way gave."""

    how: SourceWeights
    seen: list[torch.Tensor] = field(default_factory=list)

    def __call__(self, losses: torch.Tensor, slopes: Slopes) -> torch.Tensor:
        self.seen.append(self.how(losses, slopes))
        return self.seen[-1]


def run(config: Config, seed: int) -> list[Outcome]:
    """Five sources of vectors; two objectives on two kinds of real prompts."""
    world = Sources(seed=seed)
    found, controls = arms(Numbers(world.width), world.comparisons(config.pairs), config, seed)
    first, second = map(list, zip(*world.candidates(config.test, 2), strict=True))
    share = world.share(first, second).double().numpy()
    sources = world.wins(numbers(first) - numbers(second)).numpy()
    drawn = draw(world, world.gold, config.prompts)
    error, spent = {}, {}
    for name, (model, temperature) in found.items():
        gap = (model.score(first).values - model.score(second).values).double().numpy()
        error[name] = calibration_error(expit(gap), share, BINS)
        error[f"{name}, tempered"] = calibration_error(expit(gap / temperature), share, BINS)
        proxy = rescored(drawn, model).proxy
        spent[name] = float(picked(proxy, drawn.gold or (), 64).mean())
        controls[f"accuracy on what all want, {name}"] = float(order_accuracy(proxy, drawn.gold or ()).mean())
        right = np.where(gap > 0, sources, 1 - sources).mean(1)
        controls |= {f"accuracy, source {i}, {name}": float(each) for i, each in enumerate(right)}
    controls |= {f"calibration error, {name}": value for name, value in error.items()}
    controls |= {f"gold of the best of 64, {name}": value for name, value in spent.items()}
    outcomes = [
        Outcome(0.0, 1 - error["min-norm"] / error["equal weights"], "vectors", controls),
        Outcome(
            0.0, 1 - error["min-norm, tempered"] / error["equal weights, tempered"], "vectors, tempered", claim=TEMPERED
        ),
        Outcome(spent["equal weights"], spent["min-norm"], "vectors, best of 64", claim=SPENT),
    ]
    records = at_hand("hh-objectives", config.real, seed)
    return outcomes if records is None else [*outcomes, objectives(records, config, seed)]


def arms(
    encoder: Encoder, train: Comparisons, config: Config, seed: int
) -> tuple[dict[str, tuple[RewardModel, float]], dict[str, float]]:
    """Each way to weigh the sources: a model, and the temperature that held-out labels give it. As many steps for each."""
    learn, held = train.split(share=0.2, seed=seed, purpose="temperature")
    same, judged = even(learn, seed=seed), even(held, seed=seed)
    noted = Noted(MinNorm())
    ways: Mapping[str, SourceWeights] = {
        "equal weights": Evenly(),
        "min-norm": noted,
        "min-norm, lengths kept": MinNorm(unit=False),
        "worst source": Worst(),
    }
    several = even(Comparisons.of(replace(row, source="all") for row in learn), each=len(same), seed=seed)
    tasks: dict[str, tuple[Comparisons, Objective]] = {"pooled": (several, BradleyTerry())}
    tasks |= {name: (same, BySource(BradleyTerry(), how)) for name, how in ways.items()}
    found = {}
    for name, (rows, objective) in tasks.items():
        model = RewardModel(encoder, ScalarHead(), seed)
        solver = FineTune(config.epochs, config.batch, learning_rate=config.rate, patience=None)
        fit(model, rows, objective, validation=held, solver=solver, seed=seed)
        found[name] = (model, fit_temperature(examine(model, judged).gap, np.ones(len(judged))))
    weights = torch.stack([each for each in noted.seen if len(each) == max(map(len, noted.seen))])
    controls = {f"mean weight of source {i}, min-norm": float(each) for i, each in enumerate(weights.mean(0))}
    return found, controls | {"steps in which a source weighs nothing": float((weights.amin(1) < 1e-6).float().mean())}


def objectives(records: Comparisons, config: Config, seed: int) -> Outcome:
    """People who were asked for what is helpful or for what is harmless, on prompts that test one or the other."""
    rows = Comparisons.of(replace(row, source=f"{row.annotator} on {row.source}") for row in records)
    train, test = rows.split(share=0.4, seed=seed)
    found, controls = arms(Interaction(), train, replace(config, rate=config.rate / 20), seed)
    error = {}
    for name, (model, temperature) in found.items():
        judged = examine(model, test)
        sure = np.abs(judged.gap)
        error[name] = calibration_error(expit(sure), judged.correct, BINS // 2)
        error[f"{name}, tempered"] = calibration_error(expit(sure / temperature), judged.correct, BINS // 2)
        controls[f"accuracy, {name}"] = float(judged.correct.mean())
    controls |= {f"calibration error, {name}": value for name, value in error.items()}
    return Outcome(-error["equal weights"], -error["min-norm"], "hh-rlhf, two objectives", controls, REAL)
