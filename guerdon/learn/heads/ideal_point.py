"""Pluralistic rewards: users are mixtures of a few prototypes, and like what is near their ideal point."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.records import Records
from guerdon.types import Example, Scores


class IdealPointHead(Head):
    """r_u(x) = -|f(x) - sum_k w_uk p_k|, with w_u = softmax(theta_u) and f a network of one hidden layer.

    Users are read from ``context["user"]``. Where nobody is named, as by ``for_user(None)``, the weights are the mean of
    all users'; a user who is named and not known is an error, and ``adapt`` makes him known.
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
        """The weights of each example's user.

        Raises:
            GuerdonError: one is named who is not known.
        """
        weights = torch.softmax(self.tastes, dim=1)
        table = torch.cat([weights, weights.mean(0, keepdim=True)])
        names = [example.context.get("user") for example in examples]
        self.require(names)
        places = {user: row for row, user in enumerate(self.users)}
        return table[torch.tensor([places.get(str(name), len(self.users)) for name in names], dtype=torch.long)]

    def require(self, names: Iterable[Any]) -> None:
        """Raises a GuerdonError where somebody is named who is not known."""
        strangers = [name for name in dict.fromkeys(names) if name is not None and str(name) not in self.users]
        if strangers:
            raise GuerdonError(
                f"{type(self).__name__} does not know {len(strangers)} of the users that it is asked for, the first "
                f"{strangers[0]!r}: make one known by adapt(model, comparisons, user), or ask for_user(None) for the mean "
                f"of all {len(self.users)}"
            )

    def check(self, records: Records) -> None:
        contexts = records.data["context"][:] if "context" in records.data.column_names else []
        self.require(json.loads(context).get("user") for context in dict.fromkeys(contexts) if context)

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
