"""Models that follow a script: for tests, and for runs that show a mechanism without a model."""

from collections.abc import Callable, Iterator, Sequence

from guerdon.budget import Budget
from guerdon.errors import GuerdonError
from guerdon.llm.base import GREEDY, Choice, LanguageModel, Reply, Request, Sampling
from guerdon.surface import words


class Scripted(LanguageModel):
    """Answers what a function of the request says, each sample the same unless the script gives several.

    >>> Scripted(lambda request: "Rating: 7").generate([Request.of("How good is it?")])[0].text
    'Rating: 7'
    """

    def __init__(
        self, script: Callable[[Request], str | Sequence[str]], name: str = "scripted", budget: Budget | None = None
    ) -> None:
        """
        Args:
            script: the answer, or one for each sample, to a request; a ``GuerdonError`` that it raises is a reply that
                failed for that reason.
            name: which script this is, for caches.
            budget: what the answers are counted in; a word counts as a token.
        """
        super().__init__(budget)
        self.script = script
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def stream(self, requests: Sequence[Request], sampling: Sampling = GREEDY) -> Iterator[tuple[int, Reply]]:
        for row, request in enumerate(requests):
            read = sum(len(words(turn.content)) for turn in request.messages)
            reserved = self.reserve(read, sampling)
            try:
                said = self.script(request)
            except GuerdonError as error:
                reserved.settle()
                yield row, Reply(error=str(error))
                continue
            texts = [said] * sampling.n if isinstance(said, str) else list(said)[: sampling.n]
            reply = Reply(tuple(map(Choice, texts)), read, sum(len(words(text)) for text in texts))
            reserved.settle(calls=1, tokens=reply.tokens)
            yield row, reply
