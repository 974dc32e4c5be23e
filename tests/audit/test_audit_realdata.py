"""The audit on human and model comparisons: simple rules score what is known of them."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from guerdon.audit import examine
from guerdon.audit.findings.accuracy import Accuracy
from guerdon.audit.findings.style import Style
from guerdon.audit.findings.style_matrix import StyleMatrix
from guerdon.records import Comparisons
from guerdon.surface import length
from guerdon.types import Comparison, Example, Message


def lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.realdata
def test_on_rmb_surface_beats_length_and_a_length_reward_beats_neither(data_folder: Path, rule):
    rows = [
        Comparison(
            *(
                Example(
                    tuple(Message(turn["role"], turn["content"]) for turn in row["conversation_input"]),
                    row[side]["answer"],
                )
                for side in ("chosen", "reject")
            )
        )
        for row in lines(data_folder / "rmb" / "pairwise.jsonl.gz")[::3]
    ]
    judged = examine(rule(length), Comparisons.of(rows))
    found = Accuracy.measure(judged)
    # published counts: the longer answer is preferred in about 60 %; surface features reach 64 % and more
    assert found.longer.value == pytest.approx(0.60, abs=0.02)
    assert found.surface.value == pytest.approx(0.66, abs=0.03)
    assert found.over_surface.high < 0
    assert Style.measure(judged).concern() == "to be fair about length"


@pytest.mark.realdata
def test_on_rm_bench_a_length_reward_is_easy_below_the_diagonal_and_hard_above(data_folder: Path, rule):
    rows = [
        Comparison(
            Example(row["prompt"], a, meta={"style": i}), Example(row["prompt"], b, meta={"style": j}), source=name
        )
        for name in ("chat", "code")
        for row in lines(data_folder / "rm-bench" / f"{name}_filtered.jsonl.gz")
        for i, a in enumerate(row["chosen"])
        for j, b in enumerate(row["rejected"])
        if a != b
    ]
    judged = examine(rule(length), Comparisons.of(rows))
    found = StyleMatrix.measure(judged)
    # the benchmark's own rule, cell by cell: strictly more for the chosen answer
    longer = np.array([length(row.chosen.response) > length(row.rejected.response) for row in rows])
    styles = np.array([(row.chosen.meta["style"], row.rejected.meta["style"]) for row in rows])
    for i in range(3):
        for j in range(3):
            assert found.cells[i][j].value == pytest.approx(longer[(styles == (i, j)).all(axis=1)].mean())
    assert found.difficulties["hard"].value < 0.25
    assert found.difficulties["easy"].value > 0.75
