"""How much each step of a response counts: by what a world model looks at, by the step itself, by chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.causal import CausalEncoder, Read
from guerdon.learn.objectives.redistribution import Importance
from guerdon.papers import Paper
from guerdon.types import Example

Symbols = Callable[[str], str]
"""From a step to the few words that say what it is."""


@dataclass(frozen=True)
class AttentionImportance:
    """alpha_t: how much a world model looks at step t when it predicts what follows the response; of sum 1 over the steps.

        alpha_t = sum_{j in t} A_j / sum_j A_j,  A_j the attention of the last token to token j, mean over layers and heads

    The world model is a causal language model that has learned, without labels, to predict the next step: fit
    ``Likelihood`` to responses that go on for a step more than those that are compared, or the last prediction is one that
    it never learned. With ``symbols`` it reads what they make of each step, and the weights are copied back to the steps.

    >>> BradleyTerry() + ReturnRedistribution(AttentionImportance(world_model))

    Each response is read once, alone, by ``CausalEncoder.attentions``: train the world model before. Attention is where a
    model looked, not what mattered: compare with ``permuted``, and with even importance.

    Source: Verma & Metcalf 2024, "Hindsight PRIORs for Reward Learning from Human Preferences" (arXiv 2404.08828), and for
    symbols 2022 (arXiv 2210.09151). There a step is a state and an action with a token each.
    """

    encoder: CausalEncoder
    """The world model."""
    symbols: Symbols | None = None
    """How steps are written for it; as they stand when not given."""

    paper = Paper(
        "verma2024hindsight", "Hindsight PRIORs for Reward Learning from Human Preferences",
        "Verma, Mudit and Metcalf, Katherine", 2024, arxiv="2404.08828",
    )  # fmt: skip

    def __call__(self, examples: Sequence[Example]) -> Sequence[Float[Tensor, "_u"]]:
        """Raises GuerdonError where a response has no steps, or one that the world model reads no token of."""
        return self.recalled(examples)

    @cached_property
    def recalled(self) -> Importance:
        return remembered(self.read)

    def read(self, examples: Sequence[Example]) -> list[Float[Tensor, "_u"]]:
        return [self.looks(item) for item in self.encoder.prepare(self.told(examples))]

    def told(self, examples: Sequence[Example]) -> list[Example]:
        """The examples as the world model reads them."""
        return [in_symbols(example, self.symbols) if self.symbols else example for example in examples]

    def looks(self, item: Read) -> Float[Tensor, "_u"]:
        """The weights of the steps of one response; a token belongs to the step that it ends in."""
        steps = item.example.steps
        step = torch.searchsorted(torch.tensor([len(each) for each in steps], dtype=torch.long).cumsum(0), item.ends)
        counts = torch.bincount(step, minlength=len(steps))
        if not steps or len(counts) > len(steps) or not counts.all():
            raise GuerdonError(
                f"AttentionImportance weighs the steps of a response, and {item.example.response[:40]!r} has {len(steps)}, not "
                "all of which the world model reads a token of: cut responses into steps, write each in words that are no "
                "blanks, and see that the model's window has room for all"
            )
        [attention] = self.encoder.attentions([item])
        seen = attention.mean((0, 1))[item.response[-1], item.response].cpu()
        weights = torch.zeros(len(steps)).index_add(0, step, seen)
        return weights / weights.sum()

    @torch.no_grad()
    def predicted(self, examples: Sequence[Example]) -> Float[Tensor, "n vocabulary"]:
        """The distribution of the token that follows each response."""
        states = self.encoder(self.encoder.prepare(self.told(examples))).states
        assert states is not None, "a causal encoder gives states"
        return self.encoder.model.get_output_embeddings()(torch.stack([row[-1] for row in states.tokens])).softmax(-1)

    def left_out(self, example: Example) -> Float[Tensor, "_u"]:
        """By how much the same prediction changes without each step, from 0 to 1: what attention is to be checked against.

            sum_v |p(v | all) - p(v | all but t)| / 2

        Raises GuerdonError where there is nothing left without a step.
        """
        steps = example.steps
        if len(steps) < 2:
            raise GuerdonError(f"a step can be left out of two or more, and {example.response[:40]!r} has {len(steps)}")
        kept = [steps[:place] + steps[place + 1 :] for place in range(len(steps))]
        said = self.predicted([example, *(replace(example, response="".join(rest), steps=rest) for rest in kept)])
        return (said[1:] - said[0]).abs().sum(1) / 2


def in_symbols(example: Example, symbols: Symbols) -> Example:
    """The same example, a line of symbols for each step."""
    steps = tuple(f"{symbols(step)}\n" for step in example.steps)
    return replace(example, response="".join(steps), steps=steps)


def by_step(weight: Callable[[str], float]) -> Importance:
    """Importance that knows each step by itself: its weight, at least 0, as a share of those of the response."""

    def importance(examples: Sequence[Example]) -> list[Float[Tensor, "_u"]]:
        rows = [np.array([weight(step) for step in example.steps]) for example in examples]
        return [torch.from_numpy(row / row.sum()) for row in rows]

    return remembered(importance)


def permuted(importance: Importance, seed: int = 0) -> Importance:
    """The same weights, given to the steps of each response by chance: what it is worth to know which step is which."""

    def by_chance(examples: Sequence[Example]) -> list[Float[Tensor, "_u"]]:
        orders = [np.random.default_rng([seed, int(example.identity, 16)]) for example in examples]
        rows = zip(orders, importance(examples), strict=True)
        return [weights[torch.from_numpy(order.permutation(len(weights)))] for order, weights in rows]

    return remembered(by_chance)


def remembered(importance: Importance) -> Importance:
    """The same importance, asked once for each example: a fit asks at every step."""
    known: dict[str, Tensor] = {}

    def recalled(examples: Sequence[Example]) -> list[Float[Tensor, "_u"]]:
        new = list({each.identity: each for each in examples if each.identity not in known}.values())
        known.update(zip((example.identity for example in new), importance(new), strict=True))
        return [known[example.identity] for example in examples]

    return recalled
