"""What kind of prompt a prompt is, by a language model: a router."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

import torch

from guerdon.judge.asking import PATIENCE, stop_if_hopeless, told
from guerdon.llm import LanguageModel, Request, Template, template
from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class PromptKind(Reward[Sequence[Example]]):
    """Log-probabilities of the kinds of a prompt as the vector ``kind``, for ``shape.Routed``; it scores nothing itself.

    >>> kinds = {"safety": "somebody may come to harm", "chat": "anything else"}
    >>> Routed(PromptKind(model, kinds), {"safety": careful, "chat": plain}, slot="kind")

    The kinds are shown as lettered options, and the letter's probability as the answer is the kind's.
    """

    llm: LanguageModel
    kinds: Mapping[str, str]
    """What each is, by its name."""
    template: Template = field(default_factory=lambda: template("prompt-kind"))
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if not 2 <= len(self.kinds) <= len(ascii_uppercase):
            raise ValueError(f"{len(self.kinds)} kinds, expected 2 to {len(ascii_uppercase)}")

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many prompts get no answer."""
        letters = ascii_uppercase[: len(self.kinds)]
        kinds = list(zip(letters, self.kinds, self.kinds.values(), strict=True))
        asked = [Request(self.template.messages(**told(example, kinds=kinds)), (example,)) for example in batch]
        said = self.llm.choice_logits(asked, [(letter,) for letter in letters])
        stop_if_hopeless([why for why in said.errors if why], len(asked), self.patience, self.llm.name)
        known = torch.tensor([why is None for why in said.errors], dtype=torch.bool)
        return Scores(
            torch.where(known, 0.0, torch.nan),
            errors=said.errors if any(said.errors) else None,
            vectors={"kind": said.logits.log_softmax(1)},
        )
