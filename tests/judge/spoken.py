"""Models whose log-probabilities stand in a table."""

from collections.abc import Callable, Sequence

import torch

from guerdon.llm import Continuation, Likelihood, Scripted

Says = Callable[[Continuation], list[float] | str]


class Spoken(Scripted):
    """A log-probability for each word of a continuation, or the reason why there is none."""

    def __init__(self, says: Says) -> None:
        super().__init__(lambda _: "", name="spoken")
        self.says = says
        self.asked: list[Continuation] = []

    def likelihoods(self, continuations: Sequence[Continuation]) -> list[Likelihood]:
        self.asked += continuations
        return [self.of(each) for each in continuations]

    def of(self, one: Continuation) -> Likelihood:
        said = self.says(one)
        if isinstance(said, str):
            return Likelihood.failed(said)
        words = one.text.split()
        ends = [one.text.index(word) + len(word) for word in words]
        return Likelihood(torch.tensor(said), torch.tensor(ends[: len(said)]))
