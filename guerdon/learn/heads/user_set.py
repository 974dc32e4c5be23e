"""Users as points that a set encoder finds from some of their comparisons: no user is known by name to the weights."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Belief:
    """What is believed of users: a normal distribution over the latent of each, its coordinates independent."""

    mean: Float[Tensor, "users latent"]
    std: Float[Tensor, "users latent"]
    """0 where nothing is left open."""

    @property
    def divergence(self) -> Float[Tensor, "users"]:
        """KL(belief || N(0, I)) of each, in nats: (mean^2 + std^2 - 1) / 2 - log std, summed over coordinates."""
        return ((self.mean.square() + self.std.square() - 1) / 2 - self.std.log()).sum(1)

    def context(self, row: int = 0) -> dict[str, list[float]]:
        """What ``model.given(**belief.context())`` scores as this user does."""
        return {"latent": self.mean[row].tolist()}


class SetHead(Head):
    """r(x, z) = network([x, z]), z inferred from a set of the user's comparisons by a network that has no order.

    Each comparison of the set is read as [x_preferred, x_other] by a network; the results attend to each other once,
    are averaged, and a linear layer gives the mean of z, between -1 and 1. Latents have the length sqrt(latent) wherever
    they score, in training and after, or nothing would fix the scale of a user's rewards.

    Train it with ``InferUser``; then ``infer`` gives the belief from any comparisons in one pass. An example is scored
    for the ``latent`` of its context, or for its ``user`` where ``know`` has told of him; whoever else is asked for gets
    the latent of somebody who has said nothing.

    This head believes in one point: it is the control to ``VariationalHead``, a set network without anything
    variational.

    Source: Zaheer et al. 2017, "Deep Sets" (arXiv 1703.06114), with the attention of Poddar et al. 2024.
    """

    papers: tuple[Paper, ...] = (
        Paper("zaheer2017deep", "Deep Sets", "Zaheer, Manzil and others", 2017, arxiv="1703.06114"),
    )

    def __init__(
        self,
        latent: int = 8,
        hidden: int = 64,
        normalised: bool = True,
        users: Mapping[str, Sequence[float]] | None = None,
    ) -> None:
        """Makes a head.

        Args:
            latent: coordinates of z.
            hidden: units of every hidden layer.
            normalised: whether latents have a fixed length; without it the scale of rewards differs between users.
            users: the latents of users who are known by name.
        """
        super().__init__()
        self.latent = latent
        self.hidden = hidden
        self.normalised = normalised
        self.users = {name: tuple(map(float, point)) for name, point in (users or {}).items()}

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.pairs = network(2 * encoder.width, self.hidden, 3 * self.hidden)
        self.mean = nn.Linear(self.hidden, self.latent)
        self.decoder = network(encoder.width + self.latent, self.hidden, 1)

    def forward(self, encoded: Encoded) -> Scores:
        features = self.standardised(encoded)
        latents = self.points(encoded.examples).to(features)
        return Scores(self.decode(features, latents), vectors={"features": features})

    def decode(self, features: Float[Tensor, "n width"], latents: Float[Tensor, "n latent"]) -> Float[Tensor, "n"]:
        """The score of each response to the user of each latent."""
        return self.decoder(torch.cat([features, self.scaled_to_length(latents)], dim=1))[:, 0]

    def scaled_to_length(self, latents: Float[Tensor, "n latent"]) -> Float[Tensor, "n latent"]:
        """Latents of length sqrt(latent), where they are normalised."""
        return nn.functional.normalize(latents, dim=1) * self.latent**0.5 if self.normalised else latents

    def read(self, preferred: Float[Tensor, "n width"], other: Float[Tensor, "n width"]) -> Float[Tensor, "n thrice"]:
        """What each comparison says, apart from all others: its query, key and value."""
        return self.pairs(torch.cat([preferred, other], dim=1))

    def believe(self, read: Float[Tensor, "users m thrice"], there: Bool[Tensor, "users m"]) -> Belief:
        """What each set of comparisons says of its user.

        Args:
            read: comparisons as ``read`` gives them.
            there: which of them each set has; a set may be empty.
        """
        mean = self.mean(self.summary(read, there)).clamp(-1, 1)
        return Belief(mean, torch.zeros_like(mean))

    def summary(
        self, read: Float[Tensor, "users m thrice"], there: Bool[Tensor, "users m"]
    ) -> Float[Tensor, "users hidden"]:
        """The mean of the comparisons of each set after they have attended to each other; 0 for an empty set."""
        queries, keys, values = read.chunk(3, dim=2)
        weights = queries @ keys.transpose(1, 2) / self.hidden**0.5
        # A large negative number in place of infinity: a row without any comparison then has weights and no nan.
        weights = torch.softmax(weights.masked_fill(~there[:, None], -1e9), dim=2)
        shares = (weights * there[..., None]).sum(1, keepdim=True) / there.sum(1).clamp_min(1)[:, None, None]
        return (shares @ values)[:, 0]

    def draw(self, belief: Belief) -> Float[Tensor, "users latent"]:
        """The latents that training scores with."""
        return belief.mean

    def points(self, examples: Sequence[Example]) -> Float[Tensor, "n latent"]:
        """The latent that each example is scored for.

        Raises:
            GuerdonError: a context's ``latent`` has another length.
        """
        nobody = self.believe(self.centre.new_zeros(1, 1, 3 * self.hidden), torch.zeros(1, 1, dtype=torch.bool)).mean[0]
        found: dict[object, Float[Tensor, "latent"]] = {}
        rows = []
        for example in examples:
            said = example.context.get("latent")
            key = tuple(said) if said is not None else str(example.context.get("user"))
            if key not in found:
                known = key if said is not None else self.users.get(str(key))
                found[key] = nobody if known is None else torch.tensor(known).to(nobody)
            rows.append(found[key])
        if any(row.shape != nobody.shape for row in found.values()):
            raise GuerdonError(f"a context's latent is not {self.latent} numbers: take it from infer(model, ...)")
        return torch.stack(rows) if rows else nobody[None][:0]

    def require(self, names: Iterable[Any]) -> None:
        strangers = [name for name in dict.fromkeys(names) if name is not None and str(name) not in self.users]
        if strangers:
            raise GuerdonError(
                f"{type(self).__name__} has not been told of the user {strangers[0]!r}: make him known by "
                "model.head.know(user, infer(model, comparisons)), or ask for_user(None) for somebody who has said nothing"
            )

    def know(self, user: str, belief: Belief) -> None:
        """Keeps what is believed of one user under his name, so that ``model.for_user(user)`` is his reward."""
        self.users[user] = tuple(belief.mean[0].tolist())

    def config(self) -> Mapping[str, Any]:
        return {
            "latent": self.latent, "hidden": self.hidden, "normalised": self.normalised,
            "users": {name: list(point) for name, point in self.users.items()},
        }  # fmt: skip


class VariationalHead(SetHead):
    """A ``SetHead`` that believes in a normal distribution: q(z | C) = N(mean(C), diag exp(v(C))), v between -1 and 1.

    Training draws z from it, and scores for the mean afterwards.

    Source: Poddar et al. 2024, "Personalizing RLHF with Variational Preference Learning" (arXiv 2408.10075). Their code
    gives latents their length in training alone, so that scores are asked for latents that no weight has seen; here it
    is the same in both.
    """

    papers = (
        *SetHead.papers,
        Paper(
            "poddar2024personalizing",
            "Personalizing Reinforcement Learning from Human Feedback with Variational Preference Learning",
            "Poddar, Sriyash and Wan, Yanming and Ivison, Hamish and Gupta, Abhishek and Jaques, Natasha", 2024,
            arxiv="2408.10075",
        ),
    )  # fmt: skip

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.log_variance = nn.Linear(self.hidden, self.latent)

    def believe(self, read: Float[Tensor, "users m hidden"], there: Bool[Tensor, "users m"]) -> Belief:
        summary = self.summary(read, there)
        variance = self.log_variance(summary).clamp(-1, 1).exp()
        return Belief(self.mean(summary).clamp(-1, 1), variance.sqrt())

    def draw(self, belief: Belief) -> Float[Tensor, "users latent"]:
        """A draw from each belief in training; the means otherwise."""
        return belief.mean + belief.std * torch.randn_like(belief.std) if self.training else belief.mean


def network(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    """Two hidden layers, with the slope 0.2 where they are negative."""
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, hidden), nn.LeakyReLU(0.2),
        nn.Linear(hidden, outputs),
    )  # fmt: skip
