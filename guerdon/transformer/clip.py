"""CLIP and its like, from the hub or a folder."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn.functional import normalize

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.transformer.image_text import ImageText
from guerdon.transformer.loading import quiet
from guerdon.types.images import Image

ROWS = 64
"""Images, or texts, of one pass."""


class CLIP(ImageText):
    """A frozen dual encoder of transformers: any model with image and text features, CLIP and SigLIP among them.

    Images are rounded to bytes and put to size by the model's own processor, as in its training; no gradient passes
    that. A text that is longer than the model reads is refused, not cut.

    >>> Similarity(CLIP("openai/clip-vit-base-patch32"))

    Source: Radford et al. 2021, "Learning Transferable Visual Models From Natural Language Supervision" (arXiv
    2103.00020).
    """

    paper = Paper(
        "radford2021learning", "Learning Transferable Visual Models From Natural Language Supervision",
        "Radford, Alec and Kim, Jong Wook and others", 2021, arxiv="2103.00020",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        """Args: name: a hub name, or a folder with the model and its processor."""
        self.name = name

    @cached_property
    def loaded(self) -> tuple[Any, Any, Any]:
        """The model, its tokenizer and its image processor.

        Raises:
            GuerdonError: they cannot be loaded, or the model has no image and text features.
        """
        from transformers import AutoImageProcessor, AutoModel, AutoTokenizer

        try:
            with quiet():
                model = AutoModel.from_pretrained(self.name)
                tokenizer = AutoTokenizer.from_pretrained(self.name)
                processor = AutoImageProcessor.from_pretrained(self.name)
        except (OSError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise GuerdonError(f"{self.name} cannot be loaded as a model of images and texts: {reason}") from error
        if not hasattr(model, "get_image_features") or not hasattr(model, "get_text_features"):
            raise GuerdonError(f"{self.name} is a {type(model).__name__}, which does not see images and read texts")
        return model.eval().requires_grad_(False), tokenizer, processor

    @cached_property
    def window(self) -> int:
        """How many tokens of a text the model reads."""
        return int(self.loaded[0].config.text_config.max_position_embeddings)

    def see(self, images: Sequence[Image]) -> Float[Tensor, "n d"]:
        model, _, processor = self.loaded
        return self.passed(
            [as_bytes(each) for each in images],
            lambda some: model.get_image_features(**processor(some, return_tensors="pt")),
        )

    def read(self, texts: Sequence[str]) -> Float[Tensor, "n d"]:
        """Raises a GuerdonError where a text is too long."""
        model, tokenizer, _ = self.loaded
        for text in texts:
            if why := self.refuses(text):
                raise GuerdonError(why)
        return self.passed(
            texts, lambda some: model.get_text_features(**tokenizer(some, padding=True, return_tensors="pt"))
        )

    def refuses(self, text: str) -> str | None:
        count = len(self.loaded[1](text, verbose=False)["input_ids"])
        if count <= self.window:
            return None
        return f"the text {text[:40]!r} has {count} tokens, and {self.name} reads {self.window}: shorten it"

    @torch.no_grad()
    def passed(self, items: Sequence[Any], features: Any) -> Float[Tensor, "n d"]:
        """Unit vectors, some items at a time."""
        pieces = [features(list(items[start : start + ROWS])) for start in range(0, len(items), ROWS)]
        vectors = [getattr(piece, "pooler_output", piece).float() for piece in pieces]
        return normalize(torch.cat(vectors), dim=-1) if vectors else torch.zeros(0, 0)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"name": self.name}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "CLIP":
        return cls(**config)


def as_bytes(image: Image) -> UInt8[np.ndarray, "_rows _columns 3"]:
    """An image as processors expect it."""
    return (image.detach().clamp(0, 1) * 255).round().byte().cpu().numpy()
