"""TextNorm: how much better a prompt explains a response than other prompts do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor, nn

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.shape.contrast_set import ContrastSet
from guerdon.types import Example, Prompt, Scores

ALONE = "no other prompt is known that its prompt could have been"


@dataclass(frozen=True)
class TextNorm(Reward[Sequence[Example]]):
    """r'(x, y) = exp(r(x, y) / T) / sum_{y' in {y} and C(y)} exp(r(x, y') / T), x the response or image, y the prompt.

    It is a probability: what a response gets under every prompt alike falls out. The reward is asked once more for each
    alternative, so T must fit its scale (cosines of CLIP and logits differ a hundred times over). Of a chat the last
    turn is replaced. The reward's parts are kept as they are under the prompt itself; its spread is on another scale
    and left out. A prompt without alternatives has no score, and says so.

    With ``OtherGoals`` over ``judge.Similarity``, it is p(goal | frame) of Baumli et al. 2023 (arXiv 2312.09187). Several
    rewards, each on its own scale, become one by ``Ensemble([TextNorm(a, ...), TextNorm(b, ...)], Mean())``; with
    ``LessVariance`` for the mean it is the paper's uncertainty-regularised form.

    Source: Kim et al. 2024, "Confidence-aware Reward Optimization for Fine-tuning Text-to-Image Models" (arXiv
    2404.01863), equation 3.
    """

    reward: Reward[Sequence[Example]]
    contrast: ContrastSet
    """C."""
    temperature: float = 1.0
    """T, in units of the reward."""

    papers = (
        Paper(
            "kim2024confidence", "Confidence-aware Reward Optimization for Fine-tuning Text-to-Image Models",
            "Kim, Kyuyoung and Jeong, Jongheon and An, Minyong and others", 2024, arxiv="2404.01863",
        ),
        Paper(
            "baumli2023vision", "Vision-Language Models as a Source of Rewards", "Baumli, Kate and others", 2023,
            arxiv="2312.09187",
        ),
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not self.temperature > 0:
            raise ValueError(f"the temperature is {self.temperature}, expected a number above 0")

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.reward,)

    def score(self, batch: Sequence[Example]) -> Scores:
        others = {prompt: self.contrast(prompt) for prompt in {text(example.prompt) for example in batch}}
        groups = [asked(example, others[text(example.prompt)]) for example in batch]
        scores = self.reward.score([example for group in groups for example in group])
        sizes = [len(group) for group in groups]
        first = torch.tensor([0, *sizes], dtype=torch.long).cumsum(0)[:-1]
        own = scores[first]
        values = normalised(scores.values / self.temperature, sizes)
        known = scores.errors or (None,) * len(scores)
        errors = tuple(
            next((why for why in known[start : start + size] if why), None) or (ALONE if size == 1 else None)
            for start, size in zip(first.tolist(), sizes, strict=True)
        )
        alone = torch.tensor(sizes, device=values.device) == 1
        values = values.masked_fill(alone, torch.nan)
        return replace(own, values=values, std=None, vectors={}, errors=errors if any(errors) else None)


def asked(example: Example, others: Sequence[str]) -> list[Example]:
    """The example, and the same under every alternative prompt."""
    return [example, *(replace(example, prompt=instead(example.prompt, other)) for other in others)]


def normalised(logits: Float[Tensor, "m"], sizes: Sequence[int]) -> Float[Tensor, "n"]:
    """The first entry of the softmax of each group; nan where a member of the group is."""
    if not sizes:
        return logits
    padded = nn.utils.rnn.pad_sequence(list(logits.split(list(sizes))), batch_first=True, padding_value=-torch.inf)
    return torch.exp(padded[:, 0] - padded.logsumexp(1))


def text(prompt: Prompt) -> str:
    """What a prompt asks: its text, or the last turn."""
    return prompt if isinstance(prompt, str) else prompt[-1].content


def instead(prompt: Prompt, other: str) -> Prompt:
    """A prompt that asks something else, after the same turns."""
    return other if isinstance(prompt, str) else (*prompt[:-1], replace(prompt[-1], content=other))
