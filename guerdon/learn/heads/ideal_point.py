"""Pluralistic rewards: users are mixtures of a few prototypes, and like what is near their ideal point."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.types import Example, Scores


class IdealPointHead(Head):
    """r_u(x) = -|f(x) - sum_k w_uk p_k|, with w_u = softmax(theta_u) and f a network of one hidden layer.

    Users are read from ``context["user"]``. Whoever is not known, or not named, gets the mean of all users' weights.
    The score falls off in every direction from the ideal, so tastes for ever more of something lie outside it.

    Source: Chen et al. 2024, "PAL" (arXiv 2406.08469), PAL-A with the prototypes in the space of f(x). Train it with
    Bradley-Terry, the smooth form of the hinge there.
    """

    paper = Paper(
        "chen2024pal", "PAL: Pluralistic Alignment Framework for Learning from Heterogeneous Preferences",
        "Chen, Daiwei and Chen, Yi and Rege, Aniket and Wang, Zhi and Vinayak, Ramya Korlakai",
        2024, arxiv="2406.08469",
    )  # fmt: skip

    def __init__(self, users: Sequence[str], k: int = 3, width: int = 8, hidden: int = 32) -> None:
        """Args: users: whose comparisons it learns from; k: prototypes; width: of the space of ideals; hidden: units of f."""
        super().__init__()
        if not users or k < 1:
            raise ValueError(f"{len(users)} users and k={k}: expected at least one user and one prototype")
        self.users = list(dict.fromkeys(users))
        self.k = k
        self.width = width
        self.hidden = hidden

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.project = nn.Sequential(
            nn.Linear(encoder.width, self.hidden), nn.ReLU(), nn.Linear(self.hidden, self.width)
        )  # fmt: skip
        self.tastes = nn.Parameter(torch.randn(len(self.users), self.k))
        self.prototypes = nn.Parameter(torch.randn(self.k, self.width))

    def forward(self, encoded: Encoded) -> Scores:
        return Scores(self.reward(self.standardised(encoded), self.mixture(encoded.examples)))

    def reward(self, features: Float[Tensor, "n width"], mixture: Float[Tensor, "#n k"]) -> Float[Tensor, "n"]:
        """The score of each response to somebody of each mixture of the prototypes."""
        distance = self.project(features) - mixture @ self.prototypes
        return -(distance.square().sum(1) + 1e-6).sqrt()

    def mixture(self, examples: Sequence[Example]) -> Float[Tensor, "n k"]:
        """The weights of each example's user."""
        weights = torch.softmax(self.tastes, dim=1)
        table = torch.cat([weights, weights.mean(0, keepdim=True)])
        places = {user: row for row, user in enumerate(self.users)}
        rows = [places.get(str(example.context.get("user")), len(self.users)) for example in examples]
        return table[torch.tensor(rows, dtype=torch.long)]

    @torch.no_grad()
    def add(self, user: str, taste: Float[Tensor, "k"]) -> None:
        """Makes a user known by his theta, or corrects it."""
        if user in self.users:
            self.tastes[self.users.index(user)] = taste
            return
        self.users.append(user)
        self.tastes = nn.Parameter(torch.cat([self.tastes, taste.to(self.tastes)[None]]))

    def penalty(self) -> Float[Tensor, ""]:
        """The squared weights of f, and the mean over users of their squared thetas: more users are no worse a fit."""
        weights = torch.stack([layer.square().sum() for layer in self.project.parameters() if layer.ndim > 1])
        return weights.sum() + self.tastes.square().sum(1).mean()

    def config(self) -> Mapping[str, Any]:
        return {"users": self.users, "k": self.k, "width": self.width, "hidden": self.hidden}


class PromptIdealHead(IdealPointHead):
    """r_u(x, y) = f(y) . sum_k w_uk g_k(x), with g_k(x) linear in the prompt: what is ideal depends on what was asked.

    The encoder must give the prompt's columns as a block named ``prompt``.

    Source: PAL-B of the same paper; its code normalises both factors, which bounds every preference, and here neither is.
    """

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        if "prompt" not in self.blocks:
            raise GuerdonError(
                f"PromptIdealHead reads the prompt from a block 'prompt'; the encoder has {', '.join(self.blocks)}"
            )
        self.ideals = nn.Linear(self.blocks["prompt"], self.k * self.width)
        del self.prototypes

    def reward(self, features: Float[Tensor, "n width"], mixture: Float[Tensor, "#n k"]) -> Float[Tensor, "n"]:
        prompts = dict(zip(self.blocks, features.split(list(self.blocks.values()), dim=1), strict=True))["prompt"]
        ideals = self.ideals(prompts).unflatten(1, (self.k, self.width))
        return (self.project(features) * (mixture[:, :, None] * ideals).sum(1)).sum(1)
