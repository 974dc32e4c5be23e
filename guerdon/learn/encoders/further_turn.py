"""What was written about an answer, read as a further turn of the conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.papers import Paper
from guerdon.saving import pack, unpack
from guerdon.transformer.tokens import Cut
from guerdon.types import Example, Message


class FurtherTurn(Encoder):
    """Reads an example of several steps as (prompt; its first step as the answer; a question; the other steps as its answer).

    Whoever writes about an answer, a critic or a user of tools, appends it to the response as further ``steps``, so that
    comparisons of such examples are comparisons of one prompt. What the inner encoder takes for the response is what was
    written and nothing else: with ``CausalEncoder(language=True)`` the term ``Likelihood`` is the cross-entropy of these
    tokens alone, and the state behind the last of them is what a head reads. So the joint loss of a model that writes
    critiques and scores them is

        fit(RewardModel(FurtherTurn(CausalEncoder(name, language=True), ask), head), records,
            BradleyTerry() + 1.25 * Likelihood())

    Source: the layout of Ankner et al. 2024, "Critique-out-Loud Reward Models" (arXiv 2408.11791), where the question and
    what answers it are one turn of the user; here the model says what it writes, as it will when it is asked.
    """

    paper = Paper(
        "ankner2024critique", "Critique-out-Loud Reward Models", "Ankner, Zachary and Paul, Mansheej and others",
        2024, arxiv="2408.11791",
    )  # fmt: skip

    def __init__(self, encoder: Encoder, ask: str) -> None:
        """Args: encoder: reads the conversation; ask: the question, such as that of a judge's template."""
        super().__init__()
        self.encoder = encoder
        self.ask = ask
        self.frozen, self.blocks, self.final = encoder.frozen, encoder.blocks, encoder.final
        self.language = bool(getattr(encoder, "language", False))
        self.reference = bool(getattr(encoder, "reference", False))

    @property
    def name(self) -> str:
        return f"{self.encoder.name}, what was written about the answer as a further turn"

    @property
    def cut(self) -> Cut:
        return self.encoder.cut

    def laid_out(self, example: Example) -> Example:
        """The conversation that the inner encoder reads.

        Raises:
            GuerdonError: nothing was written about the answer.
        """
        if len(example.steps) < 2:
            raise GuerdonError(
                f"nothing is written about the answer {example.response[:40]!r}: a reward that reads critiques or traces is "
                "asked through the judge that has them written"
            )
        answer, *written = example.steps
        turns = (*replace(example, response=answer.strip()).messages, Message("user", self.ask))
        return replace(example, prompt=turns, response="".join(written), steps=())

    def likeness(self, example: Example) -> tuple[Any, ...]:
        return self.encoder.likeness(self.laid_out(example))

    def prepare(self, examples: Sequence[Example]) -> Sequence[Any]:
        return self.encoder.prepare([self.laid_out(example) for example in examples])

    def cost(self, item: Any) -> int:
        return self.encoder.cost(item)

    def slices(self, items: Sequence[Any], budget: int) -> list[list[int]]:
        return self.encoder.slices(items, budget)

    def forward(self, items: Sequence[Any]) -> Encoded:
        if (
            items and isinstance(items[0], Example) and items[0].steps
        ):  # from encoders that hand examples on, as Joined does
            items = self.prepare(items)
        return self.encoder(items)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"encoder": pack(self.encoder, folder / "encoder"), "ask": self.ask}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "FurtherTurn":
        return cls(unpack(Encoder, config["encoder"], folder / "encoder"), config["ask"])
