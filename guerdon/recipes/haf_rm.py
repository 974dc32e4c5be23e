"""HAF: does teaching the language-model head the same preferences make the reward head better elsewhere?"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from guerdon.learn import BradleyTerry, FineTune, KeepLanguage, PreferLanguage
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.language_models import OUTSIDE, Start
from guerdon.testbeds import Phrases

paper = Paper(
    "liu2024hafrm", "HAF-RM: A Hybrid Alignment Framework for Reward Model Training",
    "Liu, Shujun and Shen, Xiaoyu and Lai, Yuhang and others", 2024, arxiv="2407.04185",
)  # fmt: skip
room = "learn"
claim = Claim(
    "accuracy against gold on topics that no comparison was about, Bradley-Terry with DPO on the same trunk minus "
    "Bradley-Terry",
    at_least=0.02,
    unit="accuracy",
)
IMPLICIT = Claim(
    "the same, Bradley-Terry with DPO on the same trunk minus the reward that DPO alone implies",
    at_least=0.02,
    unit="accuracy",
)


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
    weight: float = 0.2
    """Of the policy term beside Bradley-Terry's, which keeps weight 1."""
    heavy: float = 1.0
    """Another weight, as a control."""
    beta: float = 0.1
    """Inside the policy term."""
    epochs: int = 3
    """Passes over the comparisons."""
    learning_rate: float = 1e-3
    """Of every arm; the best for Bradley-Terry."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Every arm starts from the same pretrained weights and learns from the same comparisons."""
    solver = FineTune(config.epochs, learning_rate=config.learning_rate)
    plain, policy = BradleyTerry(), PreferLanguage(config.beta)
    with TemporaryDirectory() as folder:
        start = Start.of(
            Phrases(seed, flips=config.flips), config.texts, config.pairs, config.prompts, config.n, Path(folder)
        )
        rewards = {
            "Bradley-Terry": start.learned(plain, solver),
            "HAF": start.learned(plain + config.weight * policy, solver),
            f"HAF, weight {config.heavy:g}": start.learned(plain + config.heavy * policy, solver),
            "HAF, the losses in turns": start.in_turns((plain, config.weight * policy), solver),
            "GRM": start.learned(0.5 * plain + 0.5 * KeepLanguage(config.beta), solver),
            "DPO implicit": start.implicit(start.learned(policy, solver), config.beta),
            "frozen trunk": start.learned(plain, solver, frozen=True),
        }
        found = start.measured(rewards)
    haf = found[f"{OUTSIDE}, HAF"]
    return [
        Outcome(found[f"{OUTSIDE}, Bradley-Terry"], haf, "phrases", found),
        Outcome(found[f"{OUTSIDE}, DPO implicit"], haf, "phrases, against the implicit reward", {}, IMPLICIT),
    ]
