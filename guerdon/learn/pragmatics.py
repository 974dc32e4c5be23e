"""What an utterance says of a reward: a speaker who names the best option, the reward itself, or either."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import cross_entropy

from guerdon.errors import GuerdonError
from guerdon.papers import Paper

PAPER = Paper(
    "lin2022inferring", "Inferring Rewards from Language in Context",
    "Lin, Jessy and Fried, Daniel and Klein, Dan and Dragan, Anca", 2022, arxiv="2204.02515",
)  # fmt: skip


@dataclass(frozen=True)
class Matching:
    """How well things fit together: s(a, b) = a' W b, learned from which of several b was chosen beside a."""

    weight: Float[Tensor, "a b"]

    def __call__(self, a: Float[Tensor, "*n a"], b: Float[Tensor, "*n k b"]) -> Float[Tensor, "*n k"]:
        """The score of each of k things beside each a."""
        return ((a @ self.weight)[..., None, :] * b).sum(-1)

    def every(self, a: Float[Tensor, "n a"], b: Float[Tensor, "k b"]) -> Float[Tensor, "n k"]:
        """The score of each thing beside each a, the same things for all."""
        return a @ self.weight @ b.T

    @classmethod
    def fitted(
        cls, a: Float[Tensor, "n a"], b: Float[Tensor, "n k b"], chosen: Int[Tensor, "n"], l2: float
    ) -> "Matching":
        """The weights that minimise mean cross-entropy of the choices + l2 * |W|^2, by L-BFGS: the problem is convex.

        Raises:
            GuerdonError: there is nothing to learn from.
        """
        if not len(a) or b.shape[1] < 2:
            raise GuerdonError("a choice needs at least two things to choose from, and there must be one choice")
        weight = torch.zeros(a.shape[1], b.shape[2], requires_grad=True)
        optimiser = torch.optim.LBFGS([weight], max_iter=60, line_search_fn="strong_wolfe")

        def closure() -> float:
            optimiser.zero_grad()
            loss = cross_entropy(cls(weight)(a, b), chosen) + l2 * weight.square().sum()
            loss.backward()
            return float(loss.detach())

        optimiser.step(closure)
        return cls(weight.detach())


@dataclass(frozen=True)
class PragmaticSpeaker:
    """p(u | w, M) = alpha p_action(u | best option of M under w) + (1 - alpha) p_reward(u | w).

    p_action(u | x) ~ p_listener(x | u, M) and p_reward(u | w) ~ exp(s(w, u) / T), each normalised over the same
    utterances before they are mixed, or one of them would outweigh the other. alpha = 1 is a speaker who only names
    an option, 0 one who only speaks of what is wanted in general.
    """

    listener: Matching
    """Fits utterances to options."""
    speaker: Matching
    """Fits weights to utterances."""
    alternatives: Float[Tensor, "u a"]
    """The vectors of what else might have been said."""
    alpha: float = 0.5
    temperature: float = 3.0

    paper = PAPER

    def __post_init__(self) -> None:
        if not 0 <= self.alpha <= 1:
            raise ValueError(f"alpha is the share of speaking about the option, from 0 to 1; got {self.alpha}")

    def likelihood(
        self,
        said: Float[Tensor, "a"],
        weights: Float[Tensor, "w f"],
        options: Float[Tensor, "k f"],
        described: Float[Tensor, "k b"],
    ) -> Float[Tensor, "w"]:
        """How likely an utterance is under each reward.

        Args:
            said: its vector.
            weights: of the rewards.
            options: the features that rewards weigh.
            described: the features that the listener reads.
        """
        utterances = torch.cat([said[None], self.alternatives])
        listened = torch.softmax(self.listener.every(utterances, described), 1)
        named = listened[0] / listened.sum(0)
        best = (weights @ options.T).argmax(1)
        spoken = torch.softmax(self.speaker.every(weights, utterances) / self.temperature, 1)
        return self.alpha * named[best] + (1 - self.alpha) * spoken[:, 0]
