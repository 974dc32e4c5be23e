"""Both kinds of consistency by hand, and the benchmark on the files that are here."""

from collections.abc import Sequence

import pytest
import torch

from guerdon.bench import run
from guerdon.bench.contest import outcomes
from guerdon.bench.contrast_instructions import ContrastInstructions, contrasts
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Scores


class Overlap(Reward[Sequence[Example]]):
    """How many words of the response the prompt has."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(
            torch.tensor([float(len(set(each.prompt_text.split()) & set(each.response.split()))) for each in batch])
        )


def test_each_row_asks_for_the_response_and_for_the_instruction():
    row = Comparison(Example("a b c", "a b", meta={"instead": "a x y"}), Example("a b c", "x y"), source="made")
    first, second = contrasts([row])
    assert [first.subset, second.subset] == ["responses, made", "instructions, made"]
    assert (second.right[0].prompt, second.wrong[0].prompt) == ("a b c", "a x y")
    assert [each.wins.item() for each in outcomes(Overlap(), [first, second])] == [1, 1]
    same = Comparison(Example("a", "b", meta={"instead": "c"}), Example("a", "d"), source="made")
    assert [each.wins.item() for each in outcomes(Overlap(), contrasts([same]))] == [0.5, 0.5]


@pytest.mark.realdata
def test_summaries_are_told_by_overlap_and_translations_share_no_word(data_folder):
    report = run(ContrastInstructions(), Overlap())
    assert not report.complete
    # all where there is something to tell: in 16 of 36 rows both instructions have one right response
    assert report.subsets["responses, summary"].value == pytest.approx(20 / 36)
    assert report.subsets["responses, translation"].value < 0.4
    assert report.controls["constant"] == 0
