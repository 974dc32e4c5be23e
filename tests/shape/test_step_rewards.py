"""Rewards inside episodes, against sums worked out by hand and laws that hold for every episode."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import guerdon
from guerdon.audit.invariance import shaped
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape.steps import (
    AchievedPotential,
    Bonus,
    EnteredLabels,
    Misjudged,
    MisjudgedAlike,
    OncePerEpisode,
    PotentialShaping,
    Refunded,
    StateLabels,
    StateValues,
    shaping,
)
from guerdon.testbeds import MDP
from guerdon.types import Scores, Transitions

GOALS = EnteredLabels({"key": (2, 3), "door": (3,)})


def steps(before, after, terminated=None, action=None) -> Transitions:
    n = len(after)
    ended = np.zeros(n, bool) if terminated is None else np.asarray(terminated)
    return Transitions(
        np.asarray(before), np.zeros(n, int) if action is None else action, np.asarray(after), ended, np.zeros(n, bool)
    )


def episode(states, ends=True) -> list[Transitions]:
    """The steps of one environment, one batch each."""
    last = len(states) - 2
    return [steps([a], [b], [ends and t == last]) for t, (a, b) in enumerate(pairwise(states))]


def gathered(reward, states, discount, ends=True) -> float:
    return sum(discount**t * float(reward.score(step).values) for t, step in enumerate(episode(states, ends)))


walks = st.lists(st.integers(0, 4), min_size=2, max_size=12)
discounts = st.floats(0.5, 0.999)


@given(walks, discounts)
def test_shaping_gives_every_episode_that_ends_minus_its_first_potential(states, discount):
    reward = PotentialShaping(StateValues((0.0, 1.0, -2.0, 3.0, 5.0)), discount)
    assert gathered(reward, states, discount) == pytest.approx(-(0.0, 1.0, -2.0, 3.0, 5.0)[states[0]])


def test_an_episode_that_is_cut_off_keeps_its_last_potential():
    reward = PotentialShaping(StateValues((1.0, 4.0)), 0.5)
    assert reward.score(steps([0, 0], [1, 1], [True, False])).values.tolist() == [-1.0, 1.0]


def test_parts_of_a_potential_and_its_failures_are_kept():
    @dataclass(frozen=True)
    class Broken(Reward[Transitions]):
        def score(self, batch: Transitions) -> Scores:
            bad = torch.from_numpy(batch.next_obs == 1)
            values = torch.ones(len(batch), dtype=torch.float64).masked_fill(bad, torch.nan)
            return Scores(values, errors=tuple("no sensor" if each else None for each in bad))

    both = 2.0 * StateValues((0.0, 1.0, 2.0)).named("near") + Broken()
    scores = PotentialShaping(both, 0.9).score(steps([0, 1, 0], [2, 2, 1]))
    assert scores.parts["near"].tolist() == pytest.approx([3.6, 1.6, 1.8])
    assert scores.failed == (1, 2)
    assert scores.errors == (None, "no sensor", "no sensor")


def test_a_shaped_table_and_shaped_steps_are_the_same():
    mdp = MDP.drawn(0)
    rng = np.random.default_rng(1)
    reward, potential = rng.normal(size=mdp.transition.shape), rng.normal(size=mdp.states)
    table = shaped(mdp, reward, potential)
    obs, action, after = (each.ravel() for each in np.indices(reward.shape))
    added = PotentialShaping(StateValues(tuple(potential)), mdp.discount).score(steps(obs, after, action=action))
    assert (table - reward).ravel() == pytest.approx(added.values.numpy())
    assert shaping(np.array([1.0]), np.array([2.0]), 0.5) == pytest.approx(0.0)


def test_bonuses_by_hand():
    # the key is fetched, put back, fetched again; then both hold at once
    states = [0, 2, 0, 2, 3]
    assert [Bonus(GOALS, 0.5).score(step).values.item() for step in episode(states)] == [0.5, 0, 0.5, 0.5]
    once = OncePerEpisode(GOALS, 0.5)
    assert [once.score(step).values.item() for step in episode(states)] == [0.5, 0, 0, 0.5]
    potential = AchievedPotential(GOALS, discount=0.5)
    said = [potential.score(step) for step in episode(states, ends=False)]
    assert [each.values.item() for each in said] == [0.5, -0.5, -0.5, 0.0]
    assert [each.parts["door"].item() for each in said] == [0, 0, 0, 0.5]


@given(walks, discounts)
def test_what_success_settles_sums_to_nothing(states, discount):
    refunded = Refunded(Bonus(GOALS), lambda batch: batch.terminated, discount)
    assert gathered(refunded, states, discount) == pytest.approx(0, abs=1e-6)
    assert gathered(AchievedPotential(GOALS, discount=discount), states, discount) == pytest.approx(0, abs=1e-9)


@given(walks, discounts)
def test_what_nothing_settles_is_kept(states, discount):
    refunded = Refunded(OncePerEpisode(GOALS), lambda batch: batch.terminated, discount)
    once = gathered(OncePerEpisode(GOALS), states, discount)
    assert gathered(refunded, states, discount, ends=False) == pytest.approx(once)


def test_environments_are_remembered_one_by_one_and_reset_through_wrappers():
    once = OncePerEpisode(StateLabels({"goal": (1,)}))
    reward = 2.0 * Refunded(once, lambda batch: batch.terminated, 0.9)
    there = steps([0, 0], [1, 1])
    assert reward.score(there).values.tolist() == [2.0, 2.0]
    reward.reset(np.array([False, True]))
    assert reward.score(there).values.tolist() == [0.0, 2.0]
    with pytest.raises(GuerdonError, match="remembers 2 environments, and the batch has 3 rows"):
        reward.score(steps([0, 0, 0], [1, 1, 1]))
    with pytest.raises(GuerdonError, match="reset all first"):
        reward.reset(np.array([True, False, False]))
    reward.reset(np.ones(3, bool))
    assert reward.score(steps([0, 0, 0], [1, 1, 1])).values.tolist() == [2.0, 2.0, 2.0]
    once.updated()
    assert reward.version == 1


def test_states_that_no_proposition_names_have_no_label():
    labels = StateLabels({"goal": (1,), "never": ()})
    assert labels(steps([0, 0, 0], [0, 1, 99])).tolist() == [[False, False], [True, False], [False, False]]
    with pytest.raises(GuerdonError, match="reads states by number"):
        labels(steps(np.zeros((1, 3)), np.zeros((1, 3))))
    with pytest.raises(GuerdonError, match="knows the states 0 to 1, got 2"):
        StateValues((0.0, 1.0)).score(steps([0], [2]))


@pytest.mark.parametrize("kind", [Misjudged, MisjudgedAlike])
def test_a_judge_errs_as_often_as_it_is_said_to(kind):
    rng = np.random.default_rng(0)
    batch = steps(rng.integers(1000, size=40_000), rng.integers(1000, size=40_000), action=rng.integers(4, size=40_000))
    truth = StateLabels({"low": tuple(range(300)), "high": tuple(range(700, 1000))})
    said, holds = kind(truth, 0.8, 0.1, seed=3)(batch), truth(batch)
    for column in range(2):
        assert said[holds[:, column], column].mean() == pytest.approx(0.8, abs=0.02)
        assert said[~holds[:, column], column].mean() == pytest.approx(0.1, abs=0.01)
    assert np.corrcoef(said[:, 0] != holds[:, 0], said[:, 1] != holds[:, 1])[0, 1] == pytest.approx(0, abs=0.02)


def test_a_judge_without_chance_says_the_same_again():
    batch = steps(np.arange(500), np.arange(500) + 1)
    always, other = (MisjudgedAlike(GOALS, 0.9, 0.3, seed) for seed in (0, 1))
    assert (always(batch) == always(batch)).all()
    assert (always(batch) != other(batch)).any()
    drawn = Misjudged(GOALS, 0.9, 0.3)
    assert (drawn(batch) != drawn(batch)).any()
    with pytest.raises(ValueError, match="hits is 2"):
        Misjudged(GOALS, 2, 0)


def test_they_are_saved(tmp_path):
    reward = OncePerEpisode(Misjudged(GOALS, 0.9, 0.1), 0.5) + PotentialShaping(StateValues((0.0, 1.0)), 0.9)
    reward.save(tmp_path / "reward")
    batch = steps([0, 1], [1, 0])
    assert guerdon.load(tmp_path / "reward").score(batch).values.tolist() == reward.score(batch).values.tolist()
