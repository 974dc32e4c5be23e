"""General preferences: who beats whom, cycles included, from one vector for each response."""

from collections.abc import Mapping
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.heads.base import Head
from guerdon.papers import Paper
from guerdon.types import Scores


class SkewHead(Head):
    """P(a is preferred to b) = sigmoid(s(a, b) / T), s a skew-symmetric form of the vectors v = W x + c of both.

        s(a, b) = sum_l d_l (v_a[2l] v_b[2l+1] - v_a[2l+1] v_b[2l])

    Positive where the first wins; s(a, a) = 0 and s(a, b) = -s(b, a), so that the two orders always agree. With
    v = (r, 1) it is Bradley-Terry, which is where it starts from. The scales d_l are 1 or, with ``prompt``, 2k values
    of the prompt alone: d = k softmax(U p / sqrt(width)) over the k planes, so that prompts may weigh planes unlike.

    The score of one response is s against a fixed pool: responses that training showed it, whose mean vector is all
    that a bilinear form needs of them. It compares responses within a prompt; ``prefer`` says more than its gaps do.

    Source: Zhang et al. 2024, "General Preference Modeling" (arXiv 2410.02197). The offset c, which they leave out, puts
    Bradley-Terry within reach of centred features.
    """

    paper = Paper(
        "zhang2024general",
        "Beyond Bradley-Terry Models: A General Preference Model for Language Model Alignment",
        "Zhang, Yifan and Zhang, Ge and Wu, Yue and Xu, Kangping and Gu, Quanquan", 2024, arxiv="2410.02197",
    )  # fmt: skip
    pool = 256

    def __init__(self, k: int = 1, temperature: float = 0.1, prompt: str | None = None) -> None:
        """Args: k: planes, half the length of a vector; temperature: T; prompt: the encoder's block that holds the prompt."""
        super().__init__()
        if k < 1 or temperature <= 0:
            raise ValueError(
                f"k={k}, temperature={temperature}: expected at least one plane and a positive temperature"
            )
        self.k = k
        self.temperature = temperature
        self.prompt = prompt

    def attach(self, encoder: Encoder) -> None:
        super().attach(encoder)
        self.linear = nn.Linear(encoder.width, 2 * self.k)
        nn.init.normal_(self.linear.weight, std=1 / (encoder.width + 1))
        nn.init.zeros_(self.linear.bias)
        nn.init.ones_(self.linear.bias[1:2])
        self.register_buffer("middle", torch.zeros(encoder.width))
        if self.prompt is None:
            return
        if self.prompt not in self.blocks:
            raise GuerdonError(
                f"SkewHead reads the prompt from the block {self.prompt!r}; the encoder has {', '.join(self.blocks)}"
            )
        self.scales = nn.Linear(self.blocks[self.prompt], self.k, bias=False)

    def forward(self, encoded: Encoded) -> Scores:
        features = self.standardised(encoded)
        vectors, opponent = self.linear(features), self.linear(self.middle)[None]
        if self.prompt is not None:
            roots = self.weights(features).sqrt().repeat_interleave(2, dim=1)
            vectors, opponent = roots * vectors, roots * opponent
        return Scores(self.form(vectors, opponent), vectors={"preference": vectors})

    def weights(self, features: Float[Tensor, "n width"]) -> Float[Tensor, "n k"]:
        """How much each plane counts under each prompt, k in all."""
        prompts = dict(zip(self.blocks, features.split(list(self.blocks.values()), dim=1), strict=True))[
            self.prompt or ""
        ]
        return self.k * torch.softmax(self.scales(prompts) / prompts.shape[1] ** 0.5, dim=1)

    def form(self, first: Float[Tensor, "n twice"], second: Float[Tensor, "#n twice"]) -> Float[Tensor, "n"]:
        """s / T of every row."""
        turned = first[:, 0::2] * second[:, 1::2] - first[:, 1::2] * second[:, 0::2]
        return turned.sum(1) / self.temperature

    def gap(self, first: Scores, second: Scores) -> Float[Tensor, "n"]:
        return self.form(first.vectors["preference"], second.vectors["preference"])

    def settle(self, encoded: Encoded) -> None:
        self.middle = self.standardised(encoded).mean(0)

    def penalty(self) -> Float[Tensor, ""]:
        """Half the squared norm of the whole form, offsets included, which is |w|^2 where the form is Bradley-Terry.

        However the form is split into vectors, it costs the same, and a fit can weigh it as it would a linear reward.
        """
        rows = torch.cat([self.linear.weight, self.linear.bias[:, None]], dim=1)
        first, second = rows[0::2], rows[1::2]
        cross = first @ second.T
        norm = ((first @ first.T) * (second @ second.T)).sum() - (cross * cross.T).sum()
        scales = 0.0 if self.prompt is None else self.scales.weight.square().sum()
        return norm / self.temperature**2 + scales

    def config(self) -> Mapping[str, Any]:
        return {"k": self.k, "temperature": self.temperature, "prompt": self.prompt}
