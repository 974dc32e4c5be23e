"""The reward that a language model holds without a head: that of which its logits are the action values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.learn.encoders.causal import CausalEncoder
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Dense, Example, Scores

ROWS = 16
"""Examples of one pass."""


@dataclass(frozen=True)
class BellmanReward(Reward[Sequence[Example]]):
    """The step reward of which a language model's logits are the optimal action values, for each token, and their sum.

    With the logits f of the state s_t = (x, y_<t), centred over the vocabulary, and V of the state after the last token
    0:

        r_t = f(s_t, y_t) - V(s_{t+1}),  V(s) = max_a f(s, a), or log sum_a exp f(s, a), or sum_a softmax(f)(a) f(s, a)

    The last is what the model's own distribution expects of the next value. Under the second, which makes the model's
    own distribution optimal, the sum is log p(y | x) + V(s_0): the likelihood and a constant of the prompt, shaped by
    the potential V. There is no more information in it than in the likelihood, and it is dense. The mark that closes a
    response is none of its tokens and earns nothing.

    Source: Hao et al. 2022, "Teacher Forcing Recovers Reward Functions for Text Generation" (arXiv 2210.08708), which
    has the first value; its code mixes the distribution at one token with the logits at the next, which is neither.
    """

    model: CausalEncoder
    value: str = "max"
    """How a state is valued: ``max``, ``logsumexp`` or ``expected``."""

    paper = Paper(
        "hao2022teacher", "Teacher Forcing Recovers Reward Functions for Text Generation",
        "Hao, Yongchang and Liu, Yuxin and Mou, Lili", 2022, arxiv="2210.08708",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if self.value not in VALUES:
            raise ValueError(f"value={self.value!r} is not known; use one of {', '.join(VALUES)}")

    def score(self, batch: Sequence[Example]) -> Scores:
        pairs = [(self.steps(one), one.ends) for one in said(self.model, batch)]
        return summed([steps for steps, _ in pairs], [ends for _, ends in pairs])

    def steps(self, one: "Said") -> Float[Tensor, "_r"]:
        """The reward of each token."""
        after = self.valued(one)[1:]
        taken = centred(one.logits).gather(1, one.ids[:, None])[:, 0]
        return taken - torch.cat([after, after.new_zeros(min(1, len(one.ids)))])

    def potentials(self, batch: Sequence[Example]) -> tuple[Float[Tensor, "_r"], ...]:
        """V(s_t): how the state before each token is valued, the first of them a constant of the prompt."""
        return tuple(self.valued(one) for one in said(self.model, batch))

    def valued(self, one: "Said") -> Float[Tensor, "_r"]:
        return VALUES[self.value](centred(one.logits))


VALUES: dict[str, Callable[[Tensor], Tensor]] = {
    "max": lambda logits: logits.amax(-1),
    "logsumexp": lambda logits: logits.logsumexp(-1),
    "expected": lambda logits: (logits.softmax(-1) * logits).sum(-1),
}
"""How logits value the state that they belong to."""


def centred(logits: Float[Tensor, "_r vocabulary"]) -> Float[Tensor, "_r vocabulary"]:
    """Logits say the same whatever is added to those of a state, and values do not: their mean is made 0."""
    return logits - logits.mean(-1, keepdim=True)


@dataclass(frozen=True)
class Said:
    """A response, and what a language model says before each of its tokens."""

    ids: Int[Tensor, "_r"]
    ends: Int[Tensor, "_r"]
    logits: Float[Tensor, "_r vocabulary"]

    @property
    def logprobs(self) -> Float[Tensor, "_r"]:
        return self.logits.log_softmax(-1).gather(1, self.ids[:, None])[:, 0]


def said(model: CausalEncoder, batch: Sequence[Example]) -> Iterator[Said]:
    """What a language model says of each response."""
    model.eval()
    for start in range(0, len(batch), ROWS):
        items = model.prepare(batch[start : start + ROWS])
        with torch.no_grad():
            rows = model.logits(items)
        for item, logits in zip(items, rows, strict=True):
            known = item.response > 0  # nothing is said before the first token of a text
            yield Said(item.ids[item.response[known]].to(logits.device), item.ends[known], logits[known])


def summed(rows: Sequence[Float[Tensor, "_r"]], ends: Sequence[Int[Tensor, "_r"]]) -> Scores:
    """Scores of tokens, and for each response their sum; a response without tokens has none to sum, and gets 0."""
    values = torch.stack([row.sum() for row in rows]) if rows else torch.zeros(0)
    return Scores(values, Dense("token", tuple(rows), tuple(ends)))
