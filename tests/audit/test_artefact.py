"""What a phrase is worth to a reward, by hand."""

import numpy as np
import pytest

from guerdon.audit import Candidates, artefact
from guerdon.shape import Measure
from guerdon.types import Example


def drawn(gold: list[float] | None) -> Candidates:
    group = tuple(Example("p", text) for text in ("a b c", "a b", "a"))
    return Candidates((group,), (np.zeros(3),), gold and (np.array(gold),))


def test_a_reward_of_length_counts_the_phrase_as_a_word():
    found = artefact(Measure("log_words"), drawn([3.0, 2.0, 1.0]), "Sure!")
    assert found.preferred == 1
    assert found.clean == 1
    # with the phrase the worse of 3 against 2 words draws level, as does 2 against 1; 3 against 1 + 1 is still right
    assert found.against == pytest.approx((0.5 + 0.5 + 1) / 3)
    logs = np.log([4, 3, 2])
    assert found.rise == pytest.approx((np.log([5, 4, 3]) - logs).mean() / logs.std(), rel=1e-5)


def test_a_reward_that_does_not_see_the_phrase_is_unmoved():
    found = artefact(-1 * Measure("bold"), drawn([1.0, 2.0, 3.0]), "Sure!")
    assert (found.preferred, found.clean, found.against) == (0.5, 0.5, 0.5)
    assert np.isnan(found.rise)


def test_truth_must_be_known():
    with pytest.raises(ValueError, match="draw them from a testbed"):
        artefact(Measure("bold"), drawn(None), "Sure!")
