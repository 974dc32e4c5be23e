"""Pieces of encoded examples: whether what lies in a file is what memory would hold, gradients included."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.learn import FullBatch, MLPHead, Numbers, RewardModel, ScalarHead, fit, pieces
from guerdon.learn.pieces import Pieces
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

WIDTH = 5


def examples(n: int, seed: int = 0) -> list[Example]:
    rows = np.random.default_rng(seed).normal(size=(n, WIDTH)).round(3)
    return [Example(f"task {number}", " ".join(map(str, row))) for number, row in enumerate(rows.tolist())]


def comparisons(n: int) -> Comparisons:
    """The response with the larger sum of numbers is preferred, but for every fifth."""
    rows = examples(2 * n)
    pairs = []
    for number in range(n):
        first, second = Example(f"t{number}", rows[2 * number].response), Example(f"t{number}", rows[-number].response)
        right = sum(map(float, first.response.split())) > sum(map(float, second.response.split()))
        pairs.append(Comparison(first, second) if right != (number % 5 == 0) else Comparison(second, first))
    return Comparisons.of(pairs)


@pytest.mark.parametrize("head", [ScalarHead(), MLPHead((4,))], ids=["linear", "mlp"])
@given(n=st.integers(1, 23), size=st.integers(2, 9))
@settings(max_examples=20, deadline=None)
def test_a_file_gives_the_scores_and_the_gradients_that_memory_gives(head, n, size):
    rows, model = examples(23), RewardModel(Numbers(WIDTH), head, seed=1)
    torch.nn.init.normal_(next(model.head.parameters()))
    found = []
    for some in (Pieces(model.encoder, rows), Pieces(model.encoder, rows, size)):
        model.head.zero_grad()
        values = some.scores(model.head, n).values
        (values.square() * torch.arange(1.0, n + 1)).sum().backward()
        found.append((values.detach(), [weight.grad.clone() for weight in model.head.parameters()]))
    torch.testing.assert_close(found[0][0], found[1][0])
    torch.testing.assert_close(found[0][1], found[1][1], atol=1e-4, rtol=1e-4)


def test_a_change_of_each_piece_stays():
    model = RewardModel(Numbers(WIDTH), ScalarHead())
    some = Pieces(model.encoder, examples(10), size=3)
    before = torch.cat([piece.pooled.clone() for piece in some])
    model.head.standardise(some.sample(10, model.head.features))
    some.change(model.head.scaled)
    after = torch.cat([piece.pooled for piece in some])
    torch.testing.assert_close(after, (before - before.mean(0)) / (before.std(0) * WIDTH**0.25))
    assert all(piece.standardised for piece in some)


def test_the_counts_of_a_beginning_are_those_of_its_pieces():
    some = Pieces(Numbers(WIDTH), examples(10), size=4)
    assert some.counts(10) == [4, 4, 2]
    assert some.counts(5) == [4, 1, 0]


def test_a_sample_is_spread_over_all_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 5)
    some = Pieces(Numbers(WIDTH), examples(20), size=5)
    rows = torch.cat([piece.pooled for piece in some])
    sample = some.sample(20, lambda encoded: encoded.pooled)
    torch.testing.assert_close(sample, rows[[0, 4, 5, 9, 10, 14, 15, 19]])


def test_a_fit_in_pieces_is_the_fit_in_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path))
    weights, chosen = [], []
    for size in (65_536, 37):
        monkeypatch.setattr(Pieces.__init__, "__defaults__", (size,))
        model = RewardModel(Numbers(WIDTH), ScalarHead())
        chosen.append(fit(model, comparisons(200), solver=FullBatch(l2=(0.1, 0.01))).chosen)
        weights.append(model.head.linear.weight.detach().clone())
    assert chosen[0] == chosen[1]
    torch.testing.assert_close(weights[0], weights[1], atol=2e-3, rtol=1e-2)
    assert not list(tmp_path.iterdir()), "the file of features has no name"


def test_a_piece_with_features_that_are_not_finite_is_named():
    rows = [Comparison(Example("t", "1 2 3 4 5"), Example("t", f"{number} 1 1 1 nan")) for number in range(30)]
    with pytest.raises(GuerdonError, match="not finite; the first begins '0 1 1 1 nan'"):
        fit(RewardModel(Numbers(WIDTH), ScalarHead()), Comparisons.of(rows), validation=Comparisons.of(rows))
