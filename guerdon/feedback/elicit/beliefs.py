"""What answers say about which of many hypotheses somebody holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Bool, Float
from scipy.special import entr, softmax

from guerdon.feedback.elicit.session import Question, Turn
from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Beliefs:
    """P(h | answers), from an even prior, with P(answer | h) = 1 - noise where h gives this answer, and noise where not.

    Answers that are neither yes nor no, and those to other questions, say nothing.
    """

    questions: tuple[Question, ...]
    """What a hypothesis has an answer to: cases, and questions about hypotheses."""
    table: Bool[np.ndarray, "hypotheses questions"]
    """Whether each hypothesis says yes."""
    noise: float = 0.05

    def __post_init__(self) -> None:
        if self.table.ndim != 2 or self.table.shape[1] != len(self.questions) or not len(self.table):
            raise ValueError(
                f"a table of {self.table.shape} for {len(self.questions)} questions: a column is one of them"
            )
        if not 0 < self.noise < 0.5:
            raise ValueError(f"noise={self.noise}, expected more than 0 and less than 0.5: people err")

    @cached_property
    def places(self) -> dict[Question, int]:
        """The column of each question."""
        return {question: column for column, question in enumerate(self.questions)}

    @cached_property
    def says(self) -> Float[np.ndarray, "hypotheses questions"]:
        """The table in numbers, which multiply faster."""
        return self.table.astype(np.float64)

    def posterior(self, turns: Sequence[Turn]) -> Float[np.ndarray, "hypotheses"]:
        """How probable each hypothesis is."""
        known = [(self.places[turn.question], turn.yes) for turn in turns if turn.question in self.places]
        told = [(column, yes) for column, yes in known if yes is not None]
        columns, answers = [column for column, _ in told], np.array([yes for _, yes in told], dtype=bool)
        agreed = (self.table[:, columns] == answers).sum(1)
        return softmax(agreed * (np.log1p(-self.noise) - np.log(self.noise)))

    def predicted(self, turns: Sequence[Turn]) -> Float[np.ndarray, "questions"]:
        """The probability that what the person wants says yes to each question; their errors are not in it."""
        return self.posterior(turns) @ self.says

    def information(self, turns: Sequence[Turn]) -> Float[np.ndarray, "questions"]:
        """What an answer to each question would say about the hypothesis, in nats.

        I(h; a) = H(a) - H(a | h) = H(noise + (1 - 2 noise) p) - H(noise),  p the predicted yes
        """
        said = self.noise + (1 - 2 * self.noise) * self.predicted(turns)
        return binary_entropy(said) - binary_entropy(np.array(self.noise))

    def reward(self, turns: Sequence[Turn]) -> "Believed":
        """What the answers let one expect of cases, as a reward."""
        predicted = self.predicted(turns).tolist()
        known = {
            each.case: value for each, value in zip(self.questions, predicted, strict=True) if each.case is not None
        }
        return Believed(known)


def binary_entropy(p: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """In nats."""
    return np.asarray(entr(p) + entr(1 - p))


@dataclass(frozen=True)
class Believed(Reward[Sequence[Example]]):
    """r = the probability that somebody accepts a case, which is the response; other texts have failed."""

    chances: dict[str, float]

    def score(self, batch: Sequence[Example]) -> Scores:
        values = [self.chances.get(example.response, float("nan")) for example in batch]
        errors = tuple(
            None if example.response in self.chances else f"{example.response[:40]!r} is none of the cases that hypotheses are about"
            for example in batch
        )  # fmt: skip
        return Scores(torch.tensor(values), errors=errors if any(errors) else None)
