"""The product of context and response: by hand, its symmetry, and what frozen encoders read of contexts."""

import pytest
import torch

import guerdon
from guerdon.errors import GuerdonError
from guerdon.learn import (
    BilinearHead,
    Concatenated,
    Contexts,
    Encoded,
    Encoder,
    FullBatch,
    Interaction,
    Joined,
    Numbers,
    RewardModel,
    fit,
)
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example


class Wanted(Encoder):
    """The two numbers of a prompt as a context, and those of the response."""

    frozen = True
    blocks = {"context": 2, "content": 2}  # noqa: RUF012

    def forward(self, items):
        rows = [[*map(float, f"{item.prompt_text} {item.response}".split())] for item in items]
        return Encoded(torch.tensor(rows), self.blocks, tuple(items))

    def pack(self, folder):
        return {}

    @classmethod
    def unpack(cls, folder, config):
        return cls()


def reward(rank: int = 1) -> RewardModel:
    return RewardModel(Wanted(), BilinearHead(rank=rank))


def test_the_form_by_hand():
    model = reward(rank=4)
    with torch.no_grad():
        model.head.wants.weight.copy_(torch.tensor([[1.0, 0], [0, 1], [0, 0], [0, 0]]))
        model.head.has.weight.copy_(torch.tensor([[2.0, 0], [0, -3], [7, 7], [0, 0]]))
    # (1 * 2 * 3 + 2 * -3 * 5) / sqrt 4
    assert model.score([Example("1 2", "3 5")]).values.tolist() == pytest.approx([-12.0])


def test_it_is_a_bilinear_form():
    model = reward(rank=3)
    form = model.head.wants.weight.T @ model.head.has.weight / 3**0.5
    x, z = torch.tensor([3.0, 5.0]), torch.tensor([1.0, 2.0])
    assert model.score([Example("1 2", "3 5")]).values.item() == pytest.approx((z @ form @ x).item(), rel=1e-5)


def test_the_opposite_context_wants_the_opposite_and_no_context_wants_nothing():
    model = reward(rank=2)
    model.head.standardise(torch.randn(50, 4) + 3)
    assert not model.head.centre[:2].any()
    assert model.head.centre[2:].all()
    scores = model.score([Example("1 2", "3 5"), Example("-1 -2", "3 5"), Example("0 0", "3 5")]).values
    assert float(scores[0]) == pytest.approx(-float(scores[1]), rel=1e-5)
    assert float(scores[2]) == 0


def test_it_learns_which_context_wants_what():
    torch.manual_seed(1)
    rows = []
    for number, (want, one, other) in enumerate(torch.randn(150, 3, 2).round(decimals=2)):
        sides = sorted((one, other), key=lambda side: -float(want @ side))
        prompt = " ".join(map(str, want.tolist()))
        rows.append(Comparison(*(Example(prompt, " ".join(map(str, side.tolist()))) for side in sides), id=str(number)))
    model = reward(rank=2)
    fit(model, Comparisons.of(rows[:100]), validation=Comparisons.of(rows[100:120]), solver=FullBatch((0.003,)))
    chosen, rejected = ([getattr(row, side) for row in rows[120:]] for side in ("chosen", "rejected"))
    assert (model.prefer(chosen, rejected) > 0.5).float().mean() > 0.9
    head = BilinearHead(**dict(model.head.config()))
    assert head.config() == model.head.config()


def test_what_does_not_fit_is_named():
    with pytest.raises(GuerdonError, match="reads the blocks context, content; the encoder's are response"):
        RewardModel(Numbers(2), BilinearHead())
    with pytest.raises(ValueError, match="rank=0"):
        BilinearHead(rank=0)


def test_contexts_and_texts_are_read_as_sentences(bert, tmp_path):
    told, silent = Example("a question", "clear cats", {"criterion": "kind music"}), Example("a question", "clear cats")
    contexts, texts = Contexts(name=bert, max_tokens=32)([told, silent]), Concatenated(name=bert, max_tokens=32)
    alone = Interaction(bert, max_tokens=32).prompts(["kind music"])
    assert contexts.pooled[0].tolist() == pytest.approx(alone[0].tolist())
    assert not contexts.pooled[1].any()
    both = texts([told, silent]).pooled
    expected = texts.embedder(["kind music\na question\nclear cats", "a question\nclear cats"])
    torch.testing.assert_close(both, torch.from_numpy(expected))
    encoder = Joined(Contexts(name=bert, max_tokens=32), Interaction(bert, max_tokens=32))
    model = RewardModel(encoder, BilinearHead(rank=3), seed=4)
    model.save(tmp_path / "model")
    again = guerdon.load(tmp_path / "model").score([told, silent]).values
    torch.testing.assert_close(again, model.score([told, silent]).values)
    assert again[1] == 0
    assert Concatenated.unpack(tmp_path, texts.pack(tmp_path)).blocks == texts.blocks
