"""GRM: does keeping the language-model head keep a reward model right on topics that its comparisons lack?"""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from guerdon.learn import BradleyTerry, FineTune, KeepLanguage
from guerdon.learn.objectives.language import GRM as PAPER
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.language_models import OUTSIDE, Start
from guerdon.testbeds import Phrases

paper = PAPER
room = "learn"
claim = Claim(
    "accuracy against gold on topics that no comparison was about, Bradley-Terry with the likelihood of chosen "
    "responses minus Bradley-Terry",
    at_least=0.03,
    unit="accuracy",
)
PUBLISHED = 0.01


@dataclass
class Config:
    texts: int = 2500
    """Unrated texts that the language model is pretrained on."""
    pairs: int = 150
    """Comparisons, all of one topic."""
    prompts: int = 16
    """Prompts to test on, of the same topic and of others."""
    n: int = 16
    """Candidates for each of them."""
    flips: float = 0.25
    """The share of labels that is turned round."""
    weight: float = 0.5
    """Of the language term, the rest being Bradley-Terry's. The paper's 0.01 is for texts of hundreds of tokens: the
    term grows with their number, here ten."""
    beta: float = 0.1
    """Inside the language term."""
    epochs: int = 3
    """Passes over the comparisons."""
    learning_rate: float = 1e-3
    """Of every arm; the best for Bradley-Terry."""


def run(config: Config, seed: int) -> Outcome:
    """Every arm starts from the same pretrained weights and learns from the same comparisons."""
    solver = FineTune(config.epochs, learning_rate=config.learning_rate)
    plain, keep = BradleyTerry(), KeepLanguage(config.beta)
    with TemporaryDirectory() as folder:
        start = Start.of(
            Phrases(seed, flips=config.flips), config.texts, config.pairs, config.prompts, config.n, Path(folder)
        )
        rewards = {
            "Bradley-Terry": start.learned(plain, solver),
            "GRM": start.learned((1 - config.weight) * plain + config.weight * keep, solver),
            f"GRM, weight {PUBLISHED:g}": start.learned((1 - PUBLISHED) * plain + PUBLISHED * keep, solver),
            "margin": start.learned(BradleyTerry(margin="agreement"), solver),
            "label smoothing": start.learned(BradleyTerry(smoothing=0.2), solver),
            "one epoch": start.learned(plain, replace(solver, epochs=1)),
            "frozen trunk": start.learned(plain, solver, frozen=True),
        }
        found = start.measured(rewards)
    return Outcome(found[f"{OUTSIDE}, Bradley-Terry"], found[f"{OUTSIDE}, GRM"], "phrases", found)
