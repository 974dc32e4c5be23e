"""What a person would say next as a reward: thanks or complaint, by how probable a language model finds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.judge.asking import PATIENCE, stop_if_hopeless
from guerdon.judge.follow_ups import BANK, Reactions
from guerdon.llm import Continuation, LanguageModel, Template, template
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example, Message, Scores

USER = "user"


@dataclass(frozen=True)
class FollowUp(Reward[Sequence[Example]]):
    """r = mean_d s_d,  s_d(x, y) = mean_{f pleased} l(f) - mean_{f displeased} l(f),  l(f) = log p(f | x, y) / |f|

    with f as the next turn of the user, |f| its tokens, and d a dimension, each of which is a part. The parts ``pleased``
    and ``displeased`` are the means of l over the reactions of all dimensions. Nobody says so much as thanks after some
    answers, and many thank for flattery: what is measured is what the model has seen people say.

    Source: Zhang et al. 2024, "Aligning Language Models Using Follow-up Likelihood as Reward Signal" (arXiv 2409.13948).
    Its released code averages raw logits at one position, which is no likelihood. The phrases are not the paper's.
    """

    llm: LanguageModel
    reactions: Mapping[str, Reactions] = field(default_factory=lambda: BANK)
    """By dimension."""
    template: Template | None = None
    """How a dialogue is written as one text, for models that know no turns and servers that take one text alone, such as
    ``template("dialogue")``; the model's own chat template when None."""
    patience: float = PATIENCE

    paper = Paper(
        "zhang2024aligning", "Aligning Language Models Using Follow-up Likelihood as Reward Signal",
        "Zhang, Chen and others", 2024, arxiv="2409.13948",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not self.reactions:
            raise GuerdonError("there are no reactions: give some for a dimension at least")

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many texts have no likelihood."""
        phrases = [text for each in self.reactions.values() for text in (*each.pleased, *each.displeased)]
        said = self.llm.likelihoods([self.after(example, text) for example in batch for text in phrases])
        failures = [each.error for each in said if each.error]
        stop_if_hopeless(failures, len(said), self.patience, self.llm.name)
        table = torch.tensor([each.mean for each in said]).reshape(len(batch), len(phrases))
        reasons = [each.error for each in said]
        errors = tuple(
            next(filter(None, reasons[start : start + len(phrases)]), None)
            for start in range(0, len(reasons), len(phrases))
        )
        parts, kinds = self.contrasts(table)
        return Scores(
            torch.stack(list(parts.values())).mean(0), parts={**parts, **kinds}, errors=errors if any(errors) else None
        )

    def contrasts(
        self, table: Float[Tensor, "n phrases"]
    ) -> tuple[dict[str, Float[Tensor, "n"]], dict[str, Float[Tensor, "n"]]]:
        """Each dimension's contrast, and the means of both kinds over dimensions."""
        sizes = [len(some) for each in self.reactions.values() for some in (each.pleased, each.displeased)]
        means = [columns.mean(1) for columns in table.split(sizes, dim=1)]
        pleased, displeased = means[::2], means[1::2]
        contrasts = zip(self.reactions, pleased, displeased, strict=True)
        kinds = {"pleased": torch.stack(pleased).mean(0), "displeased": torch.stack(displeased).mean(0)}
        return {name: good - bad for name, good, bad in contrasts}, kinds

    def after(self, example: Example, text: str) -> Continuation:
        """A reaction as the next turn."""
        if self.template is None:
            return Continuation(example.messages, text, USER)
        return Continuation(self.template.messages(turns=example.messages), f" {text}")


@dataclass(frozen=True)
class FollowUpAsUser(FollowUp):
    """The same of a model that plays the user: it is asked to put a question, and its next turn is its reaction.

    For chat models, which learned to speak as the assistant alone, above all for those trained on such feedback.

    Source: the scorer of the same paper that was trained on feedback in natural language, with roles swapped.
    """

    opening: str = "Ask me something, then tell me what you think of my answer."
    """What the model is told first."""

    def after(self, example: Example, text: str) -> Continuation:
        swapped = {"user": "assistant", "assistant": "user"}
        turns = [Message(swapped.get(turn.role, turn.role), turn.content) for turn in example.messages]
        return Continuation((Message("user", self.opening), *turns), text)


def of(llm: LanguageModel, asked: str) -> FollowUp:
    """Reactions of every dimension, or of those that are named, with commas between.

    Raises:
        GuerdonError: a dimension is unknown.
    """
    names = [name.strip() for name in asked.split(",") if name.strip()] or list(BANK)
    unknown = [name for name in names if name not in BANK]
    if unknown:
        raise GuerdonError(f"there are no reactions for {unknown[0]!r}: use some of {', '.join(BANK)}")
    chosen = {name: BANK[name] for name in names}
    return FollowUp(llm, chosen, template=None if llm.name.startswith("local:") else template("dialogue"))
