"""Critique-out-loud: does a reward model that writes a critique first see what one pass over an answer cannot?"""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from guerdon import llm as models
from guerdon.judge import Critic
from guerdon.judge.critique import CLOUD as PAPER
from guerdon.learn import BradleyTerry, Crossfade, FineTune, Likelihood
from guerdon.llm import Sampling
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.spoken_sums import QUESTION, SpokenSums, behind

paper = PAPER
room = "judge"
claim = Claim(
    "accuracy on new sums, scored after its own critique minus the same model scored at once, as many passes over the pairs",
    at_least=0.05, unit="accuracy",
)  # fmt: skip
OWN = Claim(
    "accuracy on new sums, the joint loss on the model's own critiques minus on true critiques", 0.01, "accuracy"
)
READS = Claim("accuracy on new sums, own critiques minus critiques of other answers", 0.05, "accuracy")


@dataclass
class Config:
    pairs: int = 320
    """A right and a wrong answer each, to learn from."""
    tests: int = 80
    """Other sums."""
    epochs: int = 9
    """Passes over the pairs in which critiques are learned."""
    joint: int = 2
    """Passes in which preferences are learned beside; the model without critiques gets as many passes in all."""
    weight: float = 1.25
    """Of the likelihood of critiques in the joint loss; of 8B models 1.25, of 70B 0.75."""
    samples: int = 4
    """Critiques whose scores are averaged, as a control."""
    learning_rate: float = 1e-2
    """Of every arm."""
    llm: str = ""
    """A language model that writes the true critiques, as ``guerdon.llm.load`` names it; they are computed when empty."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Every arm has the same pairs; those that write go on from one model that has learned to."""
    course = SpokenSums.of(seed, config.pairs, config.tests)
    solver = FineTune(config.epochs, learning_rate=config.learning_rate, patience=None)
    after = replace(solver, epochs=config.joint)
    loss = BradleyTerry() + config.weight * Likelihood()
    true = course.oracle(course.train)
    if config.llm:
        true = course.written(Critic(models.load(config.llm), QUESTION), course.train)
    with TemporaryDirectory() as folder:
        writer, own, oracle = (Path(folder) / name for name in ("writer", "own", "oracle"))
        course.taught(true, solver, writer, seed)
        said = course.written(course.critic(writer), course.train)
        on_own = course.learned(writer, said, loss, after, own, seed)
        on_true = course.learned(writer, true, loss, after, oracle, seed)
        fading = course.learned(
            writer, said, Crossfade(Likelihood(), BradleyTerry()), after, Path(folder) / "fading", seed
        )
        heard = course.written(course.critic(own), course.test)
        found = {
            "at once": course.right(course.classic(replace(solver, epochs=config.epochs + config.joint), seed)),
            "own critiques": course.right(course.judge(on_own, own)),
            "true critiques in training": course.right(course.judge(on_true, oracle)),
            "own critiques, weights that change places": course.right(course.judge(fading, Path(folder) / "fading")),
            f"own critiques, {config.samples} of each": course.right(
                course.judge(on_own, own, Sampling(config.samples, 1.0, seed=seed))
            ),
            "own critiques, one drawn": course.right(course.judge(on_own, own, Sampling(1, 1.0, seed=seed))),
        }
        other = np.random.default_rng([seed, 12]).permutation(np.array(heard)).tolist()
        for name, texts in (
            ("critiques of other answers", other),
            ("true critiques in use", course.oracle(course.test)),
        ):
            rows = behind(course.test, texts)
            found[name] = course.right(on_own, rows)
    truth = course.oracle(course.test)
    controls = {f"accuracy, {name}": value for name, value in found.items()}
    controls["critiques that are true to the word"] = share(heard, truth)
    controls["verdicts that are true"] = share(
        [each.split()[-1:] for each in heard], [each.split()[-1:] for each in truth]
    )
    controls["critiques that are true, of the training pairs"] = share(said, course.oracle(course.train))
    return [
        Outcome(found["at once"], found["own critiques"], "sums", controls),
        Outcome(found["true critiques in training"], found["own critiques"], "sums, against true critiques", {}, OWN),
        Outcome(
            found["critiques of other answers"], found["own critiques"], "sums, against other critiques", {}, READS
        ),
    ]


def share(said: list, truth: list) -> float:
    """How many are the same."""
    return float(np.mean([one == other for one, other in zip(said, truth, strict=True)]))
