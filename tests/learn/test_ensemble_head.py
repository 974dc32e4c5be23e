"""Ensembles in one pass: members are the heads that they would be alone, and learn from samples of their own."""

import numpy as np
import pytest
import torch

import guerdon
from guerdon.errors import GuerdonError
from guerdon.learn import (
    Bagged,
    BradleyTerry,
    EnsembleHead,
    FullBatch,
    MLPHead,
    Numbers,
    RewardModel,
    ScalarHead,
    SkewHead,
    closeness,
    disagreement,
    fit,
    out_of_bag,
    to_label,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward
from guerdon.records import Comparisons
from guerdon.shape import Combine, LowerBound, Worst
from guerdon.testbeds import Linear
from guerdon.types import Comparison, Example, Scores

SOLVER = FullBatch(l2=(0.1, 0.03, 0.01), iterations=40)


def world() -> Linear:
    return Linear(seed=3, flips=0.1)


def trained(members: int = 4, objective: Bagged | None = None) -> tuple[RewardModel, Bagged, Comparisons]:
    bagged = objective or Bagged(BradleyTerry())
    pairs = world().comparisons(300)
    model = RewardModel(Numbers(world().width), EnsembleHead([ScalarHead() for _ in range(members)]))
    fit(model, pairs, bagged, solver=SOLVER)
    return model, bagged, pairs


@pytest.fixture(scope="module")
def fitted() -> tuple[RewardModel, Bagged, Comparisons]:
    return trained()


def test_the_score_is_the_mean_of_the_members_and_their_spread_is_its_doubt(fitted):
    model, _, pairs = fitted
    scores = model.score([row.chosen for row in pairs])
    members = torch.stack([scores.parts[f"member {number}"] for number in (1, 2, 3, 4)])
    torch.testing.assert_close(scores.values, members.mean(0))
    torch.testing.assert_close(scores.std, members.std(0))
    assert float(scores.std.min()) > 1e-3, "samples of their own make members differ"


def test_a_member_learns_what_a_head_on_its_sample_alone_learns(fitted):
    _, bagged, pairs = fitted
    rows = [
        Comparison(row.chosen, row.rejected, target=row.target, weight=float(bagged.count(row.chosen.prompt_text, "member 2")))
        for row in pairs
    ]  # fmt: skip
    alone = RewardModel(Numbers(world().width), ScalarHead())
    records = Comparisons.of(rows)
    one = FullBatch(l2=(0.03,), iterations=200)
    fit(alone, records, solver=one)
    both = RewardModel(Numbers(world().width), EnsembleHead([ScalarHead(), ScalarHead()]))
    fit(both, pairs, Bagged(BradleyTerry()), solver=FullBatch(l2=(0.015,), iterations=200))  # the mean halves the loss
    test = [row.chosen for row in world().comparisons(60)]
    member, single = both.score(test).parts["member 2"], alone.score(test).values
    assert np.corrcoef(member, single)[0, 1] > 0.999


def test_the_loss_is_the_mean_of_weighted_losses_by_hand():
    model = RewardModel(Numbers(1), EnsembleHead([ScalarHead(), ScalarHead()]))
    with torch.no_grad():
        for member, weight in zip(model.head.members, (1.0, -2.0), strict=True):
            member.linear.weight.fill_(weight)
    rows = [Comparison(Example(f"p{n}", str(n)), Example(f"p{n}", "0")) for n in (1, 2, 3)]
    bagged = Bagged(BradleyTerry(), seed=5)
    forward = Forward(model, lambda examples: model.network(model.encoder.prepare(examples)))
    loss = float(bagged(forward, ComparisonBatch(rows)).total)
    expected = []
    for name, weight in (("member 1", 1.0), ("member 2", -2.0)):
        counts = np.array([bagged.count(f"p{n}", name) for n in (1, 2, 3)], float)
        costs = np.log1p(np.exp(-weight * np.array([1.0, 2.0, 3.0])))
        expected.append((counts * costs).sum() / counts.sum())
    assert loss == pytest.approx(np.mean(expected), rel=1e-5)


def test_samples_are_of_whole_prompts_and_about_a_third_of_them_is_missed():
    bagged = Bagged(BradleyTerry())
    counts = np.array([bagged.count(f"prompt {n}", "member 1") for n in range(2000)])
    assert counts.mean() == pytest.approx(1.0, abs=0.08)
    assert (counts == 0).mean() == pytest.approx(np.exp(-1), abs=0.04)
    assert bagged.count("prompt 1", "member 1") == Bagged(BradleyTerry()).count("prompt 1", "member 1")
    assert [bagged.count("a", f"member {n}") for n in range(20)] != [
        bagged.count("b", f"member {n}") for n in range(20)
    ]


def test_out_of_bag_gaps_are_those_of_members_that_missed_the_prompt(fitted):
    model, bagged, pairs = fitted
    gaps = out_of_bag(model, bagged, pairs)
    assert gaps.shape == (4, len(pairs))
    seen = torch.tensor(
        [[bagged.count(row.chosen.prompt_text, f"member {m}") > 0 for row in pairs] for m in (1, 2, 3, 4)]
    )
    assert torch.equal(gaps.isnan(), seen)
    right = (gaps.nanmean(0) > 0)[~gaps.isnan().all(0)]
    assert 0.7 < right.float().mean() < 1


def test_doubt_counts_after_the_fact(fitted):
    model, _, pairs = fitted
    batch = [row.chosen for row in pairs][:20]
    scores = model.score(batch)
    members = torch.stack(list(scores.parts.values()))
    torch.testing.assert_close((model >> Combine(Worst())).score(batch).values, members.amin(0))
    careful = (model >> Combine(LowerBound(2.0))).score(batch)
    torch.testing.assert_close(careful.values, members.mean(0) - 2 * members.std(0))
    assert set(careful.parts) == set(scores.parts)
    some = (model >> Combine(Worst(), parts=("member 1", "member 2"))).score(batch).values
    torch.testing.assert_close(some, members[:2].amin(0))


@pytest.mark.parametrize("parts", [None, ("member 1",), ("member 1", "other")])
def test_combining_what_is_not_there_is_an_error(parts):
    scores = Scores(torch.zeros(1), parts={"member 1": torch.zeros(1)})
    with pytest.raises(ValueError, match="at least two parts"):
        Combine(parts=parts)(scores, [Example("p", "r")])


def test_an_ensemble_is_saved_with_its_members(fitted, tmp_path):
    model, _, pairs = fitted
    batch = [row.chosen for row in pairs][:5]
    model.save(tmp_path / "reward")
    again = guerdon.load(tmp_path / "reward").score(batch)
    assert again.values.equal(model.score(batch).values)
    assert again.std.equal(model.score(batch).std)


def test_bad_ensembles_are_named():
    with pytest.raises(ValueError, match="at least 2 members, got 1"):
        EnsembleHead([ScalarHead()])
    with pytest.raises(ValueError, match="SkewHead compares pairs in its own way"):
        EnsembleHead([ScalarHead(), SkewHead()])
    with pytest.raises(GuerdonError, match="Bagged trains the members of an EnsembleHead, got ScalarHead"):
        fit(RewardModel(Numbers(2), ScalarHead()), world().comparisons(30), Bagged(BradleyTerry()))


def test_what_is_asked_next_is_what_the_model_is_least_sure_of(fitted):
    model, _, pairs = fitted
    single = RewardModel(Numbers(world().width), ScalarHead())
    fit(single, pairs, solver=SOLVER)
    chosen = to_label(single, pairs, 25)
    belief = single.prefer([row.chosen for row in chosen], [row.rejected for row in chosen])
    every = single.prefer([row.chosen for row in pairs], [row.rejected for row in pairs])
    assert float((belief - 0.5).abs().max()) <= float((every - 0.5).abs().sort().values[24]) + 1e-6
    doubt = disagreement(model, list(pairs))
    assert {row.id for row in to_label(model, pairs, 10)} == {pairs[row].id for row in doubt.topk(10).indices.tolist()}
    assert float(closeness(single, list(chosen)).min()) > 0.8


def test_asking_for_what_cannot_be_had_is_an_error(fitted):
    _, _, pairs = fitted
    single = RewardModel(Numbers(world().width), MLPHead((4,)))
    with pytest.raises(GuerdonError, match="301 pairs are to be labelled, and the pool has 300"):
        to_label(single, pairs, 301)
    with pytest.raises(GuerdonError, match="MLPHead has no members"):
        disagreement(single, list(pairs)[:3])


def test_labels_that_were_asked_for_teach_more_than_random_ones():
    """Labels without noise, few of them: those near the boundary pin the direction down."""
    clean = Linear(seed=5, flips=0.0, quality=50.0)
    pool, test = clean.comparisons(800).split(0.3, seed=1)
    found = []
    for active in (True, False):
        known = pool.select(range(40))
        rest = pool.select(range(40, len(pool)))
        for _ in range(3):
            model = RewardModel(Numbers(clean.width), ScalarHead())
            fit(model, known, validation=known, solver=FullBatch(l2=(0.001,)))
            known = known + (to_label(model, rest, 20) if active else rest.select(range(20)))
            asked = {row.id for row in known}
            rest = rest.select(place for place, row in enumerate(rest) if row.id not in asked)
        fit(model, known, validation=known, solver=FullBatch(l2=(0.001,)))
        scores = model.score([*(row.chosen for row in test), *(row.rejected for row in test)]).values.chunk(2)
        found.append(float((scores[0] > scores[1]).float().mean()))
    assert found[0] > found[1]
