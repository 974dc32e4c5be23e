"""What the order of two answers does to a judge whose leanings are known."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from scipy.stats import norm

from guerdon.audit import Unmeasured, examine
from guerdon.audit.findings.accuracy import Accuracy
from guerdon.audit.findings.consistency import Consistency
from guerdon.audit.findings.order import Order
from guerdon.judge import BothOrders, LessPosition, PairwiseJudge, position_bias
from guerdon.llm import SimulatedJudge
from guerdon.records import Comparisons
from guerdon.reward import PairReward
from guerdon.shape import Recorded
from guerdon.statistics import Estimate
from guerdon.testbeds import SwayedJudge
from guerdon.types import Comparison, Example, Scores


class Spoken(PairReward):
    """Says of two responses what a table of both orders has, and counts what it is asked; ``both`` asks both orders itself."""

    def __init__(self, table: dict[tuple[str, str], float], both: bool = False) -> None:
        self.table, self.both, self.asked = table, both, 0

    def said(self, first: Sequence[Example], second: Sequence[Example]) -> torch.Tensor:
        self.asked += len(first)
        return torch.tensor([self.table[a.response, b.response] for a, b in zip(first, second, strict=True)])

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        forth = self.said(first, second)
        if not self.both:
            return Scores(forth)
        back = 1 - self.said(second, first)
        return Scores((forth + back) / 2, parts={"forth": forth, "back": back})


TABLE = {
    ("a", "b"): 1.0, ("b", "a"): 0.0,  # a, whatever the order
    ("c", "d"): 0.75, ("d", "c"): 1.0,  # what is shown first
    ("e", "f"): 0.25, ("f", "e"): 0.25,  # what is shown second
    ("g", "h"): 0.5, ("h", "g"): 0.5,  # neither
    ("i", "j"): 0.5, ("j", "i"): 0.25,  # i where it is shown second, neither where first
}  # fmt: skip
ROWS = (("p", "a", "b"), ("q", "c", "d"), ("r", "e", "f", 0.0), ("s", "g", "h"), ("t", "i", "j", 0.5))
FORTH, BACK = np.array([1, 0.75, 0.25, 0.5, 0.5]), 1 - np.array([0, 1, 0.25, 0.5, 0.25])


@pytest.mark.parametrize("both", [True, False])
def test_the_orders_by_hand_whoever_asks_for_them(compare, both):
    reward = Spoken(TABLE, both)
    judged = examine(reward, compare(*ROWS))
    assert reward.asked == 2 * len(ROWS)
    assert judged.orders is not None
    assert judged.orders.forth.tolist() == FORTH.tolist()
    assert judged.orders.back.tolist() == BACK.tolist()
    assert judged.preferred.tolist() == ((FORTH + BACK) / 2).tolist()
    found = Order.measure(judged)
    shares = [each.value for each in (found.turned, found.first, found.second, found.ties)]
    assert shares == pytest.approx([3 / 5, 1 / 5, 1 / 5, 1 / 5])
    assert found.pull.value == pytest.approx(np.mean(FORTH - BACK) / 2)
    assert found.imbalance.value == pytest.approx(np.mean(np.abs(FORTH - BACK)))
    # a, c and g are the better ones and f, which is shown first in the order "back"; where e is, f is preferred to it
    assert found.leading.value == pytest.approx(np.mean([1, 1, 0, 0.5]))
    assert found.trailing.value == pytest.approx(np.mean([1, 0, 1, 0.5]))


def test_the_pull_is_the_position_bias_of_the_verdicts(compare):
    said = Spoken(TABLE, both=True).verdicts(*([Example(row[0], row[side]) for row in ROWS] for side in (1, 2)))
    pull = Order.measure(examine(Spoken(TABLE, both=True), compare(*ROWS))).pull
    assert pull.value == pytest.approx(position_bias(said).value)


def test_who_always_names_the_first_is_at_chance_and_not_always_right(compare):
    rows = compare(*((f"p {n}", f"good {n}", f"bad {n}") for n in range(40)))
    first = Spoken({})
    first.said = lambda a, b: torch.ones(len(a))  # type: ignore[method-assign]
    judged = examine(first, rows)
    found = Order.measure(judged)
    assert (Accuracy.measure(judged).reward.value, found.turned.value, found.pull.value) == (0.5, 1.0, 0.5)
    assert found.concern() == (
        "in one order alone, because 100.0% of its verdicts turn when the answers swap places, more often to what is shown first"
    )
    assert (found.leading.value, found.trailing.value) == (1.0, 0.0)
    axes = Figure().subplots()
    found.draw(axes)
    assert len(axes.get_yticklabels()) == 5


def test_the_question_does_not_arise_where_order_is_nothing(lookup, compare):
    assert Order.measure(examine(lookup({"a": 1.0, "b": 0.0}), compare(("p", "a", "b")))) is None


def test_a_judge_of_both_orders_is_asked_once_for_each(compare):
    inner = Spoken(TABLE)
    judged = examine(BothOrders(inner), compare(*ROWS))
    assert inner.asked == 2 * len(ROWS)
    assert judged.orders.back.tolist() == BACK.tolist()
    assert Order.measure(examine(LessPosition(Spoken(TABLE), 0.0), compare(*ROWS))) is None


def test_one_who_stays_with_every_verdict_is_said_to(compare):
    class Steady(Spoken):
        def said(self, first, second):
            return torch.tensor([float(a.response < b.response) for a, b in zip(first, second, strict=True)])

    steady = Order.measure(examine(Steady(TABLE), compare(*ROWS)))
    assert (steady.turned.value, steady.pull.value) == (0, 0)
    assert steady.sentence() == "None of 5 verdicts turns with the order."


def test_what_was_said_in_either_order_stands_beside_the_verdict(compare):
    class Telling(Spoken):
        def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
            told = tuple(f"{a.response} comes first" if a.response < "e" else None for a in first)
            return Scores(self.said(first, second), rationale=told)

    judged = examine(Telling(TABLE), compare(*ROWS[:3]))
    assert judged.rationale == ("a comes first\n\nb comes first", "c comes first\n\nd comes first", None)
    assert examine(Spoken(TABLE), compare(*ROWS[:3])).rationale is None


def test_verdicts_that_are_missing_in_one_order_do_not_count(compare):
    class Half(Spoken):
        def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
            nothing = torch.full((len(first),), torch.nan)
            return Scores(torch.ones(len(first)), parts={"forth": torch.ones(len(first)), "back": nothing})

    found = Order.measure(examine(Half({}), compare(*ROWS)))
    assert isinstance(found, Unmeasured)
    assert found.why == "no comparison has a verdict in both orders"


def close(found: Estimate, known: float) -> bool:
    """Within the interval and half of it more, which one of 300 estimates misses."""
    return abs(found.value - known) <= 1.5 * (found.high - found.low) / 2


@pytest.mark.parametrize("seed", range(4))
def test_what_is_measured_of_a_simulated_judge_is_what_he_was_made_to_do(seed):
    # z = gap + bias + N(0, 1) in each order: the first is named with probability normal(gap + bias), or of the other order
    rng, bias, gold, rows = np.random.default_rng(seed), 0.5, {}, []
    gaps = np.abs(rng.normal(0, 1.2, 400))
    for number, gap in enumerate(gaps):
        good, bad = (
            Example(f"prompt {number // 2}", f"good {number}"),
            Example(f"prompt {number // 2}", f"bad {number}"),
        )
        gold |= {good.identity: float(gap), bad.identity: 0.0}
        rows.append(Comparison(good, bad) if number % 3 else Comparison(bad, good, 0.0))
    model = SimulatedJudge(Recorded(gold), noise=1.0, position_bias=bias, seed=seed)
    judged = examine(PairwiseJudge(model), Comparisons.of(rows))
    assert model.budget.spent["calls"] == 2 * len(rows)
    before, after = norm.cdf(gaps + bias), norm.cdf(gaps - bias)
    turned = before * (1 - after) + after * (1 - before)
    found = Order.measure(judged)
    assert close(found.turned, turned.mean())
    assert close(found.first, np.mean(before * (1 - after)))
    assert close(found.second, np.mean(after * (1 - before)))
    assert close(found.pull, np.mean(before - after) / 2)
    assert close(found.leading, before.mean())
    assert close(found.trailing, after.mean())
    assert close(Accuracy.measure(judged).reward, np.mean(before * after + turned / 2))
    assert found.lean == "first"


def test_a_judge_that_scores_and_is_swayed_is_heard_in_both_orders(rule):
    rows = [Comparison(Example(f"p {n}", f"good {n}"), Example(f"p {n}", f"bad {n}")) for n in range(500)]
    gold = rule(lambda text: text.startswith("good"))
    judged = examine(SwayedJudge(gold, errs=0.2, swayed=0.2), Comparisons.of(rows))
    first, second = 0.2 + 0.8 * 0.8, 0.8 * 0.8  # right where the better one is shown first, and second
    found = Order.measure(judged)
    assert close(found.leading, first)
    assert close(found.trailing, second)
    assert close(found.turned, first * (1 - second) + second * (1 - first))
    assert close(found.pull, (first - second) / 2)
    assert judged.scored
    steady = Consistency.measure(judged)
    assert "swap places" not in steady.sentence()
    assert set(steady.estimates()) == {"flips_with_white_space", "score_change_with_white_space"}
