"""Where final answers stand, the reward of them, and the graded solutions of GSM8K."""

import gzip
import json

import pytest
import torch

from guerdon.types import Example
from guerdon.verify import MathAnswer
from guerdon.verify.math import extract


@pytest.mark.parametrize(
    ("text", "answer", "rule"),
    [
        (r"so \boxed{1} and then \boxed{\frac{1}{2}}.", r"\frac{1}{2}", "boxed"),
        ("3 + 4 = 7\n#### 7", "7", "hash marks"),
        ("<think>it may be 3</think><answer>4</answer>", "4", "answer tag"),
        ("Therefore:\nFinal answer: **12 apples**", "12 apples", "answer line"),
        ("A: $1,200", "$1,200", "answer line"),
        ("The answer is 3.5. I checked it 2 times.", "3.5", "answer is"),
        ("The final answer is: 8.", "8", "answer is"),
        ("She has 3 and buys 4, so 7 in all", "7", "last number"),
        ("It costs $1,234.50 in 2 shops, or -3/4.", "-3/4", "last number"),
        (r"cut off \boxed{3", "3", "last number"),
    ],
)
def test_the_plainest_statement_is_the_answer(text, answer, rule):
    found = extract(text)
    assert (found.answer, found.rule) == (answer, rule)


def test_a_text_without_an_answer_has_none():
    assert extract("I do not know.") is None


def test_right_wrong_and_undecided():
    batch = [
        Example("p", r"\boxed{0.5}", reference=r"\frac{1}{2}"),
        Example("p", "it is 4", reference="6 - 1 = 5\n#### 5"),
        Example("p", "no idea", reference="5"),
        Example("p", "no idea", reference="Paris"),
        Example("p", "#### 5"),
        Example("p", r"\boxed{9^{9^{9^9}}}", reference="5"),
        Example("p", "#### 5", reference="9^{9^{9^9}}"),
        Example("p", "#### 5", reference="1/0"),
        Example("p", "#### 1/0", reference="5"),
        Example("p", r"\boxed{\frac{1}{x-x}}", reference="x"),
    ]
    scores = MathAnswer().score(batch)
    assert scores.values.nan_to_num(-1).tolist() == [1, 0, 0, -1, -1, 0, -1, -1, 0, 0]
    assert [bool(error) for error in scores.errors] == [
        False,
        False,
        False,
        True,
        True,
        False,
        True,
        True,
        False,
        False,
    ]
    assert scores.parts["stated"][:3].tolist() == [1, 0, 0]
    assert "no reference" in scores.errors[4]
    assert "boxed" in scores.rationale[0]


def test_an_empty_batch():
    assert len(MathAnswer().score([])) == 0


def test_it_is_saved_and_loaded(tmp_path):
    import guerdon

    (MathAnswer() * 2).save(tmp_path / "math")
    assert guerdon.load(tmp_path / "math")(["p"], ["#### 2"], reference=["2"]) == [2.0]


def rows_of(path):
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@pytest.mark.realdata
def test_every_graded_solution_of_gsm8k(data_folder):
    rows = rows_of(data_folder / "gsm8k/example_model_solutions.jsonl.gz")
    graded = [(row, held) for row in rows for held in row.values() if isinstance(held, dict)]
    batch = [Example(row["question"], held["solution"], reference=row["ground_truth"]) for row, held in graded]
    labels = torch.tensor([float(held["is_correct"]) for _, held in graded])
    assert len(batch) == 4 * 1319
    assert torch.equal(MathAnswer().score(batch).values, labels)


@pytest.mark.realdata
def test_every_solution_of_gsm8k_is_right_and_no_other_problem_s(data_folder):
    rows = rows_of(data_folder / "gsm8k/test.jsonl.gz")
    answers = [row["answer"].split("####")[1].strip() for row in rows]
    right = [Example("", row["answer"], reference=answer) for row, answer in zip(rows, answers, strict=True)]
    assert MathAnswer().score(right).values.mean() == 1
    shifted = [Example("", row["answer"], reference=answer + "1") for row, answer in zip(rows, answers, strict=True)]
    assert MathAnswer().score(shifted).values.sum() == 0
