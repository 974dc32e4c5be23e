"""A transformer that reads a prompt and a response, and can be trained."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from safetensors import SafetensorError
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer, PreTrainedModel

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded
from guerdon.learn.encoders.tokenised import TokenEncoder, Tokenised
from guerdon.transformer import (
    Tokens,
    drawn_alike,
    locate,
    packable,
    padded,
    padding,
    quiet,
    shared,
    window,
)
from guerdon.types import Example


@dataclass(frozen=True)
class Read(Tokenised):
    """With which of a pair of texts each token is from, for models that ask."""

    types: Int[Tensor, "t"] | None


class TextEncoder(TokenEncoder):
    """The trunk of a transformers sequence classifier: all of it but the last linear layer.

    Whatever pooling the architecture's classifier has (the last token of a causal model, the pooler of a bidirectional
    one) is kept, so that with a scalar head of its own the whole saves as a model that
    ``AutoModelForSequenceClassification`` loads with the same scores.

    Texts of a causal model are packed, without padding. Batches of other models are padded on the right whatever the
    tokenizer prefers: masked attention then gives each text the result it has alone.
    """

    def __init__(
        self,
        name: str,
        max_tokens: int | None = None,
        lora: bool = False,
        dtype: torch.dtype = torch.float32,
        trust_remote_code: bool = False,
    ) -> None:
        """
        Args:
            name: a hub name or a folder.
            max_tokens: the longest input; the model's own limit, at most 2,048, when not given.
            lora: train low-rank adapters instead of the weights; needs ``peft``.
            dtype: of the weights; the last layer is always in float32.
            trust_remote_code: whether code that the model brings along may run.

        Raises:
            GuerdonError: the name cannot be loaded, or ``peft`` is missing.
        """
        super().__init__()
        self.source = name
        self.lora = lora
        self.classifier: Any  # transformers' own types say too little
        self.tokenizer, self.classifier = load_classifier(name, dtype, trust_remote_code)
        self.tokens = Tokens(self.tokenizer, window(self.tokenizer, self.classifier.config, max_tokens))
        self.final_name, self.final = detach_final(self.classifier)
        self.final.float()
        self.blocks = {"text": self.final.in_features}
        self.packs = packable(self.classifier.base_model)
        if lora:
            self.classifier = adapt(self.classifier)

    def prepare(self, examples: Sequence[Example]) -> list[Read]:
        """Token ids of each example, truncated to the window."""
        return [
            Read(torch.tensor(row.ids), example, torch.tensor(row.types) if row.types is not None else None)
            for row, example in zip(self.tokens.encode(examples), examples, strict=True)
        ]

    def forward(self, items: Sequence[Read]) -> Encoded:
        pooled = self.pooled_from_packed(items) if self.packs else self.pooled(items)
        return Encoded(pooled.float(), self.blocks, tuple(item.example for item in items))

    def pooled_from_packed(self, items: Sequence[Read]) -> Float[Tensor, "n width"]:
        """The state of each text's last token, what texts begin with in common computed once."""
        model, pad = self.classifier, self.tokenizer.pad_token_id
        trunk = model.base_model.model.base_model if self.lora else model.base_model
        prompts = [item.example.prompt for item in items]
        states = shared.states(trunk, [item.ids for item in items], prompts, self.device)
        # The classifiers of transformers read the last token that is no padding, be it before an end mark that is.
        last = [int((item.ids != pad).nonzero().max()) for item in items]
        return torch.stack([row[place] for row, place in zip(states, last, strict=True)])

    def pooled(self, items: Sequence[Read]) -> Float[Tensor, "n width"]:
        """What the classifier's last layer would read, each text padded to the longest."""
        inputs = padded([item.ids for item in items], self.tokenizer.pad_token_id, self.device)
        types = [item.types for item in items if item.types is not None]
        if types:
            inputs["token_type_ids"] = nn.utils.rnn.pad_sequence(types, batch_first=True).to(self.device)
        return self.classifier(**inputs).logits

    def pack(self, folder: Path) -> Mapping[str, Any]:
        """Writes a sequence classifier, adapters folded in and the last layer in its place, and its tokenizer."""
        classifier = deepcopy(self.classifier)
        if self.lora:
            classifier = classifier.merge_and_unload()
        put(classifier, self.final_name, self.final or nn.Identity())
        classifier.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        constant = self.final is not None and self.final.bias is not None
        return {"source": self.source, "max_tokens": self.tokens.max_tokens, "constant": constant}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "TextEncoder":
        encoder = cls(str(folder), max_tokens=config["max_tokens"])
        encoder.source = config["source"]
        if config["constant"] and encoder.final is not None and encoder.final.bias is None:
            encoder.final.bias = nn.Parameter(torch.zeros(encoder.final.out_features))  # a head that was not its own
        return encoder


def load_classifier(name: str, dtype: torch.dtype, trust: bool) -> tuple[Any, PreTrainedModel]:
    """A tokenizer with a padding token, and a sequence classifier, of one label if it is made here, from a name."""
    source = locate(name)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=trust)
        config = AutoConfig.from_pretrained(source, trust_remote_code=trust)
        labels = config.num_labels if "SequenceClassification" in str(config.architectures) else 1
        with quiet(), drawn_alike():
            classifier = AutoModelForSequenceClassification.from_pretrained(
                source, num_labels=labels, dtype=dtype, trust_remote_code=trust
            )
    except (OSError, ValueError, SafetensorError) as error:
        reason = str(error).strip().splitlines()[0]
        raise GuerdonError(f"{name} cannot be loaded as a text encoder: {reason}") from error
    classifier.config.pad_token_id = padding(tokenizer, name)
    return tokenizer, classifier


def detach_final(classifier: PreTrainedModel) -> tuple[str, nn.Linear]:
    """Takes the last linear layer off a sequence classifier, so that its output is what that layer read.

    Returns:
        where the layer was, and the layer.

    Raises:
        GuerdonError: the architecture does not end in one linear layer.
    """
    labels = classifier.config.num_labels
    last = [(n, m) for n, m in classifier.named_modules() if isinstance(m, nn.Linear) and m.out_features == labels]
    if not last:
        raise GuerdonError(f"{type(classifier).__name__} does not end in a linear layer of {labels} outputs")
    name, layer = last[-1]
    put(classifier, name, nn.Identity())
    return name, layer


def put(model: nn.Module, name: str, module: nn.Module) -> None:
    """Replaces the submodule at a dotted name."""
    parent, _, child = name.rpartition(".")
    setattr(model.get_submodule(parent), child, module)


def adapt(classifier: PreTrainedModel) -> Any:
    """The trunk with trainable low-rank adapters on every linear layer (Hu et al. 2021, arXiv 2106.09685)."""
    try:
        from peft import LoraConfig, get_peft_model
    except ImportError as error:
        raise GuerdonError('LoRA needs peft: pip install "guerdon[lora]"') from error
    with drawn_alike():
        return get_peft_model(classifier, LoraConfig(r=16, lora_alpha=32, target_modules="all-linear"))
