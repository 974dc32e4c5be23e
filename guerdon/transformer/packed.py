"""Several texts in one row of tokens: no padding, and what texts begin with in common is there once.

The linear layers of a transformer do not care which tokens stand together; attention does. Here attention is computed
branch by branch: a common beginning sees itself, each text that goes on from it sees the beginning and itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

NAME = "guerdon"
"""What transformers calls this attention."""
HALF = 0.05
"""How far apart states of half precision may be that are computed in another order."""
OTHER_KINDS = ("sliding_window", "softcap", "s_aux", "position_bias")
"""What a model asks of its attention that is not done here."""


@dataclass(frozen=True)
class Branch:
    """Where in a packed row a common beginning stands, and right after it what texts go on with."""

    start: int
    shared: int
    """Tokens of the beginning; it may have none."""
    tails: tuple[int, ...]
    """Tokens that each text goes on with."""

    @property
    def beginning(self) -> slice:
        return slice(self.start, self.start + self.shared)

    @property
    def own(self) -> list[slice]:
        """The places of each tail."""
        ends = list(accumulate(self.tails, initial=self.start + self.shared))
        return [slice(first, last) for first, last in pairwise(ends)]


Layout = tuple[Branch, ...]


@dataclass
class Passing:
    """A packed row on its way through a model."""

    layout: Layout
    watched: int | None = None
    """The layer whose attention is read."""
    looks: tuple[Float[Tensor, "_t"], ...] = ()
    """What was read: of each text, how much its last token looked at each."""


class Passed(NamedTuple):
    """What one pass says of one text."""

    states: Float[Tensor, "_t d"]
    """The last hidden state of each token."""
    looks: Float[Tensor, "_t"] | None
    """How much the last token looks at each in the last layer, the mean over heads, where that was asked for."""


PASSING: ContextVar[Passing | None] = ContextVar("passing", default=None)
"""In this thread, now."""


class Piece(NamedTuple):
    """Queries at some places that look at keys at others."""

    queries: slice
    keys: slice
    causal: bool
    """Whether each looks no further than its own place; else at all."""
    first: bool
    """Whether these queries have looked at nothing yet."""


def pieces(layout: Layout) -> Iterator[Piece]:
    """The attention of a packed row, block by block."""
    for branch in layout:
        own = branch.own
        if branch.shared:
            yield Piece(branch.beginning, branch.beginning, True, True)
            yield Piece(slice(own[0].start, own[-1].stop), branch.beginning, False, True)
        for tail in own:
            yield Piece(tail, tail, True, not branch.shared)


class Blockwise(torch.autograd.Function):
    """Attention over the blocks of a packed row, by the flash kernel of CPUs.

    Where queries look at two blocks, with outputs o, o' and log-sums l, l' of each, L = log(e^l + e^l') and the output
    is e^(l - L) o + e^(l' - L) o'. The kernel's own backward pass is exact for each block when it is given L and the
    whole output.

    Source: the merge of Milakov and Gimelshein 2018, "Online normalizer calculation for softmax" (arXiv 1805.02867), on a
    shared beginning as in Juravsky et al. 2024, "Hydragen" (arXiv 2402.05099).
    """

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, layout: Layout, scale: float) -> Tensor:
        _, heads, tokens, width = query.shape
        output = query.new_empty(1, tokens, heads, width).transpose(1, 2)
        logsums = query.new_empty(1, heads, tokens, dtype=torch.float32)
        for queries, keys, causal, first in pieces(layout):
            found, said = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
                query[:, :, queries], key[:, :, keys], value[:, :, keys], 0.0, causal, scale=scale
            )
            if not first:
                before = logsums[:, :, queries]
                both = torch.logaddexp(before, said)
                found = (
                    found * (said - both).exp()[..., None] + output[:, :, queries] * (before - both).exp()[..., None]
                )
                said = both
            output[:, :, queries], logsums[:, :, queries] = found, said
        ctx.save_for_backward(query, key, value, output, logsums)
        ctx.layout, ctx.scale = layout, scale
        return output

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor | None, ...]:
        query, key, value, output, logsums = ctx.saved_tensors
        found = [torch.zeros_like(each) for each in (query, key, value)]
        for queries, keys, causal, _ in pieces(ctx.layout):
            parts = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward(
                slopes[0][:, :, queries], query[:, :, queries], key[:, :, keys], value[:, :, keys],
                output[:, :, queries], logsums[:, :, queries], 0.0, causal, scale=ctx.scale,
            )  # fmt: skip
            for whole, part, places in zip(found, parts, (queries, keys, keys), strict=True):
                whole[:, :, places] += part
        return (*found, None, None)


def branchwise(query: Tensor, key: Tensor, value: Tensor, layout: Layout, scale: float, dropout: float) -> Tensor:
    """The same by torch's own attention, text by text: for other devices, and where attention is dropped out."""
    settings: dict[str, Any] = {"dropout_p": dropout, "scale": scale, "enable_gqa": query.shape[1] != key.shape[1]}
    rows = []
    for branch in layout:
        begin = branch.beginning
        if branch.shared:
            q, k, v = (each[:, :, begin] for each in (query, key, value))
            rows.append(scaled_dot_product_attention(q, k, v, is_causal=True, **settings))
        for tail in branch.own:
            keys, values = (torch.cat([each[:, :, begin], each[:, :, tail]], dim=2) for each in (key, value))
            places = torch.arange(tail.stop - tail.start, device=query.device)
            mask = torch.arange(keys.shape[2], device=query.device) <= branch.shared + places[:, None]
            rows.append(scaled_dot_product_attention(query[:, :, tail], keys, values, attn_mask=mask, **settings))
    return torch.cat(rows, dim=2)


@torch.no_grad()
def last_looks(query: Tensor, key: Tensor, layout: Layout, scale: float) -> Iterator[Float[Tensor, "_t"]]:
    """How much the last token of each text looks at each of its tokens, the mean over heads: softmax(q K^T scale)."""
    keys = key[0].repeat_interleave(query.shape[1] // key.shape[1], dim=0).float()
    for branch in layout:
        for tail in branch.own:
            seen = torch.cat([keys[:, branch.beginning], keys[:, tail]], dim=1)
            last = query[0, :, tail.stop - 1, :, None].float()
            yield (seen @ last * scale)[..., 0].softmax(-1).mean(0)


def attend(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    **asked: Any,
) -> tuple[Tensor, None]:
    """Attention as transformers calls it: that of a packed row where one is passing, torch's own otherwise.

    Raises:
        NotImplementedError: a row is passing, and the model asks for another kind of attention.
    """
    passing = PASSING.get()
    if passing is None:
        return sdpa_attention_forward(module, query, key, value, attention_mask, dropout, scaling, **asked)
    odd = [name for name in OTHER_KINDS if asked.get(name) is not None]
    if odd or not getattr(module, "is_causal", True):
        raise NotImplementedError(
            f"packed rows have no attention with {', '.join(odd) or 'a view of what comes after'}"
        )
    scale, layout = query.shape[-1] ** -0.5 if scaling is None else scaling, passing.layout
    if passing.watched is not None and passing.watched == module.layer_idx:
        passing.looks = tuple(last_looks(query, key, layout, scale))
    if query.device.type == "cpu" and not dropout:
        output = Blockwise.apply(query, key, value, layout, scale)
    else:
        output = branchwise(query, key, value, layout, scale, dropout)
    return output.transpose(1, 2).contiguous(), None


def masked(*settings: Any, **named: Any) -> Tensor | None:
    """The mask that ``attend`` takes: none where a packed row is passing."""
    return None if PASSING.get() is not None else sdpa_mask(*settings, **named)


AttentionInterface.register(NAME, attend)
AttentionMaskInterface.register(NAME, masked)


@contextmanager
def on_its_way(passing: Passing) -> Iterator[None]:
    token = PASSING.set(passing)
    try:
        yield
    finally:
        PASSING.reset(token)


def pack(
    trunk: PreTrainedModel,
    groups: Sequence[tuple[int, Sequence[Int[Tensor, "_"]]]],
    device: torch.device,
    looks: bool = False,
) -> list[list[Passed]]:
    """One pass over texts in one row.

    Args:
        trunk: a model that ``packable`` finds to be one.
        groups: how many tokens the texts of each group begin with in common, and all their tokens.
        device: where the trunk is.
        looks: whether it is wanted where each last token looked.

    Returns:
        what is said of each text of each group.
    """
    ids: list[Tensor] = []
    places: list[Tensor] = []
    layout: list[Branch] = []
    start = 0
    for shared, texts in groups:
        tails = tuple(len(text) - shared for text in texts)
        layout.append(Branch(start, shared, tails))
        ids += [texts[0][:shared], *(text[shared:] for text in texts)]
        places += [torch.arange(shared), *(torch.arange(shared, shared + tail) for tail in tails)]
        start += shared + sum(tails)
    row, positions = (torch.cat(each)[None].to(device) for each in (ids, places))
    assert trunk.config._attn_implementation == NAME, "packable has found that it is one, and set its attention"
    passing = Passing(tuple(layout), trunk.config.num_hidden_layers - 1 if looks else None)
    with on_its_way(passing):
        states = trunk(input_ids=row, position_ids=positions, use_cache=False).last_hidden_state[0].float()
    looked = iter(passing.looks)
    return [
        [Passed(torch.cat([states[branch.beginning], states[tail]]), next(looked, None)) for tail in branch.own]
        for branch in layout
    ]


@torch.no_grad()
def packable(trunk: PreTrainedModel) -> bool:
    """Whether a model reads packed texts as it reads each alone; if so, it does from now on.

    Asked of the model itself, on two texts of some tokens, for configurations of transformers do not tell. Models that look
    ahead, or back through a window of tokens, do not.
    """
    device = next(trunk.parameters()).device
    training, before = trunk.training, trunk.config._attn_implementation
    trunk.eval()
    texts = [torch.tensor(text) % trunk.config.vocab_size for text in ([1, 2, 1, 3], [1, 2, 4, 1, 2])]
    try:
        alone = [trunk(input_ids=text[None].to(device), use_cache=False).last_hidden_state[0] for text in texts]
        trunk.set_attn_implementation(NAME)
        [together] = pack(trunk, [(2, texts)], device)
        slack = 1e-4 if trunk.dtype == torch.float32 else HALF
        equal = all(torch.allclose(a.float(), b.states, slack, slack) for a, b in zip(alone, together, strict=True))
    except (AttributeError, TypeError, ValueError, RuntimeError):
        equal = False
    finally:
        trunk.train(training)
    if not equal:
        trunk.set_attn_implementation(before)
    return equal
