"""The report of a reward that compares two responses and scores none alone."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
import torch

from guerdon.audit import Finding, Judged, Unmeasured, draw, examine, report_card
from guerdon.audit.base import UNSCORED, UnscoredError
from guerdon.audit.findings.accuracy import Accuracy
from guerdon.audit.findings.calibration import Calibration
from guerdon.audit.findings.consistency import Consistency
from guerdon.audit.findings.leakage import Leakage
from guerdon.audit.findings.prompt_use import PromptUse
from guerdon.audit.findings.reworded import Reworded
from guerdon.audit.findings.slices import Slices
from guerdon.audit.findings.style import Style
from guerdon.audit.findings.style_matrix import StyleMatrix
from guerdon.audit.findings.surface_share import SurfaceShare
from guerdon.audit.mistakes import worst_mistakes
from guerdon.audit.report import attempt
from guerdon.budget import Budget
from guerdon.errors import GuerdonError
from guerdon.judge import PairwiseJudge
from guerdon.llm import SimulatedJudge
from guerdon.records import Comparisons
from guerdon.reward import PairReward, Reward
from guerdon.shape import Affine, Measure
from guerdon.testbeds import Errands
from guerdon.types import Comparison, Example, Scores


class Gaps(Finding):
    """One that was written for scores, and knows of no reward without them."""

    @classmethod
    def measure(cls, judged: Judged) -> Unmeasured:
        return Unmeasured(f"the mean gap is {judged.gap.mean()}")


class Compared(PairReward):
    """The preferences of a reward without its scores; what it says of the two orders is the same, and not told apart."""

    symmetric = True

    def __init__(self, reward: Reward[Sequence[Example]]) -> None:
        self.reward = reward

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        scores = [self.reward.score(side) for side in (first, second)]
        errors = [each.errors or (None,) * len(first) for each in scores]
        return Scores(
            torch.sigmoid(scores[0].values - scores[1].values),
            errors=tuple(a or b for a, b in zip(*errors, strict=True)),
        )


class Uneven(Reward[Sequence[Example]]):
    """Half of a score is the length and half is chance; a share of the responses has none."""

    def __init__(self, failing: float = 0.0) -> None:
        self.failing = failing

    def score(self, batch: Sequence[Example]) -> Scores:
        drawn = np.array([np.random.default_rng(int(each.identity, 16)).random(2) for each in batch]).reshape(-1, 2)
        lost = torch.from_numpy(drawn[:, 1] < self.failing)
        values = Measure("log_words").score(batch).values.double() / 2 + torch.from_numpy(drawn[:, 0])
        errors = tuple("nothing to say" if gone else None for gone in lost.tolist())
        return Scores(torch.where(lost, torch.nan, values), errors=errors)


@pytest.fixture(scope="module")
def rows() -> Comparisons:
    """Pairs of unlike length, some with a soft label or a tie, each with the style that RM-Bench names."""
    rng = np.random.default_rng(0)

    def side(number: int, name: str) -> Example:
        text = f"{name} {number} " + "word " * int(rng.integers(1, 40)) + "\n- item" * int(rng.integers(3))
        return Example(f"prompt {number // 2} about it", text, meta={"style": int(rng.integers(3))})

    targets = rng.choice([1.0, 0.0, 0.5, 0.8], 200)
    return Comparisons.of(
        Comparison(side(number, "left"), side(number, "right"), float(target), source=f"set {number % 3}")
        for number, target in enumerate(targets)
    )


@pytest.mark.parametrize("kind", [Accuracy, Slices, Calibration, StyleMatrix, Leakage])
def test_what_rests_on_preferences_is_found_without_scores(kind, rows):
    scored, compared = (kind.measure(examine(reward, rows, rows[:50])) for reward in (Uneven(), Compared(Uneven())))
    assert scored == compared


def test_so_are_choices_by_style_and_mistakes_and_where_surface_is_wrong(rows):
    scored, compared = (examine(reward, rows) for reward in (Uneven(), Compared(Uneven())))
    mine, other = ({each.style: each for each in Style.measure(judged).leanings} for judged in (scored, compared))
    assert list(mine) == list(other) == ["length", "lists"]
    for style, leaning in mine.items():
        assert (leaning.choice, leaning.label, leaning.excess) == (
            other[style].choice, other[style].label, other[style].excess
        )  # fmt: skip
    assert Style.measure(compared).table().columns == ("attribute", "choice", "label", "excess")
    assert worst_mistakes(scored) == worst_mistakes(compared)
    a, b = SurfaceShare.measure(scored), SurfaceShare.measure(compared)
    assert (a.whole, a.with_surface, a.against_surface) == (b.whole, b.with_surface, b.against_surface)
    assert (b.explained, b.remainder, b.headlines(), b.concern()) == (None, None, (), None)
    assert b.unknown() == "how much of its choices surface explains"
    assert f"{b.against_surface.value:.1%} where the surface rule is wrong" in b.sentence()


def test_what_is_asked_again_is_asked_in_preferences(rows):
    scored, compared = (examine(reward, rows) for reward in (Uneven(), Compared(Uneven())))
    for kind in (Reworded, PromptUse):
        assert kind.measure(scored) == kind.measure(compared)
    steady = Consistency.measure(compared)
    assert steady.respaced == Consistency.measure(scored).respaced
    assert steady.moved is None
    assert steady.sentence().endswith("when only white space changes.")


def test_what_needs_scores_says_so(rows, tmp_path):
    judged = examine(Compared(Uneven()), rows)
    assert not judged.scored
    with pytest.raises(UnscoredError, match="compares pairs and scores no response alone"):
        _ = judged.gap
    assert attempt(Gaps, judged) == Unmeasured(UNSCORED)
    card = report_card(Compared(Uneven()), rows, train=rows)
    needing = {name for name, each in card.to_json()["not_measured"].items() if each["why"] == UNSCORED}
    assert needing == {"rewritten", "gaming", "best_of_n"}
    assert "whether cheap edits raise it" in card.verdict
    assert f"Not measured: {UNSCORED}." in card.to_html(tmp_path / "report.html").read_text()
    assert json.dumps(card.to_json(), allow_nan=False)


def test_an_ordinary_report_says_nothing_of_the_order(rows):
    found = report_card(Uneven(), rows).to_json()
    assert "order" not in found["findings"] | found["not_measured"]
    assert found["estimates"]["flips_when_swapped"]["value"] == 0


def test_failures_are_left_out_and_counted_in_the_judge_s_own_words(rows):
    card = report_card(Compared(Uneven(failing=0.1)), rows)
    scored = report_card(Uneven(failing=0.1), rows)
    assert card.failed == scored.failed > 10
    assert card.causes == scored.causes == (f"nothing to say ({card.failed})",)
    # of what is asked again some fails too, and the rest is measured
    assert 0 < card.estimates["flips_with_white_space"].n < card.comparisons
    with pytest.raises(GuerdonError, match="could be scored; the first cause: nothing to say"):
        examine(Compared(Uneven(failing=1.0)), rows)
    with pytest.raises(GuerdonError, match="Compared compares two responses, and scores none alone"):
        examine(Compared(Uneven()) >> Affine(2.0), rows)


class Silent(PairReward):
    """Has nothing to say and no reason why, or calls all a tie."""

    symmetric = True

    def __init__(self, said: float) -> None:
        self.said = said

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        return Scores(torch.full((len(first),), self.said))


def test_a_judge_without_verdicts_and_one_without_preferences(rows):
    with pytest.raises(GuerdonError, match="preference is nan without a reason"):
        examine(Silent(torch.nan), rows)
    judged = examine(Silent(0.5), rows)
    assert Calibration.measure(judged).why == "the reward calls every comparison a tie"
    assert Style.measure(judged).why == "either the choices or the styles do not vary"
    assert "cannot tell" in Accuracy.measure(judged).sentence()


def test_verdicts_without_shades_have_an_error_and_no_temperature(compare):
    class Sure(Silent):
        def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
            return Scores(torch.tensor([(a.response > b.response) / 1 for a, b in zip(first, second, strict=True)]))

    # "b" is right in three of four
    found = Calibration.measure(examine(Sure(0), compare(*((f"p {n}", "ab"[n > 0], "ab"[n == 0]) for n in range(4)))))
    assert found.error.value == pytest.approx(1 - 0.75)
    assert set(found.estimates()) == {"ece", "ece_by_noise_alone"}
    assert found.sentence().endswith("of its surest verdicts 75.0% are right.")
    assert [name for name, _ in found.headlines()[0].beside] == ["noise alone"]


@pytest.fixture(scope="module")
def errands() -> tuple[Errands, Comparisons]:
    world = Errands(seed=105)
    return world, world.comparisons(60)


def test_a_limit_costs_what_is_asked_besides_and_not_the_report(errands):
    world, rows = errands
    model = SimulatedJudge(world.gold, noise=0.5, budget=Budget(calls=2 * len(rows) + 30))
    card = report_card(PairwiseJudge(model), rows, candidates=draw(world, PairwiseJudge(model), 5, 4))
    assert card.comparisons == len(rows)
    assert model.budget.spent["calls"] <= 2 * len(rows) + 30
    stopped = {name for name, each in card.to_json()["not_measured"].items() if "would pass the limit" in each["why"]}
    assert stopped == {"consistency", "reworded", "prompt_use"}
    with pytest.raises(GuerdonError, match="would pass the limit of 30"):
        report_card(PairwiseJudge(SimulatedJudge(world.gold, budget=Budget(calls=30))), rows)


def test_a_judge_who_reads_prompts_and_likes_length_is_found_out(errands):
    world, _ = errands
    rows = world.comparisons(200)
    fair, fond = (
        report_card(PairwiseJudge(SimulatedJudge(world.gold, noise=0.3, length_bias=bias)), rows) for bias in (0.0, 2.0)
    )
    assert fair.estimates["length_choice"].value < 0.15 < 0.5 < fond.estimates["length_choice"].value
    assert "to be fair about length" in fond.verdict
    assert "to be fair about length" not in fair.verdict
    assert fair.estimates["accuracy_that_the_prompt_is_worth"].low > 0
    assert fair.estimates["accuracy"].value > fond.estimates["accuracy"].value
