"""Which question comes next."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Float
from scipy.cluster.vq import kmeans2

from guerdon.feedback.elicit.beliefs import Beliefs
from guerdon.feedback.elicit.session import Question, Turn, paper


class Policy(ABC):
    """Chooses questions. To add one, subclass with ``ask``, in a file of this folder where it is an idea of its own."""

    @abstractmethod
    def ask(self, turns: Sequence[Turn]) -> Question | None:
        """The next question, from what was answered so far; None when there is none left."""


class InOrder(Policy):
    """Cases in an order that is fixed beforehand, those that were asked about left out. ``order`` is what to write."""

    task: str
    cases: Sequence[str]

    @property
    @abstractmethod
    def order(self) -> Sequence[int]:
        """The cases by their places."""

    def ask(self, turns: Sequence[Turn]) -> Question | None:
        asked = {turn.question.case for turn in turns}
        return next((Question(self.task, self.cases[row]) for row in self.order if self.cases[row] not in asked), None)


@dataclass(frozen=True)
class RandomCases(InOrder):
    """Cases in random order: labels as supervised learning has them."""

    task: str
    cases: Sequence[str]
    seed: int = 0

    @cached_property
    def order(self) -> Sequence[int]:
        return np.random.default_rng(self.seed).permutation(len(self.cases)).tolist()


@dataclass(frozen=True)
class DiverseCases(InOrder):
    """Cases that are unlike each other: cluster by cluster in turns, in each the one nearest to its centre first.

    Source: the diversity sampling of Li et al. 2023 (arXiv 2310.11589), by k-means on sentence vectors.
    """

    task: str
    cases: Sequence[str]
    vectors: Float[np.ndarray, "cases d"] = field(repr=False)
    clusters: int = 15
    seed: int = 0

    paper = paper

    @cached_property
    def order(self) -> Sequence[int]:
        vectors = np.asarray(self.vectors, np.float64)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", UserWarning
            )  # cases that are alike leave clusters empty, which does no harm
            centres, labels = kmeans2(vectors, min(self.clusters, len(vectors)), minit="++", seed=self.seed)
        far = np.linalg.norm(vectors - centres[labels], axis=1)
        members = [np.flatnonzero(labels == cluster) for cluster in range(len(centres))]
        ranked = [rows[np.argsort(far[rows], kind="stable")].tolist() for rows in members]
        longest = max(map(len, ranked))
        return [rows[place] for place in range(longest) for rows in ranked if place < len(rows)]


@dataclass(frozen=True)
class Informative(Policy):
    """The question whose answer is expected to say most about the hypothesis, among those not asked yet.

    Where the questions are many, as generated cases are, it finds the edge cases.
    """

    beliefs: Beliefs
    among: Sequence[int] | None = None
    """Which of the beliefs' questions may be asked; all when None."""

    def ask(self, turns: Sequence[Turn]) -> Question | None:
        asked = {turn.question for turn in turns}
        questions = self.beliefs.questions
        allowed = range(len(questions)) if self.among is None else self.among
        left = [column for column in allowed if questions[column] not in asked]
        if not left:
            return None
        return questions[left[int(np.argmax(self.beliefs.information(turns)[left]))]]
