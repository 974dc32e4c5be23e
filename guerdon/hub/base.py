"""What can be seen of a model before its weights are loaded, and what a kind of reward is."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import get_safetensors_metadata, hf_hub_download
from huggingface_hub.errors import HfHubHTTPError, NotASafetensorsRepoError
from safetensors import safe_open
from torch import Tensor
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

from guerdon.errors import GuerdonError
from guerdon.learn import TextEncoder
from guerdon.reward import Reward
from guerdon.transformer.minilm import locate

SOURCE = ("<|source|>", "<|candidate1|>", "<|candidate2|>")
"""What rankers mark prompt, first and second candidate with."""


@dataclass(frozen=True)
class Model:
    """A model by its name, as far as small files tell."""

    name: str
    """On the hub, or a folder."""
    trust_remote_code: bool
    config: Any
    tokenizer: Any

    @classmethod
    def read(cls, name: str, trust_remote_code: bool) -> "Model":
        """Reads configuration and tokenizer.

        Raises:
            GuerdonError: they are not there, or the model brings code of its own and is not trusted.
        """
        source = locate(name)
        try:
            config = AutoConfig.from_pretrained(source, trust_remote_code=trust_remote_code)
            tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=trust_remote_code)
        except (OSError, ValueError) as error:
            if "trust_remote_code" in str(error):
                raise GuerdonError(
                    f"{name} brings code of its own, which would run on this machine: read it, and if you trust it pass "
                    "--trust-remote-code (trust_remote_code=True)"
                ) from error
            raise GuerdonError(f"{name} cannot be loaded: {str(error).strip().splitlines()[0]}") from error
        return cls(name, trust_remote_code, config, tokenizer)

    @property
    def classifies(self) -> bool:
        """Whether it was saved as a sequence classifier."""
        return "SequenceClassification" in str(self.config.architectures)

    @property
    def labels(self) -> tuple[str, ...]:
        """What a classifier calls its outputs."""
        return tuple(self.config.id2label[place] for place in range(self.config.num_labels))

    @property
    def speaks(self) -> bool:
        """Whether it is built as a causal language model; what fills in masked words can be run as one, and is none."""
        kind = type(self.config)
        return kind in AutoModelForCausalLM._model_mapping and kind not in AutoModelForMaskedLM._model_mapping

    @property
    def ranks(self) -> bool:
        """Whether its tokenizer has marks for two candidates."""
        return set(self.tokenizer.get_added_vocab()) >= set(SOURCE)

    @property
    def dtype(self) -> torch.dtype:
        """In what precision it is computed: that of its file on a GPU, full precision elsewhere."""
        return (self.config.dtype or torch.float32) if self.device == "cuda" else torch.float32

    @property
    def device(self) -> str:
        """Where it is computed."""
        return "cuda" if torch.cuda.is_available() else "cpu"

    def encoder(self) -> TextEncoder:
        """All but its last layer.

        Raises:
            GuerdonError: it cannot be loaded, or reads conversations in a way that nobody can know.
        """
        if self.speaks and not self.ranks and not self.tokenizer.chat_template:
            raise GuerdonError(
                f"{self.name} has no chat template, so how it was taught to read a conversation is not known: put it into "
                "the tokenizer's folder as chat_template.jinja"
            )
        return TextEncoder(self.name, dtype=self.dtype, trust_remote_code=self.trust_remote_code)

    @cached_property
    def heads(self) -> Mapping[str, tuple[int, ...]]:
        """Names and shapes of the matrices over hidden states that a language model of its kind does not have."""
        with torch.device("meta"):
            usual = AutoModelForCausalLM.from_config(self.config).state_dict()
        width = self.config.hidden_size
        extra = {name: shape for name, shape in self.shapes.items() if name not in usual}
        return {name: shape for name, shape in extra.items() if len(shape) == 2 and shape[1] == width != shape[0]}

    @cached_property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of every tensor in its safetensors files; none where it has no such files."""
        folder = Path(locate(self.name))
        if folder.is_dir():
            return {
                name: shape for file in sorted(folder.glob("*.safetensors")) for name, shape in shapes(file).items()
            }
        try:
            known = get_safetensors_metadata(self.name).files_metadata
        except (NotASafetensorsRepoError, HfHubHTTPError, OSError):
            return {}
        return {name: tuple(info.shape) for file in known.values() for name, info in file.tensors.items()}

    def tensor(self, name: str) -> Tensor:
        """One tensor of its files."""
        folder = Path(locate(self.name))
        if folder.is_dir():
            file = next(each for each in sorted(folder.glob("*.safetensors")) if name in shapes(each))
        else:
            file = Path(hf_hub_download(self.name, self.holder(name)))
        with safe_open(file, "pt") as tensors:
            return tensors.get_tensor(name).float()

    def holder(self, tensor: str) -> str:
        """Which file of the hub a tensor is in."""
        files = get_safetensors_metadata(self.name).files_metadata
        return next(file for file, known in files.items() if tensor in known.tensors)


def shapes(file: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the tensors of a file, of which nothing else is read."""
    with file.open("rb") as raw:
        size = int.from_bytes(raw.read(8), "little")
        header = json.loads(raw.read(size))
    return {name: tuple(info["shape"]) for name, info in header.items() if name != "__metadata__"}


class Kind(ABC):
    """A way in which models are rewards. To add one, subclass in a file of ``kinds``."""

    @classmethod
    @abstractmethod
    def recognises(cls, model: Model) -> bool:
        """Whether a model is of this kind; no model may be of two."""

    @classmethod
    @abstractmethod
    def load(cls, model: Model) -> Reward:
        """The reward.

        Raises:
            GuerdonError: it cannot be loaded after all.
        """
