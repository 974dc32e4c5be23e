"""Label smoothing: does a reward learned from smoothed labels mean its probabilities better?"""

from dataclasses import dataclass

from guerdon.audit import examine
from guerdon.learn import BradleyTerry, RewardModel, ScalarHead, Surface, fit
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.statistics import calibration_error
from guerdon.testbeds import Errands

paper = Paper("muller2019label", "When Does Label Smoothing Help?", "Müller, Rafael et al.", 2019, arxiv="1906.02629")
claim = Claim("the calibration error falls with label smoothing, accuracy being equal", at_least=0.01, unit="ECE")


@dataclass
class Config:
    """What may be set; each field becomes an option of the command."""

    pairs: int = 1000
    """Comparisons to learn from and be tested on."""
    smoothing: float = 0.1
    """How far each label moves towards one half."""


def run(config: Config, seed: int) -> Outcome:
    """One seed: both on the same data, model and tuning."""
    train, test = Errands(seed=seed).comparisons(config.pairs).split(seed=seed)
    plain, smooth = (learned(train, BradleyTerry(smoothing=each), seed) for each in (0.0, config.smoothing))
    return Outcome(-error(plain, test), -error(smooth, test), data="testbed:errands")


def learned(train: Comparisons, objective: BradleyTerry, seed: int) -> Reward:
    model = RewardModel(Surface(), ScalarHead())
    fit(model, train, objective, seed=seed)
    return model


def error(reward: Reward, test: Comparisons) -> float:
    judged = examine(reward, test)
    return calibration_error(judged.preferred, judged.target)
