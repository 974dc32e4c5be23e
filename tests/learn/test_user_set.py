"""Users inferred from sets of comparisons: the network by hand, what training sees of whom, and new users."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import guerdon
from guerdon.audit import examine
from guerdon.errors import GuerdonError
from guerdon.learn import (
    Annealing,
    Belief,
    BradleyTerry,
    FineTune,
    Forward,
    InferUser,
    Loss,
    Numbers,
    Objective,
    RewardModel,
    ScalarHead,
    SetHead,
    VariationalHead,
    fit,
    infer,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.objectives.infer_user import contexts
from guerdon.records import Comparisons
from guerdon.testbeds import Pets
from guerdon.types import Comparison, Example


def said(n: int, seed: int = 0, annotator: str | None = "ann") -> list[Comparison]:
    draws = np.random.default_rng(seed).normal(size=(n, 2, 2)).round(2).tolist()
    return [
        Comparison(*(Example(f"p{i}", " ".join(map(str, side))) for side in pair), annotator=annotator)
        for i, pair in enumerate(draws)
    ]


def model(kind: type[SetHead] = VariationalHead, seed: int = 0, **options: object) -> RewardModel:
    return RewardModel(Numbers(2), kind(latent=3, hidden=5, **options), seed)


def by_hand(head: SetHead, rows: list[Comparison]) -> torch.Tensor:
    """What a set is summed up as, with loops."""
    values = torch.tensor([[*map(float, (f"{r.chosen.response} {r.rejected.response}").split())] for r in rows])
    query, key, value = (head.pairs(values).detach()[:, 5 * part : 5 * part + 5] for part in range(3))
    attended = []
    for q in query:
        weights = torch.tensor([math.exp(float(q @ k) / math.sqrt(5)) for k in key])
        attended.append(sum(w * v for w, v in zip(weights / weights.sum(), value, strict=True)))
    return torch.stack(attended).mean(0)


def test_the_set_network_by_hand():
    reward, rows = model(), said(4)
    head = reward.head
    summary = by_hand(head, rows)
    belief = infer(reward, rows)
    torch.testing.assert_close(belief.mean[0], head.mean(summary).clamp(-1, 1))
    torch.testing.assert_close(belief.std[0], (head.log_variance(summary).clamp(-1, 1) / 2).exp())
    z = belief.mean[0] / belief.mean[0].norm() * math.sqrt(3)
    x = torch.tensor([0.5, -1.0])
    score = reward.given(**belief.context()).score([Example("p", "0.5 -1")]).values
    torch.testing.assert_close(score, head.decoder(torch.cat([x, z])))


@given(st.permutations(range(6)), st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_neither_the_order_of_a_set_nor_what_is_beside_it_plays_a_part(order, seed):
    reward, rows = model(seed=seed), said(6, seed)
    belief = infer(reward, [rows[place] for place in order])
    torch.testing.assert_close(belief.mean, infer(reward, rows).mean, atol=1e-5, rtol=1e-4)
    read = torch.randn(1, 6, 15, generator=torch.Generator().manual_seed(seed))
    there = torch.tensor([[True, True, True, False, False, False]])
    other = torch.where(there[..., None], read, 7.0)
    torch.testing.assert_close(reward.head.believe(read, there).mean, reward.head.believe(other, there).mean)


def test_the_other_way_round_is_another_opinion_and_targets_below_half_turn_it():
    reward, rows = model(), said(3)
    turned = [replace(row, chosen=row.rejected, rejected=row.chosen) for row in rows]
    assert not torch.allclose(infer(reward, rows).mean, infer(reward, turned).mean)
    torch.testing.assert_close(infer(reward, [replace(r, target=0.1) for r in turned]).mean, infer(reward, rows).mean)


def test_the_divergence_by_hand_and_by_torch():
    belief = Belief(torch.tensor([[0.5, -1.0], [0.0, 0.0]]), torch.tensor([[0.7, 1.2], [1.0, 1.0]]))
    first = (0.25 + 0.49 - 1) / 2 - math.log(0.7) + (1 + 1.44 - 1) / 2 - math.log(1.2)
    assert belief.divergence.tolist() == pytest.approx([first, 0.0], abs=1e-6)
    normal = torch.distributions.Normal
    expected = torch.distributions.kl_divergence(normal(belief.mean, belief.std), normal(0.0, 1.0)).sum(1)
    torch.testing.assert_close(belief.divergence, expected)


def test_annealing_by_hand():
    once, twice = Annealing(), Annealing(cycles=2, floor=0.0)
    assert [once.factor(t) for t in (0.0, 0.5, 1.0)] == pytest.approx([0.1, 0.55, 1.0])
    assert [twice.factor(t) for t in (0.0, 0.25, 0.499999, 0.5, 0.75, 1.0)] == pytest.approx([0, 0.5, 1, 0, 0.5, 1])
    assert Annealing(floor=1.0).factor(0.3) == 1
    with pytest.raises(ValueError, match="expected at least 1"):
        Annealing(cycles=0)


@given(st.lists(st.sampled_from(["ann", "bob", None]), min_size=1, max_size=12), st.booleans())
def test_contexts_are_of_the_same_annotator_and_never_hold_the_row_itself(annotators, at_random):
    places, there = contexts(annotators, 4, at_random)
    for row, (some, taken) in enumerate(zip(places.tolist(), there.tolist(), strict=True)):
        found = [place for place, yes in zip(some, taken, strict=True) if yes]
        others = [o for o, who in enumerate(annotators) if o != row and who is not None and who == annotators[row]]
        assert len(set(found)) == len(found)
        assert set(found) <= set(others)
        if not at_random:
            assert len(found) == min(4, len(others))


def test_the_loss_by_hand():
    reward, rows = model(), [*said(2), *said(1, 5, "bob")]
    reward.network.eval()
    loss = InferUser(context=2, kl=0.5, annealing=Annealing(floor=0.2))(
        Forward(reward, reward.network, done=0.0), ComparisonBatch(rows)
    )
    sets = [[rows[1]], [rows[0]], []]  # each of Ann's tells of the other, nothing tells of Bob
    beliefs = [infer(reward, some) for some in sets]
    gaps = []
    for row, belief in zip(rows, beliefs, strict=True):
        own = reward.given(**belief.context())
        gaps.append(float(own.score([row.chosen]).values - own.score([row.rejected]).values))
    fit_part = sum(math.log1p(math.exp(-gap)) for gap in gaps) / 3
    kl = sum(float(belief.divergence) for belief in beliefs) / 3
    assert float(loss.parts["bradley_terry"]) == pytest.approx(fit_part, rel=1e-4)
    assert float(loss.parts["kl"]) == pytest.approx(kl, rel=1e-4)
    assert loss.total.item() == pytest.approx(fit_part + 0.5 * 0.2 * kl, rel=1e-4)
    loss.total.backward()
    assert all(weight.grad is not None and weight.grad.any() for weight in reward.head.mean.parameters())


def test_training_draws_latents_and_scoring_does_not():
    head = model().head
    belief = Belief(torch.zeros(4000, 3), torch.full((4000, 3), 0.5))
    torch.manual_seed(0)
    drawn = head.train().draw(belief)
    assert drawn.std().item() == pytest.approx(0.5, abs=0.02)
    assert torch.equal(head.eval().draw(belief), belief.mean)
    assert head.scaled_to_length(drawn).norm(dim=1).tolist() == pytest.approx([math.sqrt(3)] * 4000, rel=1e-5)
    assert torch.equal(model(normalised=False).head.scaled_to_length(drawn), drawn)


class Noted(Objective):
    """Bradley-Terry that writes down how far training is."""

    def __init__(self) -> None:
        self.done: list[float] = []

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        self.done.append(model.done)
        return BradleyTerry()(model, batch)


def test_objectives_are_told_how_far_training_is():
    noted = Noted()
    rows = Comparisons.of(said(8))
    fit(
        RewardModel(Numbers(2), ScalarHead()), rows, noted, validation=rows, solver=FineTune(2, batch_size=4, patience=None)
    )  # fmt: skip
    assert noted.done == [0.0, 0.25, 1.0, 0.5, 0.75, 1.0]  # two steps and the validation of each epoch


def test_new_users_are_told_apart_and_saved(tmp_path):
    world = Pets(users=8, flips=0.0, spread=0.0, contested=0.6, width=4, seed=3)
    train, held = (world.asked([*range(8)] * 60, purpose=k) for k in (0, 1))
    reward = RewardModel(Numbers(4), VariationalHead(hidden=32), seed=1)
    fit(
        reward, train, InferUser(kl=1e-2), validation=held,
        solver=FineTune(30, 160, learning_rate=1e-2, patience=None), seed=1,
    )  # fmt: skip
    test = world.asked([100, 101] * 40, purpose=4)
    before = examine(reward, test).correct.mean()
    for user in (100, 101):
        reward.head.know(f"user {user}", infer(reward, list(world.asked([user] * 16, purpose=5))))
    after = examine(reward, test).correct.mean()
    assert after > max(0.85, before + 0.1)
    reward.save(tmp_path / "vpl")
    again = guerdon.load(tmp_path / "vpl")
    rows = [row.chosen for row in test[:6]]
    assert again.score(rows).values.equal(reward.score(rows).values)
    assert again.head.users == reward.head.users
    assert "poddar2024personalizing" in [paper.key for paper in guerdon.cite(again)]


def test_who_has_said_nothing_is_who_is_not_known():
    reward, here = model(), [Example("p", "1 2")]
    nobody = reward.given(**infer(reward, []).context()).score(here).values
    torch.testing.assert_close(reward.score(here).values, nobody)
    torch.testing.assert_close(reward.for_user(None).score(here).values, nobody)
    assert len(reward.score([])) == 0


def test_what_does_not_fit_is_named():
    rows = Comparisons.of(said(4))
    with pytest.raises(GuerdonError, match="got ScalarHead"):
        InferUser().check(RewardModel(Numbers(2), ScalarHead()), rows)
    with pytest.raises(GuerdonError, match=r"use InferUser\(kl=0\)"):
        InferUser().check(model(SetHead), rows)
    InferUser(kl=0).check(model(SetHead), rows)
    with pytest.raises(GuerdonError, match="no annotator has two comparisons"):
        InferUser().check(model(), Comparisons.of(said(4, annotator=None)))
    with pytest.raises(GuerdonError, match="has a ScalarHead"):
        infer(RewardModel(Numbers(2), ScalarHead()), said(1))
    with pytest.raises(GuerdonError, match="latent is not 3 numbers"):
        model().given(latent=[1.0]).score([Example("p", "1 2")])


def test_a_user_of_whom_nothing_was_told_is_an_error_and_nobody_is_not():
    model = RewardModel(Numbers(2), SetHead(latent=2, hidden=4))
    with pytest.raises(GuerdonError, match=r"has not been told of the user 'eve': make him known by model\.head\.know"):
        model.for_user("eve")
    row = [Example("p", "1 2")]
    assert model.for_user(None).score(row).values.equal(model.score(row).values)
    model.head.know("eve", infer(model, []))
    assert model.for_user("eve").score(row).values.equal(model.score(row).values)
