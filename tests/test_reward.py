"""The algebra of rewards: its laws on arbitrary rewards, and what survives every operation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import neg

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.reward import PairReward, Reward, StepReward, Transform
from guerdon.types import Dense, Example, Message, Scores, ScoringError

BATCH = [Example("p", text) for text in ("abba", "b", "", "cabbage")]
OTHER = [Example("p", text) for text in ("a", "bbb", "abc", "cc")]


@dataclass(frozen=True)
class Count(Reward[Sequence[Example]]):
    """How often a letter occurs, times a weight that can be learned; knows its characters and its uncertainty."""

    letter: str
    weight: torch.Tensor = field(default_factory=lambda: torch.tensor(1.0, dtype=torch.float64))
    spread: float | None = None

    def score(self, batch):
        marks = [torch.tensor([float(c == self.letter) for c in e.response], dtype=torch.float64) for e in batch]
        units = tuple(self.weight * each for each in marks)
        values = torch.stack([each.sum() for each in units])
        return Scores(
            values,
            Dense("token", units, tuple(torch.arange(1, len(each) + 1) for each in units)),
            None if self.spread is None else torch.full((len(batch),), self.spread, dtype=torch.float64),
            {self.letter: values},
            tuple(f"{int(each.sum())} x {self.letter}" for each in marks),
        )


@dataclass(frozen=True)
class Refusing(Reward[Sequence[Example]]):
    """Fails on every response that has a letter."""

    letter: str

    def score(self, batch):
        lost = [self.letter in example.response for example in batch]
        values = torch.tensor([math.nan if each else 1.0 for each in lost], dtype=torch.float64)
        return Scores(values, errors=tuple(f"saw {self.letter}" if each else None for each in lost))


class Cycle(Reward[Sequence[Example]]):
    """Rock, paper, scissors: a preference that no score can express."""

    def score(self, batch):
        return Scores(torch.zeros(len(batch), dtype=torch.float64))

    def prefer(self, first, second):
        order = {"rock": 0, "paper": 1, "scissors": 2}
        gaps = [(order[a.response] - order[b.response]) % 3 for a, b in zip(first, second, strict=True)]
        return torch.tensor([(0.5, 0.9, 0.1)[gap] for gap in gaps])


class Curious(StepReward):
    """Counts its steps in each of two environments."""

    def __init__(self):
        self.steps = np.zeros(2)

    def score(self, batch):
        self.steps += 1
        return Scores(torch.tensor(self.steps))

    def reset(self, mask):
        self.steps[mask] = 0


class Squash(Transform):
    """The hyperbolic tangent of the values, less the length of the response."""

    def __call__(self, scores, batch):
        length = torch.tensor([len(example.response) for example in batch], dtype=torch.float64)
        return replace(scores, values=torch.tanh(scores.values) - length)


weights = st.floats(-3, 3).map(lambda value: torch.tensor(value, dtype=torch.float64))
factors = st.floats(-3, 3) | st.sampled_from([-1, 0, 1, 2])
leaves = st.builds(Count, st.sampled_from("abc"), weights, st.none() | st.floats(0, 2)) | st.builds(
    Refusing, st.sampled_from("bcg")
)
rewards = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda a, b: a + b, inner, inner)
        | st.builds(lambda a, k: k * a, inner, factors)
        | st.builds(lambda a, name: a.named(name), inner, st.sampled_from(["a", "whole"]))
    ),
    max_leaves=4,
)


def close(a, b):
    return (a is None) == (b is None) and (a is None or torch.allclose(a, b, equal_nan=True))


def same(one: Reward, other: Reward) -> bool:
    """Whether two rewards say the same of every column of the scores."""
    a, b = one.score(BATCH), other.score(BATCH)
    return (
        close(a.values, b.values)
        and close(a.std, b.std)
        and a.parts.keys() == b.parts.keys()
        and all(close(a.parts[name], b.parts[name]) for name in a.parts)
        and (a.rationale, a.errors) == (b.rationale, b.errors)
        and (a.dense is None) == (b.dense is None)
        and (a.dense is None or a.dense.fits(b.dense))
        and (a.dense is None or all(map(close, a.dense.values, b.dense.values)))
    )


class TestLaws:
    @given(rewards, rewards, rewards)
    def test_addition_is_associative_in_every_column(self, a, b, c):
        assert same((a + b) + c, a + (b + c))

    @given(rewards, rewards, factors)
    def test_scaling_distributes_over_addition(self, a, b, k):
        assert same(k * (a + b), k * a + k * b)

    @given(rewards, factors, factors)
    def test_scalings_multiply(self, a, j, k):
        assert same(j * (k * a), (j * k) * a)
        assert same(a * k, k * a)

    @given(rewards)
    def test_one_changes_nothing_and_two_negations_neither(self, a):
        assert same(1 * a, a)
        assert same(neg(neg(a)), a)

    @given(rewards, rewards)
    def test_subtraction_adds_the_negated(self, a, b):
        assert same(a - b, a + -b)

    @given(rewards, rewards)
    def test_the_order_of_a_sum_changes_no_number(self, a, b):
        one, other = (a + b).score(BATCH), (b + a).score(BATCH)
        assert close(one.values, other.values)
        assert close(one.std, other.std)
        assert all(close(one.parts[name], other.parts[name]) for name in one.parts | other.parts)

    @given(rewards, rewards, factors)
    def test_a_part_is_linear(self, a, b, k):
        a, b = a.named("it"), b.named("it")
        assert close((a + k * b).part("it").score(BATCH).values, (a.part("it") + k * b.part("it")).score(BATCH).values)

    @given(rewards)
    def test_preference_turns_with_the_sign_and_with_the_sides(self, a):
        forward = a.prefer(BATCH, OTHER)
        assert close((-a).prefer(BATCH, OTHER), 1 - forward)
        assert close(a.prefer(OTHER, BATCH), 1 - forward)

    @given(rewards, rewards)
    def test_nan_stays_nan_and_keeps_its_reason(self, a, b):
        alone, together = (0 * a).score(BATCH), (a + b).score(BATCH)
        assert set(alone.failed) == set(a.score(BATCH).failed)
        assert set(together.failed) == set(a.score(BATCH).failed) | set(b.score(BATCH).failed)
        assert all(together.errors[row] for row in together.failed)


class TestColumns:
    def test_a_weighted_sum_by_hand(self):
        scores = (2 * Count("a") - 0.5 * Count("b")).score(BATCH)
        assert scores.values.tolist() == [3, -0.5, 0, 3]
        assert scores.parts["a"].tolist() == [4, 0, 0, 4]
        assert scores.parts["b"].tolist() == [-1, -0.5, 0, -1]
        assert scores.dense.values[0].tolist() == [2, -0.5, -0.5, 2]

    def test_parts_of_one_name_add(self):
        assert (Count("a") + Count("a")).part("a").score(BATCH).values.tolist() == [4, 0, 0, 4]

    def test_independent_uncertainties_add_in_squares(self):
        assert (Count("a", spread=3.0) + -4 * Count("b", spread=1.0)).score(BATCH).std.tolist() == [5] * 4

    def test_dense_rewards_over_unlike_units_do_not_add(self):
        class Whole(Reward):
            def score(self, batch):
                ends = tuple(torch.tensor([len(example.response)]) for example in batch)
                return Scores(torch.ones(len(batch)), Dense("turn", tuple(torch.ones(1) for _ in batch), ends))

        assert (Count("a") + Whole()).score(BATCH).dense is None
        assert (Whole() + Whole()).score(BATCH).dense.values[0].tolist() == [2]

    def test_rationales_and_errors_are_joined(self):
        scores = (Count("a") + Refusing("b") + Refusing("g") + Count("c")).score(BATCH)
        assert scores.rationale[3] == "2 x a\n1 x c"
        assert scores.errors == ("saw b", "saw b", None, "saw b\nsaw g")

    def test_a_name_keeps_the_values_as_a_part(self):
        reward = 3 * (Count("a") + Count("b")).named("both") + Count("c")
        scores = reward.score(BATCH)
        assert scores.parts["both"].tolist() == [12, 3, 0, 12]
        assert set(scores.parts) == {"a", "b", "c", "both"}
        assert reward.part("both").score(BATCH).values.tolist() == [12, 3, 0, 12]

    def test_a_part_keeps_the_errors_and_names_itself(self):
        part = (Count("a") + Refusing("g")).part("a")
        scores = part.score(BATCH)
        assert scores.errors == (None, None, None, "saw g")
        assert part.__name__ == "a"
        assert part.part("a").score(BATCH).values.tolist() == scores.values.tolist()

    def test_an_unknown_part_is_named_beside_the_known_ones(self):
        with pytest.raises(GuerdonError, match="no part 'z'; its parts: a, b"):
            (Count("b") + Count("a")).part("z").score(BATCH)
        with pytest.raises(GuerdonError, match="its parts: none"):
            Refusing("a").part("z").score(BATCH)

    def test_a_transform_reads_the_batch_and_keeps_the_parts(self):
        scores = (Count("a") >> Squash()).score(BATCH)
        assert scores.values.tolist() == pytest.approx([math.tanh(2) - 4, -1, 0, math.tanh(2) - 7])
        assert scores.parts["a"].tolist() == [2, 0, 0, 2]

    def test_transforms_bind_weaker_than_sums(self):
        assert same(Count("a") + Count("b") >> Squash(), (Count("a") + Count("b")) >> Squash())


class TestGradients:
    @given(factors, factors)
    def test_they_flow_through_every_operation(self, j, k):
        a, b = (torch.tensor(0.3, dtype=torch.float64, requires_grad=True) for _ in range(2))
        total = (j * Count("a", a) - (k * Count("b", b)).named("b2")).part("b2") + j * Count("a", a)
        total.score(BATCH).values.sum().backward()
        # Four a's in the batch, and five b's, of which a part that is subtracted has the negative.
        assert a.grad.item() == pytest.approx(4 * j)
        assert b.grad.item() == pytest.approx(-5 * k)

    def test_they_flow_through_transforms_and_preferences(self):
        weight = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
        (-Count("a", weight) >> Squash()).prefer(BATCH[:1], OTHER[:1]).sum().backward()
        # d/dw sigmoid(tanh(-2w) - tanh(-w) - 3): lengths 4 and 1.
        gap = math.tanh(-0.6) - math.tanh(-0.3) - 3
        slope = -2 * (1 - math.tanh(0.6) ** 2) + (1 - math.tanh(0.3) ** 2)
        p = 1 / (1 + math.exp(-gap))
        assert weight.grad.item() == pytest.approx(p * (1 - p) * slope)

    def test_they_flow_through_dense_rewards(self):
        weight = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
        (2 * Count("a", weight) + Count("b")).score(BATCH).to("response", "sum").values.sum().backward()
        assert weight.grad.item() == pytest.approx(8)


class TestCycles:
    rock, paper, scissors = ([Example("p", hand)] for hand in ("rock", "paper", "scissors"))

    @pytest.mark.parametrize("wrap", [lambda r: r, lambda r: r.named("hand"), lambda r: neg(neg(r)), lambda r: 1 * r])
    def test_a_preference_that_no_score_has_survives(self, wrap):
        reward = wrap(Cycle())
        beats = [(self.paper, self.rock), (self.scissors, self.paper), (self.rock, self.scissors)]
        assert [reward.prefer(winner, loser).item() for winner, loser in beats] == pytest.approx([0.9] * 3)

    def test_negation_turns_it_around(self):
        assert (-Cycle().named("hand")).prefer(self.paper, self.rock).item() == pytest.approx(0.1)


compositions = [
    lambda r: r,
    lambda r: 0.5 * r + Count("a"),
    lambda r: (-r).named("curious") >> Squash(),
    lambda r: (r.named("c") + Count("b")).part("c"),
]


class TestSteps:
    @pytest.mark.parametrize("compose", compositions)
    def test_resets_reach_the_environments_asked_for(self, compose):
        curious = Curious()
        reward = compose(curious)
        for _ in range(3):
            reward.score(BATCH[:2])
        reward.reset(np.array([True, False]))
        assert curious.steps.tolist() == [0, 3]

    @pytest.mark.parametrize("compose", compositions)
    def test_versions_rise_with_every_update_below(self, compose):
        curious = Curious()
        reward = compose(curious)
        assert reward.version == 0
        curious.updated()
        curious.updated()
        assert reward.version == 2

    def test_the_version_of_a_sum_changes_with_either(self):
        first, second = Curious(), Curious()
        reward = first + second
        first.updated()
        once = reward.version
        second.updated()
        assert 0 < once < reward.version
        assert Curious().version == 0


class TestCall:
    """The form in which TRL's trainers call a reward function."""

    def test_plain_prompts_and_completions(self):
        assert Count("a")(prompts=["p", "q"], completions=["banana", ""], completion_ids=[[1], []]) == [3.0, 0.0]

    def test_chat_prompts_and_completions(self):
        prompts = [[{"role": "user", "content": "p"}]]
        completions = [[{"role": "assistant", "content": "aa"}, {"role": "assistant", "content": "a"}]]
        assert Count("a")(prompts=prompts, completions=completions) == [1.0]

    def test_examples_are_made_of_the_columns(self):
        seen = []

        class Watching(Reward):
            def score(self, batch):
                seen.extend(batch)
                return Scores(torch.zeros(len(batch)))

        turns = [{"role": "user", "content": "why?"}]
        Watching()([turns, "p"], ["a", "b"], context=[{"k": 1}, '{"k": 2}'], reference=["x", None], other=[0, 0])
        assert seen == [
            Example((Message("user", "why?"),), "a", {"k": 1}, "x"),
            Example("p", "b", {"k": 2}),
        ]

    def test_a_context_that_is_none_is_told(self):
        assert Count("a")(["p"], ["a"], context=[None]) == [1.0]
        with pytest.raises(ValueError, match="a \"context\" is 'plain text', expected a mapping"):
            Count("a")(["p"], ["a"], context=["plain text"])
        with pytest.raises(ValueError, match='"context" is'):
            Count("a")(["p"], ["a"], context=["[1]"])

    def test_a_failure_raises_with_the_count_and_the_first_cause(self):
        with pytest.raises(ScoringError, match="2 of 3 scores failed; the first, of example 2: saw b"):
            (Count("a") + Refusing("b"))(["p"] * 3, ["a", "b", "bb"])

    def test_gradients_do_not_stand_in_the_way(self):
        assert Count("a", torch.tensor(2.0, requires_grad=True).double())(["p"], ["a"]) == [2.0]

    def test_names_say_what_trainers_should_log(self):
        assert Count("a").__name__ == "Count"
        assert (Count("a") + Count("b")).named("letters").__name__ == "letters"

    def test_as_many_completions_as_prompts(self):
        with pytest.raises(ValueError, match="zip"):
            Count("a")(["p", "q"], ["a"])


def test_a_reward_of_pairs_scores_none_alone_and_keeps_its_reasons_under_a_name_and_a_context():
    class Firsts(PairReward):
        def verdicts(self, first, second):
            given = [example.context.get("sure") for example in first]
            values = torch.tensor([1.0 if sure else float("nan") for sure in given])
            return Scores(values, errors=tuple(None if sure else "unsure" for sure in given))

    pair = [Example("p", "a")], [Example("p", "b")]
    alone = Firsts()
    assert alone.score(pair[0]).failed == (0,)
    assert "scores none alone" in alone.score(pair[0]).errors[0]
    assert alone.pairwise
    assert not alone.symmetric
    named = alone.named("firsts")
    assert named.verdicts(*pair).errors == ("unsure",)
    assert named.given(sure=True).verdicts(*pair).values.tolist() == [1.0]
    assert named.given(sure=True).prefer(*pair).tolist() == [1.0]
    assert not named.given(sure=True).symmetric
    assert Count("a").symmetric
