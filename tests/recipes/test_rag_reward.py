"""Grounded answers at a tiny scale: held-out criteria, other passages, and labels that add up."""

import pytest

from guerdon.feedback import cite, ungrounded
from guerdon.learn import WordCounts
from guerdon.recipes import rag_reward as recipe
from guerdon.recipes.grounded import Covered, Support, corrected, invented, shuffled
from guerdon.types import Example

SMALL = recipe.Config(train=24, test=4, judged=120, real=False)


def answers(n):
    return [cite(Example(each.question, each.better, {"passages": list(each.passages)})) for each in invented(n, 100)]


def test_every_criterion_is_tested_by_what_never_saw_it(short_fits, monkeypatch):
    monkeypatch.setattr(recipe, "Interaction", lambda max_tokens: WordCounts(("lives", "clocks", "maps")))
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == [
        "invented facts", "invented facts, against other passages", "simulated judges",
    ]  # fmt: skip
    found = outcomes[0].controls
    assert found["attribution, length"] == 0.5, "moved citations do not change the words"
    assert found["verbosity, length"] == 0, "the padded answer is the longer one"
    assert found["comprehensiveness, length"] == 1
    assert outcomes[2].method > outcomes[2].baseline, "verdicts that agree are right more often"


def test_edits_leave_what_the_passages_say():
    rows = ungrounded(answers(6))
    by_kind = {row.source: row for row in rows}
    kept, worse = Support().score([by_kind["hallucination"].chosen, by_kind["hallucination"].rejected]).values.tolist()
    assert kept > worse
    kept, worse = (
        Covered().score([by_kind["comprehensiveness"].chosen, by_kind["comprehensiveness"].rejected]).values.tolist()
    )
    assert kept >= worse
    moved = shuffled(rows[0], {rows[0].prompt: {"passages": ["Elsewhere."]}})
    assert moved.chosen.context == moved.rejected.context == {"passages": ["Elsewhere."]}
    assert moved.chosen.response == rows[0].chosen.response


@pytest.mark.realdata
def test_people_are_compared_with_the_criteria(data_folder):
    outcome = recipe.people(recipe.Config(judged=40), 100)
    assert outcome.claim is recipe.PEOPLE
    assert 0 < outcome.controls["share of the pairs kept"] <= 1
    rows = ungrounded(
        [cite(Example(each.question, each.grounded, {"passages": list(each.passages)})) for each in corrected(10, 100)]
    )
    assert {row.source for row in rows} == set(recipe.CRITERIA)
