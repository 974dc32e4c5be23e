"""Each finding by hand on small comparisons, and on rewards whose faults are known."""

import numpy as np
import pytest

from guerdon.audit import Candidates, Unmeasured, examine
from guerdon.audit.findings.accuracy import Accuracy
from guerdon.audit.findings.best_of_n import BestOfN
from guerdon.audit.findings.calibration import Calibration, log_odds, sides
from guerdon.audit.findings.consistency import Consistency
from guerdon.audit.findings.leakage import Leakage
from guerdon.audit.findings.slices import Slices
from guerdon.audit.findings.style import Style
from guerdon.audit.findings.style_matrix import StyleMatrix
from guerdon.audit.findings.surface_share import SurfaceShare
from guerdon.audit.slicing import SLICERS
from guerdon.feedback import edited, respace
from guerdon.records import Comparisons
from guerdon.surface import length
from guerdon.types import Comparison, Example, Message


def sample(n: int, longer: float, seed: int = 0) -> Comparisons:
    """Pairs of the same letters but of different length, of which the given share prefers the longer."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        short, long = sorted(rng.choice(np.arange(3, 60), 2, replace=False))
        texts = [f"answer {number} " + "word " * size for size in (long, short)]
        if rng.random() > longer:
            texts.reverse()
        rows.append(Comparison(*(Example(f"prompt {number}", text) for text in texts)))
    return Comparisons.of(rows)


def test_accuracy_by_hand(lookup, compare):
    rows = compare(
        ("p", "long good", "bad"), ("q", "good", "long bad"), ("r", "good", "bad"), ("s", "bad", "good", 0.5)
    )
    found = Accuracy.measure(examine(lookup({"long good": 2, "good": 1, "bad": 0, "long bad": 3}), rows))
    assert found.reward.value == pytest.approx(2 / 3)
    # the longer: right, wrong, a tie
    assert found.longer.value == pytest.approx(0.5)
    assert found.over_longer.value == pytest.approx(2 / 3 - 0.5)
    assert found.reward.n == 3
    assert found.undecided.value == 0


def test_an_oracle_is_always_right_and_a_constant_cannot_tell(rule):
    rows = sample(200, longer=0.5)
    better = {row.chosen.response for row in rows}
    oracle = Accuracy.measure(examine(rule(lambda text: text in better), rows))
    assert oracle.reward.value == 1
    assert oracle.assurance().startswith("to tell better answers from worse (100.0% right")
    constant = Accuracy.measure(examine(rule(lambda text: 0.0), rows))
    assert (constant.reward.value, constant.undecided.value) == (0.5, 1)
    assert "cannot tell" in constant.sentence()
    assert "not shown to beat chance" in constant.concern()


def test_a_length_reward_is_found_to_be_surface_and_to_know_no_more_than_length(rule):
    judged = examine(rule(length), sample(400, longer=0.7))
    accuracy, surface = Accuracy.measure(judged), SurfaceShare.measure(judged)
    assert accuracy.longer.value == accuracy.reward.value
    assert "than its length" in accuracy.concern()
    assert surface.explained.value > 0.9
    assert surface.concern() == "to see past the surface"


def test_a_reward_that_surface_cannot_see_keeps_its_accuracy_without_it(rule):
    rows = sample(400, longer=0.5)
    better = {row.chosen.response for row in rows}
    found = SurfaceShare.measure(examine(rule(lambda text: text in better), rows))
    assert found.explained.value < 0.05
    assert found.remainder.value > 0.98
    assert found.concern() is None


def test_slices_fold_the_small_and_name_the_weak(rule):
    rng = np.random.default_rng(0)
    sources = ["good"] * 200 + ["weak"] * 100 + ["tiny"] * 20 + ["little"] * 9
    rows, right = [], {}
    for number, source in enumerate(sources):
        texts = [f"left {number}", f"right {number}"]
        right[texts[0]] = float(rng.random() < (0.5 if source == "weak" else 0.9))
        rows.append(Comparison(*(Example(f"p {number}", text) for text in texts), source=source))
    found = Slices.measure(examine(rule(lambda text: right.get(text, 0.5)), Comparisons.of(rows)))
    by_name = {each.name: each for each in found.slices if each.kind == "source"}
    assert list(by_name) == ["good", "weak", "2 slices under 30 together"]
    assert [each.accuracy.n for each in by_name.values()] == [200, 100, 29]
    assert found.worst.title == "source: weak"
    assert "“source: weak”" in found.concern()


def test_slicers_by_hand():
    def key(cut: str, *rows: Comparison) -> list[str | None]:
        return [found and found[1] for found in SLICERS[cut](rows)]

    def pair(a: str, b: str, prompt: object = "p", **fields: object) -> Comparison:
        return Comparison(Example(prompt, a), Example(prompt, b), **fields)

    assert key(
        "preferred answer", pair("a a a", "a"), pair("a", "a a a"), pair("a", "a a a", target=0.0), pair("a", "b")
    ) == [
        "over twice as long",
        "under half as long",
        "over twice as long",
        "about as long",
    ]
    assert key("preferred answer", pair("a", "b", target=0.5)) == [None]
    talk = (Message("user", "one"), Message("assistant", "two"), Message("user", "three"))
    assert key("turns", pair("a", "b", talk), pair("a", "b")) == ["2 turns", "1 turn"]
    assert key("script", pair("hello", "b"), pair("привет", "b"), pair("你好", "b"), pair("123", "b")) == [
        "Latin",
        "Cyrillic",
        "Chinese or Japanese",
        None,
    ]
    assert key("prompt", pair("a", "b", "word " * 20), pair("a", "b", "word " * 19)) == [
        "20 to 59 words",
        "0 to 19 words",
    ]
    assert key("label strength", pair("a", "b", strength=3.0), pair("a", "b")) == ["3", None]
    assert key("label confidence", pair("a", "b", target=0.2), pair("a", "b")) == ["0.8", None]
    many = key("label strength", *(pair("a", "b", strength=float(value)) for value in range(9)))
    assert many == ["below 3"] * 3 + ["3 to 6"] * 3 + ["6 or more"] * 3


def test_calibration_by_hand(lookup, compare):
    # gap log 3: 75 % sure. Three of four are right: calibrated; the flipped listing says the same.
    table = {"a": float(np.log(3)), "b": 0.0}
    rows = [(f"p {n}", "a", "b") for n in range(3)] + [("p 3", "b", "a")]
    found = Calibration.measure(examine(lookup(table), compare(*rows)))
    assert found.error.value == pytest.approx(0, abs=1e-9)
    assert found.temperature.value == pytest.approx(1, abs=1e-3)
    assert (found.confidence, found.frequency) == pytest.approx((0.75, 0.75))
    doubled = Calibration.measure(examine(lookup({"a": 2 * table["a"], "b": 0.0}), compare(*rows)))
    assert doubled.error.value == pytest.approx(0.9 - 0.75)
    assert doubled.temperature.value == pytest.approx(2, abs=1e-3)


def test_gaps_beyond_all_odds_are_rescaled_alike_for_either_side(lookup, compare):
    assert log_odds(np.array([0.0])).tolist() == (-log_odds(np.array([1.0]))).tolist()
    # as sure as can be in each of 40, and right in 30: one temperature for all mends that but for noise between its folds
    rows = [(f"p {n}", *(("a", "b") if n % 4 else ("b", "a"))) for n in range(40)]
    found = Calibration.measure(examine(lookup({"a": 100.0, "b": 0.0}), compare(*rows)))
    assert found.error.value == pytest.approx(0.25)
    assert found.rescaled_error.value < 0.2


def test_sides_do_not_depend_on_the_order_of_a_pair():
    preferred, target = np.array([0.8, 0.3, 0.5]), np.array([1.0, 1.0, 0.0])
    confidence, outcome = sides(preferred, target)
    assert confidence.tolist() == [0.8, 0.7, 0.5]
    assert outcome.tolist() == [1.0, 0.0, 0.5]
    assert [column.tolist() for column in sides(1 - preferred, 1 - target)] == [confidence.tolist(), outcome.tolist()]


def test_a_calibrated_reward_is_not_blamed_for_noise_and_an_overconfident_one_is(rule):
    rows = sample(500, longer=0.7)
    fair = {row.chosen.response: 0.0 for row in rows}
    rng = np.random.default_rng(4)
    for row in rows:
        gap = rng.logistic(0.8, 0.6)
        prefers = rng.random() < 1 / (1 + np.exp(-gap))
        fair |= {row.chosen.response: gap if prefers else 0.0, row.rejected.response: 0.0 if prefers else gap}
    calibrated = Calibration.measure(examine(rule(lambda text: fair[text]), rows))
    assert calibrated.error.value > 0.03  # noise alone gives as much
    assert calibrated.concern() is None
    assert calibrated.assurance() is not None
    too_sure = Calibration.measure(examine(rule(lambda text: 5 * fair[text]), rows))
    assert too_sure.concern() == "for its probabilities"
    assert too_sure.temperature.value == pytest.approx(5 * calibrated.temperature.value, rel=0.01)


def test_style_blames_only_what_exceeds_the_labels(rule):
    labels = sample(600, longer=0.6)
    length_only = Style.measure(examine(rule(length), labels))
    (leaning,) = [each for each in length_only.leanings if each.style == "length"]
    assert leaning.choice.value > 0.75
    assert leaning.label.value < 0.25
    assert length_only.concern() == "to be fair about length"
    # flips of some labels hide what they follow, and the truth is not blamed for following it further
    truth = sample(600, longer=0.9)
    assert Style.measure(examine(rule(length), truth)).concern() is None
    always = sample(600, longer=1.0)
    deserved = Style.measure(examine(rule(length), always))
    assert deserved.concern() is None
    assert [each.style for each in deserved.leanings] == ["length"]  # the other attributes never differ


def test_consistency_finds_what_white_space_and_order_change(rule):
    rows = sample(60, longer=0.5)
    steady = Consistency.measure(examine(rule(length), rows))
    assert (steady.swapped.value, steady.respaced.value, steady.moved.value) == (0, 0, 0)
    assert steady.concern() is None
    # every text ends in a space already; a second one turns the score of every text with odd size around
    picky = Consistency.measure(examine(rule(lambda text: length(text) * (-1) ** text.endswith("  ")), rows))
    assert picky.respaced.value == 1
    assert picky.concern() == "to stay with its choice when white space changes"


def test_white_space_changes_but_words_and_code_do_not():
    text = "One  two\nthree\n```\nkeep  this\n  code\n```\nend"
    changed = edited(Example("p", text), respace).response
    assert changed == "One two\n\nthree\n\n```\nkeep  this\n  code\n```\n\nend "
    assert changed.split() == text.split()


def test_leakage_counts_same_and_near_prompts_and_answers(lookup, compare):
    long = " ".join(f"word{number}" for number in range(50))
    train = compare(("Seen prompt", "x", "y"), ("other", long, "z"))
    rows = compare(("seen  PROMPT!", "a", "b"), ("new", long.replace("word49", "end"), "z"), ("fresh", "a", "b"))
    reward = lookup({"a": 1.0, "b": 0.0, "z": 0.0, long.replace("word49", "end"): 1.0})
    found = Leakage.measure(examine(reward, rows, train=train))
    assert found.prompts.value == pytest.approx(1 / 3)
    assert found.answers.value == 0
    assert found.near_answers.value == pytest.approx(1 / 3)
    assert found.leaked.value == pytest.approx(2 / 3)
    assert found.concern() is not None
    assert isinstance(Leakage.measure(examine(reward, rows)), Unmeasured)


def hacked(n: int, prompts: int = 40) -> Candidates:
    """Candidates whose gold falls with the proxy at its very top, as when a reward is gamed."""
    rng = np.random.default_rng(5)
    proxy = tuple(np.sort(rng.normal(size=n)) for _ in range(prompts))
    gold = tuple(np.where(np.arange(n) >= n - 2, -5.0, np.arange(n) / n) for _ in range(prompts))
    groups = tuple(tuple(Example(f"p {p}", f"{p} {k}") for k in range(n)) for p in range(prompts))
    return Candidates(groups, proxy, gold)


def test_best_of_n_advises_the_n_of_the_highest_truth_and_warns_of_the_fall(lookup, compare):
    reward, rows = lookup({"a": 1.0, "b": 0.0}), compare(("p", "a", "b"))
    found = BestOfN.measure(examine(reward, rows, candidates=hacked(16)))
    gold = [point.value.value for point in found.curves["gold_gain"]]
    assert found.peak.n == (1, 2, 4, 8, 16)[int(np.argmax(gold))]
    assert gold[-1] < gold[0]
    assert found.overshoots or not found.helps
    assert found.concern() is not None
    honest = hacked(16)
    same = Candidates(honest.groups, honest.proxy, honest.proxy)
    oracle = BestOfN.measure(examine(reward, rows, candidates=same))
    assert oracle.peak.n == 16
    assert oracle.kept.value == pytest.approx(1)
    assert oracle.assurance() == "for best-of-n up to n = 16"
    assert oracle.concern() is None


def test_best_of_n_without_gold_says_what_is_unknown(lookup, compare):
    reward = lookup({"a": 3.0, "b b": 1.0, "c c c": 2.0})
    found = BestOfN.measure(
        examine(reward, compare(*((f"p {n}", *pair) for n in range(8) for pair in (("a", "b b"), ("a", "c c c")))))
    )
    assert found.unknown() == "how far best-of-n can be pushed"
    # pairs of {3, 1, 2}: "a" wins two, "c c c" one
    words = {point.n: point.value.value for point in found.curves["words"]}
    assert words == pytest.approx({1: 2.0, 2: (2 * 1 + 3) / 3, 3: 1.0})
    assert isinstance(BestOfN.measure(examine(reward, compare(("p", "a", "b b")))), Unmeasured)


def test_the_style_matrix_has_hard_pairs_above_the_diagonal_and_counts_ties_as_wrong(rule):
    styles = {"c": 0, "d": 1, "m": 2}
    rows = [
        Comparison(
            Example(p, f"good {a}", meta={"style": styles[a]}), Example(p, f"bad {b}", meta={"style": styles[b]})
        )
        for p in ("p", "q")
        for a in styles
        for b in styles
    ]
    # likes markdown alone: right where the chosen answer is the fancier one, wrong else, ties on the diagonal
    found = StyleMatrix.measure(examine(rule(lambda text: styles[text[-1]]), Comparisons.of(rows)))
    assert [[cell.value for cell in row] for row in found.cells] == [[0, 0, 0], [1, 0, 0], [1, 1, 0]]
    assert {name: each.value for name, each in found.difficulties.items()} == {"hard": 0, "normal": 0, "easy": 1}
    assert found.concern() == "where the worse answer looks better"
    plain = [Comparison(Example("p", "good c"), Example("p", "bad d"))]
    assert isinstance(
        StyleMatrix.measure(examine(rule(lambda text: styles[text[-1]]), Comparisons.of(plain))), Unmeasured
    )


def test_few_comparisons_neither_clear_probabilities_nor_say_what_surface_explains(rule):
    rows = sample(6, longer=1.0)
    calibration = Calibration.measure(examine(rule(lambda text: len(text.split()) / 20), rows))
    assert calibration.floor.value > 0.1
    assert calibration.assurance() is None
    assert "so few comparisons do not tell" in calibration.sentence()
    assert calibration.unknown() == "whether its probabilities mean what they say"
    few = SurfaceShare.measure(examine(rule(lambda text: float(len(text))), sample(69, longer=1.0)))
    assert isinstance(few, Unmeasured)
    assert few.why == "69 comparisons are too few to fit 14 attributes"
    assert isinstance(SurfaceShare.measure(examine(rule(lambda text: float(len(text))), sample(70, 1.0))), SurfaceShare)
