"""Verifiers by name."""

import pytest

import guerdon
from guerdon.errors import GuerdonError
from guerdon.types import Example
from guerdon.verify import MathAnswer
from guerdon.verify.load import named


def test_a_verifier_is_loaded_by_its_name_and_saved_as_any_reward(tmp_path):
    reward = guerdon.load("verify:math-answer")
    assert isinstance(reward, MathAnswer)
    reward.save(tmp_path / "saved")
    example = Example("What is a half and a half?", r"It is \boxed{\frac{2}{2}}.", reference="1")
    assert guerdon.load(tmp_path / "saved").score([example]).values.tolist() == [1.0]


@pytest.mark.parametrize("name", named())
def test_every_verifier_of_a_name_scores_or_says_why_not(name):
    scores = guerdon.load(f"verify:{name}").score([Example("Say hello in lowercase.", "hello there")])
    assert len(scores) == 1
    assert not scores.failed or scores.errors[0]


def test_another_name_is_refused_with_those_that_there_are():
    with pytest.raises(GuerdonError, match=r"verify:magic is no verifier; there are .*verify:math-answer"):
        guerdon.load("verify:magic")
