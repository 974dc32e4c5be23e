"""Every line of the table of invariances on random environments, and the distances that leave them out."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.audit import invariance as room
from guerdon.audit.invariance import (
    CHANGES,
    OBJECTS,
    BoltzmannPolicy,
    Constant,
    Dard,
    Epic,
    EpisodeComparisons,
    FragmentComparisons,
    FragmentOrder,
    ImpossibleMask,
    LotteryOrder,
    OptimalActions,
    OptimalActionsAnyTransition,
    OptimalActionsMet,
    OptimalActionsNewChances,
    OptimalActionsNewDiscount,
    Redistribution,
    Scaling,
    Shaping,
    Starc,
    covered,
    difference,
    identifiable,
    invariance,
    shaped,
)
from guerdon.audit.invariance.changes import ZeroInitialShaping
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.testbeds import MDP
from guerdon.types import Scores, Transitions

seeds = st.integers(0, 10_000)


def world(seed: int) -> tuple[MDP, np.ndarray]:
    mdp = MDP.drawn(seed, states=5, successors=2)
    return mdp, np.random.default_rng([seed, 1]).normal(size=mdp.transition.shape)


@pytest.mark.parametrize("kind", CHANGES)
@settings(max_examples=8)
@given(seeds)
def test_nothing_moves_that_should_not(kind, seed):
    mdp, reward = world(seed)
    changed = kind()(mdp, reward, np.random.default_rng(seed))
    assert (changed != reward).any()
    for each in OBJECTS:
        if covered(kind, each.blind):
            assert difference(each(mdp, reward), each(mdp, changed)) < 1e-8, each.name()


def test_everything_moves_that_can():
    moved = np.max([invariance(*world(seed), draws=2).moved for seed in range(5)], axis=0)
    expected = invariance(*world(0), draws=1).expected
    assert (moved[expected == 0] > 1e-3).all()
    assert (moved[expected == 1] < 1e-8).all()


def test_kinds_within_kinds():
    assert covered(ZeroInitialShaping, {Shaping})
    assert covered(ImpossibleMask, {Redistribution})
    assert not covered(Shaping, {Redistribution, Constant})
    assert not covered(Redistribution, {ImpossibleMask})


@given(seeds, st.floats(-2, 2))
def test_a_constant_is_a_shaping(seed, constant):
    mdp, reward = world(seed)
    same = shaped(mdp, reward, np.full(mdp.states, constant / (mdp.discount - 1)))
    assert same == pytest.approx(reward + constant)


def test_an_episode_that_is_cut_off_sees_the_potential_of_its_last_state():
    mdp, reward = world(1)
    potential = np.random.default_rng(0).normal(size=mdp.states)
    walks = mdp.walks(50, 4, np.random.default_rng(0))
    gap = mdp.visits(walks) @ (shaped(mdp, reward, potential) - reward).ravel()
    assert gap == pytest.approx(mdp.discount**4 * potential[walks[:, -1, 2]] - potential[walks[:, 0, 0]])


def test_a_report():
    mdp, reward = world(2)
    found = invariance(mdp, reward, (Shaping, Scaling), (BoltzmannPolicy(), FragmentComparisons()), draws=2)
    assert found.violations == ()
    said = found.to_json()["moved"]
    assert said["BoltzmannPolicy"]["Shaping"] < 1e-8 < 1e-3 < said["FragmentComparisons"]["Shaping"]
    axes = plt.figure().subplots()
    found.draw(axes)
    assert len(axes.collections[0].get_offsets()) == 3  # all but the policy under shaping
    wrong = room.Invariance(("a",), ("b",), np.array([[0.1]]), np.array([[1.0]]))
    assert wrong.violations == (("a", "b"),)
    with pytest.raises(ValueError, match="a table of finite numbers"):
        invariance(MDP.drawn(0, states=6), reward)


ENOUGH = [
    (FragmentComparisons(), OptimalActions(), "enough"),
    (FragmentComparisons(), EpisodeComparisons(), "enough"),
    (FragmentComparisons(), OptimalActionsNewChances(), "enough"),
    (FragmentComparisons(), OptimalActionsNewDiscount(), "enough"),
    (FragmentComparisons(), OptimalActionsAnyTransition(), "not enough"),
    (EpisodeComparisons(), OptimalActionsMet(), "enough"),
    (EpisodeComparisons(), OptimalActions(), "not enough"),
    (EpisodeComparisons(), OptimalActionsNewDiscount(), "not enough"),
    (EpisodeComparisons(), BoltzmannPolicy(), "not enough"),
    (BoltzmannPolicy(), EpisodeComparisons(), "not enough"),
    (BoltzmannPolicy(), OptimalActions(), "enough"),
    (BoltzmannPolicy(), OptimalActionsNewChances(), "not enough"),
    (LotteryOrder(), OptimalActionsMet(), "enough"),
    (FragmentOrder(), FragmentComparisons(), "not enough"),
    (FragmentOrder(), OptimalActions(), "not known"),
    (OptimalActionsNewChances(), OptimalActionsNewChances(), "not known"),
]


@pytest.mark.parametrize(
    ("source", "use", "verdict"), ENOUGH, ids=lambda each: each if isinstance(each, str) else each.name()
)
def test_what_is_enough_for_what(source, use, verdict):
    mdp, _ = world(4)
    found = identifiable(mdp, source, use)
    assert found.verdict == verdict
    assert (found.witness is not None) == (verdict == "not enough")
    assert found.to_json()["verdict"] == verdict
    if found.witness:
        first, second = found.witness
        assert difference(source(mdp, first), source(mdp, second)) < 1e-8
        assert difference(use(mdp, first), use(mdp, second)) == found.differs > 1e-3
        assert found.unseen


def test_a_mask_that_hides_nothing_gives_no_witness():
    mdp = MDP.drawn(0, states=4, successors=4, apart=0)
    assert identifiable(mdp, EpisodeComparisons(), OptimalActions()).verdict == "not known"


UNSEEN = [(Epic(), (Shaping, Scaling)), (Dard(), (Shaping, Scaling)), (Starc(), (Shaping, Scaling, Redistribution))]


@pytest.mark.parametrize(("form", "kinds"), UNSEEN, ids=["epic", "dard", "starc"])
@settings(max_examples=30)
@given(seeds)
def test_distances_leave_out_what_they_should(form, kinds, seed):
    mdp, reward = world(seed)
    rng = np.random.default_rng(seed)
    other = rng.normal(size=reward.shape)
    apart = form.distance(mdp, reward, other)
    assert 0.01 < apart <= 1
    assert form.distance(mdp, other, reward) == pytest.approx(apart)
    assert form.distance(mdp, reward, -reward) == pytest.approx(1)
    for kind in kinds:
        changed = kind()(mdp, reward, rng)
        assert form.distance(mdp, reward, changed) == pytest.approx(0, abs=1e-6)
        assert form.distance(mdp, changed, other) == pytest.approx(apart, abs=1e-6)


@given(seeds)
def test_the_triangle_holds_for_starc_and_epic(seed):
    mdp, _ = world(seed)
    a, b, c = np.random.default_rng(seed).normal(size=(3, *mdp.transition.shape))
    for form in (Starc(), Epic()):
        assert form.distance(mdp, a, c) <= form.distance(mdp, a, b) + form.distance(mdp, b, c) + 1e-9


def test_rewards_to_which_all_policies_are_equal():
    mdp, reward = world(5)
    nothing = shaped(mdp, np.zeros_like(reward), np.arange(5.0))
    assert Starc().distance(mdp, nothing, np.zeros_like(reward)) == 0
    assert Starc().distance(mdp, nothing, reward) == pytest.approx(0.5)
    assert Epic().distance(mdp, nothing, reward) == pytest.approx(np.sqrt(0.5))
    assert Dard().distance(mdp, nothing, np.ones_like(reward)) == 0


@given(seeds)
def test_a_starc_distance_of_zero_is_one_order_of_policies(seed):
    mdp, reward = world(seed)
    mdp = MDP(mdp.transition, np.full(5, 0.2), mdp.discount)
    rng = np.random.default_rng(seed)
    same = Scaling()(mdp, Redistribution()(mdp, Shaping()(mdp, reward, rng), rng), rng)
    policies = rng.dirichlet(np.ones(3), size=(8, 5))
    first, second = (np.array([mdp.performance(r, each) for each in policies]) for r in (reward, same))
    assert (np.argsort(first) == np.argsort(second)).all()
    assert Starc().distance(mdp, reward, same) == pytest.approx(0, abs=1e-9)


def test_epic_by_hand():
    # two states, one action: C(R)(s, s') = R(s, s') + g m(s') - m(s) - g m, with m the means over next states
    mdp = MDP(np.full((2, 1, 2), 0.5), np.array([1.0, 0.0]), 0.5)
    reward = np.array([[[1.0, 3.0]], [[0.0, 4.0]]])
    expected = [[1 + 0.5 * 2 - 2 - 1, 3 + 1 - 2 - 1], [0 + 1 - 2 - 1, 4 + 1 - 2 - 1]]
    assert Epic().tabular(mdp, reward)[:, 0] == pytest.approx(np.array(expected))


class Lookup(Reward[Transitions]):
    """A table of rewards as a reward of steps whose observations are numbers of states."""

    def __init__(self, table: np.ndarray) -> None:
        self.table = table

    def score(self, batch: Transitions) -> Scores:
        rows = (batch.obs[:, 0].astype(int), batch.action, batch.next_obs[:, 0].astype(int))
        return Scores(torch.from_numpy(self.table[rows]))


def steps_of(rows: np.ndarray) -> Transitions:
    never = np.zeros(len(rows), bool)
    return Transitions(rows[:, :1].astype(float), rows[:, 1], rows[:, 2:].astype(float), never, never)


def sampled(mdp: MDP, n: int = 300) -> Transitions:
    return steps_of(mdp.walks(n, 4, np.random.default_rng(0), np.full(mdp.states, 1 / mdp.states)).reshape(-1, 3))


def model(mdp: MDP):
    """The likeliest next state: a model that is wrong, but the same for every reward."""
    return lambda obs, action: mdp.transition[obs[:, 0].astype(int), action].argmax(1)[:, None].astype(float)


def test_sampled_epic_is_the_tabular_one_where_every_state_is_there():
    mdp, reward = world(6)
    steps = sampled(mdp)
    rows = (steps.obs[:, 0].astype(int), steps.action, steps.next_obs[:, 0].astype(int))
    assert Epic().sampled(Lookup(reward), steps, 0.9) == pytest.approx(Epic().tabular(mdp, reward)[rows])


def test_sampled_dard_is_the_tabular_one_where_the_model_is_the_truth():
    moves = np.random.default_rng(0).integers(5, size=(5, 3))
    mdp = MDP(np.eye(5)[moves], np.full(5, 0.2), 0.9)
    reward = np.random.default_rng(1).normal(size=(5, 3, 5))
    steps = sampled(mdp)
    rows = (steps.obs[:, 0].astype(int), steps.action, steps.next_obs[:, 0].astype(int))
    form = Dard(model(mdp), draws=1)
    assert form.sampled(Lookup(reward), steps, 0.9) == pytest.approx(Dard().tabular(mdp, reward)[rows])
    with pytest.raises(GuerdonError, match="needs a model"):
        Dard().sampled(Lookup(reward), steps, 0.9)


def test_sampled_starc_is_the_tabular_one_of_the_environment_that_the_steps_show():
    mdp, reward = world(7)
    counts = np.zeros((5, 3, 5), int)
    # every state and action 12 times, so that the steps' policy chooses evenly
    rng = np.random.default_rng(0)
    for state, action in np.ndindex(5, 3):
        counts[state, action] = rng.multinomial(12, mdp.transition[state, action])
    rows = np.repeat(np.argwhere(counts), counts[counts > 0], axis=0)
    shown = MDP(counts / 12, mdp.initial, 0.9)
    expected = Starc().tabular(shown, reward)[tuple(rows.T)]
    assert Starc().sampled(Lookup(reward), steps_of(rows), 0.9) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["epic", "dard", "starc"])
@settings(max_examples=15)
@given(seeds, st.integers(1, 8))
def test_sampled_distances_do_not_see_shaping_either_from_few_steps(name, seed, pool):
    mdp, reward = world(seed)
    form = {"epic": Epic(pool), "dard": Dard(model(mdp), pool), "starc": Starc()}[name]
    rng = np.random.default_rng(seed)
    changed = 3.0 * Shaping()(mdp, reward, rng)
    steps = steps_of(mdp.walks(20, 3, rng).reshape(-1, 3))
    assert form.sampled_distance(Lookup(reward), Lookup(changed), steps, 0.9) == pytest.approx(0, abs=1e-6)
    assert form.sampled_distance(Lookup(reward), Lookup(-reward), steps, 0.9) == pytest.approx(1)


def test_sampled_starc_ends_where_an_episode_ends():
    ends = np.array([True])
    step = Transitions(np.zeros((1, 1)), np.zeros(1, int), np.ones((1, 1)), ends, ~ends)
    table = np.full((2, 1, 2), 2.0)
    assert Starc().sampled(Lookup(table), step, 0.9) == pytest.approx([0.0])  # V(0) = 2, and nothing follows


def test_sampled_starc_leaves_out_what_leads_to_where_nothing_goes_on():
    mdp, reward = world(8)
    kept = mdp.walks(60, 3, np.random.default_rng(0)).reshape(-1, 3)
    loose = np.array([[0, 0, 7], [7, 1, 8]])  # 8 has no step of its own, and so 7 has none that counts
    table = np.random.default_rng(0).normal(size=(9, 3, 9))
    table[:5, :, :5] = reward
    whole = Starc().sampled(Lookup(table), steps_of(np.concatenate([kept, loose])), 0.9)
    assert whole == pytest.approx(np.append(Starc().sampled(Lookup(table), steps_of(kept), 0.9), [0.0, 0.0]))
    with pytest.raises(GuerdonError, match="no step leads to a state"):
        Starc().sampled(Lookup(table), steps_of(loose), 0.9)
