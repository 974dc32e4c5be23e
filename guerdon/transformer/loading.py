"""Language models and tokenizers from names, and what is done to their batches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from jaxtyping import Int
from safetensors import SafetensorError
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel
from transformers.utils import logging

from guerdon.errors import GuerdonError
from guerdon.transformer.minilm import locate


def load_language_model(name: str, dtype: torch.dtype, trust: bool) -> tuple[Any, Any]:
    """A tokenizer with a padding token, and a causal language model, from a hub name or a folder."""
    source = locate(name)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=trust)
        with quiet(), drawn_alike():
            model = AutoModelForCausalLM.from_pretrained(source, dtype=dtype, trust_remote_code=trust)
    except (OSError, ValueError, SafetensorError) as error:
        reason = str(error).strip().splitlines()[0]
        raise GuerdonError(f"{name} cannot be loaded as a causal language model: {reason}") from error
    model.config.pad_token_id = padding(tokenizer, name)
    return tokenizer, model


def padding(tokenizer: Any, name: str) -> int:
    """The id of the tokenizer's padding token, which is set here where it has none."""
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    if tokenizer.pad_token_id is None:
        raise GuerdonError(f"{name}: its tokenizer has no padding, end or unknown token; set one and save it again")
    return tokenizer.pad_token_id


def trunk(model: Any) -> PreTrainedModel:
    """A language model without its head, and with its adapters if it has any."""
    return getattr(model, "model", model).base_model if hasattr(model, "peft_config") else model.base_model


def padded(rows: Sequence[Int[Tensor, "_"]], pad: int, device: torch.device, left: bool = False) -> dict[str, Tensor]:
    """Ids padded on the right, or on the left where tokens are to follow, and the mask where some are padding.

    Without padding the attention kernels need no mask, and are faster.
    """
    side = "left" if left else "right"
    ids = nn.utils.rnn.pad_sequence(list(rows), batch_first=True, padding_value=pad, padding_side=side).to(device)
    lengths = torch.tensor([len(row) for row in rows], device=device)
    places = torch.arange(ids.shape[1], device=device)
    mask = places >= ids.shape[1] - lengths[:, None] if left else places < lengths[:, None]
    return {"input_ids": ids} if mask.all() else {"input_ids": ids, "attention_mask": mask.long()}


@contextmanager
def drawn_alike() -> Iterator[None]:
    """Weights that a checkpoint lacks are drawn here, the same in every run; other random numbers go on as before."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """Without a bar for a file that loads, or a warning that a new head is untrained: here that is the point."""
    logging.disable_progress_bar()
    before = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(before)
