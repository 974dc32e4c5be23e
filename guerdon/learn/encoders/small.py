"""A small causal language model with a vocabulary of its own: what stands in for a large one where there is no hub."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from tokenizers.pre_tokenizers import PreTokenizer
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from guerdon.saving import DESCRIPTION, cache_folder, replacing
from guerdon.transformer import quiet

SPLITS: dict[str, PreTokenizer] = {
    "word": pre_tokenizers.Sequence([pre_tokenizers.Whitespace()]),
    "character": pre_tokenizers.Split("", "isolated"),
}
MARKS = ["<unk>", "<pad>", "<end>", "<user>", "<assistant>"]
TEMPLATE = "{% for m in messages %}<{{ m.role }}>{{ m.content }}<end>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"


def tiny(
    texts: Iterable[str],
    width: int = 64,
    layers: int = 2,
    heads: int = 4,
    window: int = 256,
    level: str = "word",
    vocabulary: int = 4000,
    spread: float = 0.02,
    seed: int = 0,
) -> str:
    """The folder of an untrained model of Llama's kind, for ``CausalEncoder``; made once and kept in the cache.

    Args:
        texts: what the vocabulary is taken from.
        width: of the states; a multiple of ``heads``.
        layers: how many there are.
        heads: of attention, in each layer.
        window: the longest input, in tokens.
        level: ``word`` (words and marks of punctuation) or ``character``.
        vocabulary: how many tokens there are at most; what is rarer is unknown.
        spread: the standard deviation of the first weights. Llama's own suits its width; a narrow model hardly attends
            with it, and learns to copy and to add much sooner with width ** -0.5.
        seed: of the weights.
    """
    raw = Tokenizer(models.WordLevel(unk_token="<unk>"))
    raw.pre_tokenizer = SPLITS[level]
    if level == "character":
        raw.decoder = decoders.Fuse()
    raw.train_from_iterator(
        sorted(set(texts)), trainers.WordLevelTrainer(vocab_size=vocabulary, special_tokens=MARKS, show_progress=False)
    )
    made = f"{raw.to_str()} {TEMPLATE} {width} {layers} {heads} {window} {spread} {seed}"
    folder = cache_folder() / "tiny" / sha256(made.encode()).hexdigest()[:24]
    if not (folder / DESCRIPTION).exists():
        with replacing(folder) as draft:
            build(raw, draft, width, layers, heads, window, spread, seed)
            (draft / DESCRIPTION).write_text("{}\n")
    return str(folder)


def build(
    raw: Tokenizer, folder: Path, width: int, layers: int, heads: int, window: int, spread: float, seed: int
) -> None:
    """Writes tokenizer and model."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, unk_token="<unk>", pad_token="<pad>", eos_token="<end>", model_max_length=window,
        chat_template=TEMPLATE,
    )  # fmt: skip
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=heads, max_position_embeddings=window,
        bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=True, initializer_range=spread,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = LlamaForCausalLM(config)
    with quiet():
        model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
