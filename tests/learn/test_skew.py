"""Skew-symmetric preferences: the sign, the symmetry, Bradley-Terry as a case, and cycles that no scalar learns."""

from collections import Counter

import numpy as np
import pytest
import torch

import guerdon
from guerdon.audit import examine
from guerdon.errors import GuerdonError
from guerdon.learn import FullBatch, MLPHead, Numbers, RewardModel, ScalarHead, SkewHead, fit
from guerdon.testbeds import CyclicWorld, Rings
from guerdon.types import Example


def scored(head: SkewHead, *vectors: str, prompt: str = "p"):
    model = RewardModel(Numbers(len(vectors[0].split())), head)
    return model, model.score([Example(prompt, vector) for vector in vectors])


@torch.no_grad()
def test_the_form_by_hand_and_positive_where_the_first_wins():
    head = SkewHead(k=1, temperature=0.5)
    model, _ = scored(head, "1 0")
    head.linear.weight.copy_(torch.eye(2))
    head.linear.bias.zero_()
    # a = (1, 2), b = (3, 5): (1 * 5 - 2 * 3) / 0.5 = -2, so b is preferred
    a, b = [Example("p", "1 2")], [Example("p", "3 5")]
    assert float(model.prefer(a, b)[0]) == pytest.approx(1 / (1 + np.exp(2)))
    assert float(model.prefer(b, a)[0]) == pytest.approx(1 / (1 + np.exp(-2)))
    assert float(model.prefer(a, a)[0]) == 0.5


@torch.no_grad()
def test_bradley_terry_is_the_case_of_vectors_r_and_one():
    head = SkewHead(k=1, temperature=1.0)
    model, _ = scored(head, "1 0 0")
    head.linear.weight.copy_(torch.tensor([[0.5, -1.0, 2.0], [0.0, 0.0, 0.0]]))
    head.linear.bias.copy_(torch.tensor([0.0, 1.0]))
    one, other = [Example("p", "1 1 1")], [Example("p", "0 2 0")]  # rewards 1.5 and -2
    assert float(torch.logit(model.prefer(one, other))[0]) == pytest.approx(3.5, abs=1e-4)
    assert float(head.penalty()) == pytest.approx(0.25 + 1 + 4)  # the sum of squares that a linear reward pays


@torch.no_grad()
def test_the_penalty_is_half_the_squared_norm_of_the_form_however_it_is_split():
    head = SkewHead(k=3, temperature=0.2)
    scored(head, "1 0 0 0")
    torch.nn.init.normal_(head.linear.weight)
    torch.nn.init.normal_(head.linear.bias)
    rows = torch.cat([head.linear.weight, head.linear.bias[:, None]], dim=1)
    form = sum(torch.outer(p, q) - torch.outer(q, p) for p, q in zip(rows[0::2], rows[1::2], strict=True)) / 0.2
    before = float(head.penalty())
    assert before == pytest.approx(float(form.square().sum() / 2), rel=1e-4)
    head.linear.weight[0::2] *= 4
    head.linear.bias[0::2] *= 4
    head.linear.weight[1::2] /= 4
    head.linear.bias[1::2] /= 4
    assert float(head.penalty()) == pytest.approx(before, rel=1e-4)


@pytest.fixture(scope="module")
def fitted() -> tuple[RewardModel, CyclicWorld]:
    world = CyclicWorld(width=5, cyclic=0.5, seed=7)
    model = RewardModel(Numbers(5), SkewHead(k=2))
    fit(model, world.comparisons(600))
    return model, world


def test_scores_are_against_the_pool_that_training_showed(fitted):
    model, world = fitted
    rows = [Example("p", row.chosen.response) for row in world.comparisons(5)]
    pool = [Example("p", vector) for vector in ("0 0 0 0 0", "2 0 0 0 0")]
    model.head.settle(model.encoder(pool))
    with torch.no_grad():
        both = [torch.logit(model.prefer(rows, [one] * 5).double()) for one in pool]
    assert model.score(rows).values.tolist() == pytest.approx(((both[0] + both[1]) / 2).tolist(), abs=1e-3)


def test_a_fit_learns_what_goes_round_and_a_scalar_does_not(fitted):
    model, world = fitted
    test = world.comparisons(1000)[600:]
    scalar = RewardModel(Numbers(5), ScalarHead())
    fit(scalar, world.comparisons(600))
    best = examine(world.gold, test).correct.mean()
    assert examine(model, test).correct.mean() > best - 0.04
    assert examine(scalar, test).correct.mean() < best - 0.06


@pytest.mark.parametrize("items", [3, 4])
def test_rings_need_the_prompt_and_the_form(items):
    data = Rings(prompts=2, items=items, seed=1).comparisons(24 * items)
    right = {}
    for name, head in {"skew": SkewHead(2, prompt="prompt"), "network": MLPHead((8,))}.items():
        model = RewardModel(Numbers(items, 2), head)
        fit(model, data, validation=data, solver=FullBatch(l2=(0.001,)))
        right[name] = examine(model, data).correct.mean()
    assert right["skew"] == 1
    counts = Counter((row.prompt, row.chosen.response) for row in data)
    rarest = sum(min(n for (prompt, _), n in counts.items() if prompt == one) for one in {row.prompt for row in data})
    assert right["network"] <= 1 - rarest / len(data), "a score loses a pair of each ring, at best the rarest"


def test_what_was_learned_is_saved_pool_and_all(fitted, tmp_path):
    model, world = fitted
    rows = [row.chosen for row in world.comparisons(4)]
    model.save(tmp_path / "skew")
    assert guerdon.load(tmp_path / "skew").score(rows).values.equal(model.score(rows).values)


def test_bad_settings_are_named():
    with pytest.raises(ValueError, match="at least one plane"):
        SkewHead(0)
    with pytest.raises(GuerdonError, match="from the block 'question'; the encoder has response"):
        RewardModel(Numbers(3), SkewHead(prompt="question"))


def test_worlds_know_who_beats_whom():
    ring = Rings(prompts=3, items=5, seed=2)
    rows = ring.comparisons(15)
    first, second = [row.chosen for row in rows], [row.rejected for row in rows]
    assert ring.gold.prefer(first, second).tolist() == [1.0] * 15
    assert ring.gold.prefer(second, first).tolist() == [0.0] * 15
    with pytest.raises(ValueError, match="a ring needs at least 3"):
        Rings(items=2)
    world = CyclicWorld(seed=3, cyclic=0.2)
    data = world.comparisons(3000)
    u, p, q = world.directions().double().numpy()
    x, y = (
        np.array([[float(v) for v in getattr(row, side).response.split()] for row in data])
        for side in ("chosen", "rejected")
    )
    twist = np.sqrt(0.2) * ((x @ p) * (y @ q) - (x @ q) * (y @ p))
    logit = 3 * (np.sqrt(0.8) * (x - y) @ u + twist)
    assert np.array([row.agreement for row in data]) == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-4)
    assert (logit > 0).mean() == pytest.approx(
        np.mean([max(row.agreement, 1 - row.agreement) for row in data]), abs=0.03
    )
    assert np.mean(twist**2) / np.mean((logit / 3) ** 2) == pytest.approx(0.2, abs=0.05)
