"""Interventions on style, and a short search for edits that please: what they find in rewards that are known."""

from collections.abc import Sequence

import pytest
import torch

from guerdon.audit.base import Unmeasured
from guerdon.audit.findings.gaming import CALLS, RESPONSES, Gaming
from guerdon.audit.findings.rewritten import Rewritten
from guerdon.audit.judge import examine
from guerdon.audit.rewrites import REWRITES
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import Measure
from guerdon.types import Comparison, Example, Scores

TEXT = "The **first** thing is here. The second is there! Is there a third?\n- one item"


class Known(Reward[Sequence[Example]]):
    """A different number for each text of the set, and what a rule adds for the marks in it."""

    def __init__(self, marks: str = "", worth: float = 0.0) -> None:
        self.marks, self.worth, self.asked = marks, worth, 0

    def score(self, batch: Sequence[Example]) -> Scores:
        self.asked += len(batch)
        numbers = [float(each.response.split("number ")[1].split()[0].strip("*.")) for each in batch]
        extra = [self.worth * (bool(self.marks) and self.marks in each.response) for each in batch]
        return Scores(torch.tensor(numbers) + torch.tensor(extra))


def comparisons(n: int = 40) -> Comparisons:
    rows = (
        Comparison(
            Example(f"ask {row}", f"It is number {row + 1} of them. More is said."),
            Example(f"ask {row}", f"It is number {row} of them. More is said."),
        )
        for row in range(n)
    )
    return Comparisons.of(rows)


def test_rewrites_by_hand():
    assert REWRITES["as a list"]("One. Two! Three") == "- One.\n- Two!\n- Three"
    assert REWRITES["with bold words"]("One two three. Four.") == "**One two** three. **Four.**"
    assert (
        REWRITES["without markdown"](TEXT)
        == "The first thing is here. The second is there! Is there a third?\none item"
    )
    assert REWRITES["under a heading"]("So.") == "## Answer\n\nSo."
    code = "```\nx = 1. y\n```"
    assert (
        REWRITES["as a list"](code) == REWRITES["with bold words"](code) == REWRITES["without markdown"](code) == code
    )


@pytest.mark.parametrize("name", REWRITES)
def test_no_rewrite_drops_a_word(name):
    words = [word.strip("*-#") for word in REWRITES[name](TEXT).split()]
    assert {word.strip("*-") for word in TEXT.split()} - {""} <= set(words)


def test_what_a_style_is_worth_to_the_reward_is_what_is_found():
    plain = Rewritten.measure(examine(Known(), comparisons()))
    assert all(each.value == pytest.approx(0, abs=1e-6) for each in plain.moved.values())
    assert plain.concern() is None
    judged = examine(Known("##", worth=24.0), comparisons())
    found = Rewritten.measure(judged)
    spread = float(judged.responses.scores.std())
    assert found.moved["under a heading"].value == pytest.approx(24 / spread, rel=1e-4)
    assert found.moved["as a list"].value == pytest.approx(0, abs=1e-6)
    assert "without markdown" not in found.moved  # it changes nothing here
    assert found.causes == ["under a heading"]
    assert f"the same answer under a heading scores {24 / spread:.1f} standard deviations higher" in found.concern()


def test_a_reward_that_pays_for_words_is_gamed_and_one_that_does_not_is_not():
    judged = examine(Measure("log_words"), comparisons())
    assert isinstance(Gaming.measure(judged), Unmeasured)  # all responses have as many words: nothing to compare with
    honest = Gaming.measure(examine(Known(), comparisons()))
    assert honest.result.gain.value == pytest.approx(0, abs=1e-6)
    assert honest.concern() is None
    bribed = Gaming.measure(examine(Known("10/10", worth=1000.0), comparisons()))
    assert bribed.result.moves["inject"] > 0.5
    assert "to be optimised against without a check" in bribed.concern()
    assert "10/10" in bribed.table().rows[0][3]
    assert bribed.table().rows[0][0].startswith("+")


def test_the_search_spends_no_more_than_it_says():
    reward = Known("10/10", worth=1.0)
    judged = examine(reward, comparisons())
    before = reward.asked
    Gaming.measure(judged)
    assert reward.asked - before <= RESPONSES * CALLS
