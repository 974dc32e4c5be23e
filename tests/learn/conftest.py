"""Small real models, made here: a bidirectional and a causal sequence classifier with tokenizers of their own."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    LlamaConfig,
    LlamaForSequenceClassification,
    PreTrainedTokenizerFast,
)
from worded import BAD, GOOD, TOPICS, preferences

from guerdon.learn import Encoded, Encoder
from guerdon.records import Comparisons
from guerdon.types import Example

CHAT = "{% for m in messages %}<{{ m.role }}>{{ m.content }}<end>{% endfor %}"


def tokenizer(folder: Path, marks: list[str], pair: str | None, **options: object) -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    words = [
        *TOPICS,
        *GOOD,
        *BAD,
        "question about",
        *map(str, range(50)),
        "first second third last the a user assistant",
    ]
    raw.train_from_iterator(words, trainers.WordLevelTrainer(special_tokens=marks))
    if pair:
        special = [(mark, raw.token_to_id(mark)) for mark in ("[CLS]", "[SEP]")]
        raw.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=special
        )
    return PreTrainedTokenizerFast(tokenizer_object=raw, unk_token="[UNK]", model_max_length=64, **options)


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a two-layer bidirectional classifier with one label."""
    folder = tmp_path_factory.mktemp("bert")
    marks = tokenizer(
        folder, ["[PAD]", "[UNK]", "[CLS]", "[SEP]"], "pair", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )  # fmt: skip
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(marks), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=64, num_labels=1, pad_token_id=marks.pad_token_id, initializer_range=0.2,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    marks.save_pretrained(folder)
    return str(folder)


def llama(folder: Path, **options: object) -> str:
    marks = tokenizer(folder, ["[UNK]", "<end>", "<user>", "<assistant>"], None, eos_token="<end>", **options)
    torch.manual_seed(2)
    config = LlamaConfig(
        vocab_size=len(marks), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=64, max_position_embeddings=64, num_labels=1, initializer_range=0.2,
        eos_token_id=marks.eos_token_id, bos_token_id=None, pad_token_id=None,
    )  # fmt: skip
    LlamaForSequenceClassification(config).save_pretrained(folder)
    marks.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="session")
def causal(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a two-layer causal classifier whose tokenizer has no padding token, pads left, and has no template."""
    return llama(tmp_path_factory.mktemp("causal"), padding_side="left")


@pytest.fixture(scope="session")
def chat(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a causal classifier with a chat template."""
    return llama(tmp_path_factory.mktemp("chat"), padding_side="right", chat_template=CHAT)


@pytest.fixture(scope="session")
def prefer() -> Callable[..., Comparisons]:
    return preferences


class Given(Encoder):
    """Frozen features, looked up by the text of the response; counts the examples that it encodes."""

    frozen = True

    def __init__(self, table: Mapping[str, torch.Tensor], blocks: Mapping[str, int]) -> None:
        super().__init__()
        self.table = table
        self.blocks = blocks
        self.encoded = 0

    def forward(self, items: list[Example] | tuple[Example, ...]) -> Encoded:
        self.encoded += len(items)
        return Encoded(torch.stack([self.table[item.response] for item in items]), self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, object]:
        return {}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, object]) -> "Given":
        raise NotImplementedError


@pytest.fixture(scope="session")
def given_features() -> type[Given]:
    return Given


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_cache(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors computed by tests are kept apart from the user's."""
    monkeypatch.setenv("GUERDON_CACHE", str(cache_folder))
