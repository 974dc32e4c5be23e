"""How well an image fits its prompt, by a model of images and texts that was trained before."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.transformer import ImageText
from guerdon.types import Example, Image, Scores, image

Vectors = Float[Tensor, "n d"]


@dataclass(frozen=True)
class ImageTextReward(Reward[Sequence[Example]]):
    """A reward of an example's image under its prompt, by their vectors. To add one, subclass and write ``compared``.

    Each image and each text of a batch is encoded once, however many examples have it. Gradients flow to images that
    are tensors and ask for them, where the encoder lets them through. An image that cannot be read, or a prompt that the
    encoder refuses, is ``nan`` with the reason.
    """

    encoder: ImageText

    @abstractmethod
    def compared(self, images: Vectors, goals: Vectors) -> Float[Tensor, "n"]:
        """The reward of each image under the goal beside it; nan where there is none."""

    def lacking(self) -> str:
        """Why ``compared`` may say nothing."""
        return "the encoder gave a vector that is not finite"

    def score(self, batch: Sequence[Example]) -> Scores:
        shown, reasons = self.shown(batch)
        refused = {text: self.encoder.refuses(text) for text in {example.prompt_text for example in batch}}
        errors = [reasons.get(key(example)) or refused[example.prompt_text] for example in batch]
        good = [row for row, why in enumerate(errors) if why is None]
        values = torch.full((len(batch),), torch.nan)
        if good:
            keys, texts = [key(batch[row]) for row in good], [batch[row].prompt_text for row in good]
            with torch.set_grad_enabled(any(each.requires_grad for each in shown.values())):
                images = expanded(keys, lambda some: self.encoder.see([shown[one] for one in some]))
            with torch.no_grad():
                goals = expanded(texts, self.encoder.read)
            said = self.compared(images, goals)
            values = values.to(said).index_put((torch.tensor(good, device=said.device),), said)
            for row, lost in zip(good, said.isnan().tolist(), strict=True):
                errors[row] = self.lacking() if lost else None
        return Scores(values, errors=tuple(errors) if any(errors) else None)

    def shown(self, batch: Sequence[Example]) -> tuple[dict[int, Image], dict[int, str]]:
        """The distinct images, and why where one cannot be read."""
        images: dict[int, Image] = {}
        reasons: dict[int, str] = {}
        for place, example in {key(example): example for example in batch}.items():
            try:
                images[place] = image(example)
            except GuerdonError as error:
                reasons[place] = str(error)
        return images, reasons


@dataclass(frozen=True)
class Similarity(ImageTextReward):
    """r = s . g, the cosine of an image's vector s and its prompt's vector g; from -1 to 1.

    It is above 0 nearly everywhere, so that where an episode can end early, a longer one gets more: take a level off
    with ``Affine``. Against other goals on the same image it is ``shape.TextNorm``; as yes or no ``>> Threshold``.

    Source: CLIP as a zero-shot reward, Rocamonde et al. 2023 (arXiv 2310.12921), section 3.
    """

    paper = Paper(
        "radford2021learning", "Learning Transferable Visual Models From Natural Language Supervision",
        "Radford, Alec and Kim, Jong Wook and others", 2021, arxiv="2103.00020",
    )  # fmt: skip

    def compared(self, images: Vectors, goals: Vectors) -> Float[Tensor, "n"]:
        return (images * goals).sum(1)


def key(example: Example) -> int:
    """Which image an example has, while the batch is held: the same object is the same image."""
    return id(example.media[0] if example.media else example.context.get("image"))


def expanded(keys: Sequence[Any], vectors: Any) -> Vectors:
    """A vector for each key, computed once for each that is distinct."""
    place = {one: row for row, one in enumerate(dict.fromkeys(keys))}
    found: Vectors = vectors(list(place))
    return found[torch.tensor([place[one] for one in keys], device=found.device)]
