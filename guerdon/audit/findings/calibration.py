"""Whether what the reward says with probability p is right a share p of the time."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes
from scipy.special import expit

from guerdon.audit.base import Finding, Headline, Judged, Table, Unmeasured
from guerdon.audit.crossfit import cross_fit, temperature
from guerdon.audit.drawing import ACCENT, MUTED
from guerdon.audit.thresholds import CALIBRATED, CHANCE, HIDDEN
from guerdon.statistics import (
    Bin,
    Estimate,
    bootstrap,
    calibration_error,
    fit_temperature,
    reliability,
    unbiased_bootstrap,
)

EDGE = 1e-12
SIMULATIONS = 200


@dataclass(frozen=True)
class Calibration(Finding):
    """The calibration error of the reward's choices, before and after one temperature.

    The confidence of a choice is max(p, 1 - p), and its outcome the probability that the label gives to the chosen
    side, so that the order in which a comparison lists its responses does not matter. The error after the
    temperature is measured on prompts that the temperature was not fitted on. Ties of the label count: a calibrated
    reward says 0.5 there. A judge of pairs who says 0 or 1 has no finite odds, which no temperature changes: only the
    error is measured, and the bin of the surest verdicts says how sure to take them.
    """

    title: ClassVar = "Do its probabilities mean what they say?"
    place: ClassVar = 40
    rule: ClassVar = f"Sound where the calibration error is at most {CALIBRATED:g} above what noise alone shows; a concern otherwise."

    error: Estimate
    floor: Estimate
    """The calibration error that noise alone gives a calibrated reward of the same confidence, and its spread."""
    rescaled_error: Estimate | None
    """After dividing the log odds by the temperature; None where some odds of a reward without scores are infinite."""
    temperature: Estimate | None
    """Above 1 the reward is too sure; None as above."""
    bins: tuple[Bin, ...]
    confidence: float
    """The mean confidence of its choices."""
    frequency: float
    """How often they are right."""

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        logits = log_odds(judged.preferred)
        if not logits.any():
            why = (
                "gives both answers of every comparison the same score"
                if judged.scored
                else "calls every comparison a tie"
            )
            return Unmeasured(f"the reward {why}", "its calibration")
        finite = judged.scored or not np.isin(judged.preferred, (0, 1)).any()
        confidence, outcome = sides(judged.preferred, judged.target)
        hard = np.isin(judged.target, (0, 1))
        return cls(
            unbiased_bootstrap(calibration_error, confidence, outcome, groups=judged.prompts, resamples=500),
            noise(confidence, hard),
            rescaled(logits, judged) if finite else None,
            bootstrap(fit_temperature, logits, judged.target, groups=judged.prompts, resamples=200) if finite else None,
            tuple(reliability(confidence, outcome, bins=10)),
            float(confidence.mean()),
            float(outcome.mean()),
        )

    def estimates(self) -> dict[str, Estimate]:
        found = {
            "ece": self.error,
            "ece_by_noise_alone": self.floor,
            "ece_after_temperature": self.rescaled_error,
            "temperature": self.temperature,
        }
        return {name: each for name, each in found.items() if each}

    @property
    def usable(self) -> bool:
        return self.error.value - self.floor.value <= CALIBRATED

    @property
    def told(self) -> bool:
        """Whether there are comparisons enough to see that probabilities are wrong."""
        return self.floor.value <= HIDDEN

    @property
    def rates(self) -> str:
        return f"calibration error {self.error.value:.3f}, {self.floor.value:.3f} by noise alone"

    def sentence(self) -> str:
        said = f"On average it is {self.confidence:.1%} sure and {self.frequency:.1%} right ({self.rates})"
        if self.usable and not self.told:
            return f"{said}; so few comparisons do not tell whether its probabilities can be used."
        if self.usable:
            return f"{said}, so its probabilities can be used as they are."
        if self.frequency <= CHANCE:
            return f"{said}; no temperature repairs choices that are not right more often than not."
        if not (self.temperature and self.rescaled_error):
            return f"{said}; of its surest verdicts {self.bins[-1].frequency:.1%} are right."
        by = self.temperature.value
        divided = f"dividing its gaps by {by:,.0f}" if by >= 100 else f"dividing its gaps by {by:.2g}"
        return f"{said}; {divided} brings the error to {self.rescaled_error.value:.3f}."

    def assurance(self) -> str | None:
        return "for its probabilities" if self.usable and self.told else None

    def unknown(self) -> str | None:
        return "whether its probabilities mean what they say" if self.usable and not self.told else None

    def concern(self) -> str | None:
        return None if self.usable else "for its probabilities"

    def headlines(self) -> tuple[Headline, ...]:
        beside = {"noise alone": self.floor, "rescaled": self.rescaled_error}
        return (Headline("calibration error", self.error, tuple((name, e.value) for name, e in beside.items() if e)),)

    def table(self) -> Table:
        numbers = tuple((name.replace("_", " "), each, each.n) for name, each in self.estimates().items())
        bins = tuple((f"{b.confidence:.3f} sure", Estimate(b.frequency, b.low, b.high, b.n), b.n) for b in self.bins)
        return Table(("", "value", "n"), numbers + bins)

    def size(self) -> tuple[float, float]:
        return (6.4, 3.6)

    def draw(self, axes: Axes) -> None:
        sure = np.array([each.confidence for each in self.bins])
        right = np.array([each.frequency for each in self.bins])
        axes.plot([0.5, 1], [0.5, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate("as sure as right", (0.93, 0.93), (0, 4), textcoords="offset points", ha="right", color=MUTED)
        axes.vlines(
            sure, [b.low for b in self.bins], [b.high for b in self.bins], color=ACCENT, linewidth=2.2, alpha=0.45
        )
        axes.plot(sure, right, "o", color=ACCENT, markersize=5.5)
        bottom = min(0.5, *(b.low for b in self.bins)) - 0.02
        axes.set(
            xlim=(0.49, 1.01),
            ylim=(bottom, 1.02),
            xlabel="how sure the reward is of its choice (below the line: too sure)",
            ylabel="share that is right",
        )


def rescaled(logits: Float[np.ndarray, "n"], judged: Judged) -> Estimate:
    """The calibration error after a temperature that was fitted on other prompts."""
    probability = expit(cross_fit(temperature, logits[:, None], judged.target, judged.prompts))
    return unbiased_bootstrap(
        calibration_error, *sides(probability, judged.target), groups=judged.prompts, resamples=500
    )


def noise(confidence: Float[np.ndarray, "n"], hard: Bool[np.ndarray, "n"]) -> Estimate:
    """The calibration error of outcomes that come true with just the stated confidence; soft labels have no noise."""
    rng = np.random.default_rng(0)
    draws = (np.where(hard, rng.random(len(hard)) < confidence, confidence) for _ in range(SIMULATIONS))
    errors = np.array([calibration_error(confidence, outcome.astype(float)) for outcome in draws])
    low, high = np.quantile(errors, [0.025, 0.975])
    return Estimate(float(errors.mean()), float(low), float(high), len(hard))


def log_odds(probability: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """log(p / (1 - p)), kept finite."""
    inside = np.clip(probability, EDGE, 1 - EDGE)
    # 1 - EDGE is a rounded number: without the other end's odds, choices for either side would not be equally sure, and
    # would fall into bins by which side they are for.
    return np.where(inside == 1 - EDGE, np.log1p(-EDGE) - np.log(EDGE), np.log(inside) - np.log1p(-inside))


def sides(
    preferred: Float[np.ndarray, "n"], target: Float[np.ndarray, "n"]
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """The confidence in the side that is chosen, and the label's probability for it; a half where none is."""
    # Rounded, because 1 - 0.1 and 0.9 differ in their last bit, and would fall into bins by the order of the pair.
    confidence = np.round(np.maximum(preferred, 1 - preferred), 12)
    outcome = np.where(preferred > 0.5, target, np.where(preferred < 0.5, 1 - target, 0.5))
    return confidence, outcome
