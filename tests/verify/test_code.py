"""Programs and their tests: how a program is found in a response, and HumanEval's own solutions, whole and broken."""

import ast
import gzip
import json

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.types import Example
from guerdon.verify import CodeTests, Limits, Sandbox

REWARD = CodeTests()
TESTS = {"tests": ["assert add(1, 2) == 3", "assert add(0, 0) == 0"], "entry_point": "add"}


@pytest.mark.parametrize(
    ("response", "value", "share"),
    [
        ("def add(a, b): return a + b", 1, 1),
        ("Here it is:\n```python\ndef add(a, b):\n    return a + b\n```\nand `add(1, 2)` is 3.", 1, 1),
        ("```python\nimport operator\n```\nthen\n```python\nadd = operator.add\n```", 1, 1),
        ("```\ndef add(a, b): return a + b\n```", 1, 1),
        ("```bash\npip install x\n```\n```py\ndef add(a, b): return a + b\n```", 1, 1),
        ("    return a + b", 1, 1),
        ("    return a * b", 0, 0.5),
        ("    raise ValueError", 0, 0),
        ("I cannot do that.", 0, 0),
        ("```python\ndef add(a, b): return a + b\n", 1, 1),
    ],
)
def test_the_program_in_a_response(response, value, share):
    scores = REWARD.score([Example("def add(a, b):\n", response, TESTS)])
    assert (scores.values.tolist(), scores.parts["share"].tolist()) == ([value], [share])
    assert scores.errors is None


def test_what_cannot_be_checked_is_nan_with_its_reason():
    batch = [
        Example("p", "x = 1"),
        Example("p", "def f(g): return g(1)", {"tests": "assert f(lambda x: x) == 1"}),
        Example("p", "raise ValueError('no')", {"tests": "pass"}),
        Example("p", "x = 1", {"tests": "assert x == 1"}),
    ]
    scores = REWARD.score(batch)
    assert scores.values.nan_to_num(-1).tolist() == [-1, -1, 0, 1]
    assert "no tests" in scores.errors[0]
    assert "cannot cross" in scores.errors[1]
    assert scores.parts["ran"][2:].tolist() == [0, 1]
    assert scores.rationale[2] == "ValueError: no"
    assert "no tests" in REWARD.score([Example("p", "x = 1", {"tests": None})]).errors[0]
    with pytest.raises(GuerdonError, match="expected a text of Python"):
        REWARD.score([Example("p", "x = 1", {"tests": 5})])


def swapped(source):
    """The source with one comparison, operator or constant changed: each such source in turn."""
    swap = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Lt: ast.GtE, ast.Gt: ast.LtE, ast.Eq: ast.NotEq,
            ast.NotEq: ast.Eq, ast.LtE: ast.Gt, ast.GtE: ast.Lt, ast.And: ast.Or, ast.Or: ast.And, ast.Mod: ast.Mult}  # fmt: skip
    size = len(list(ast.walk(ast.parse(source))))
    for place in range(size):
        tree = ast.parse(source)
        node = list(ast.walk(tree))[place]
        if isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in swap:
            node.op = swap[type(node.op)]()
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in swap:
            node.ops[0] = swap[type(node.ops[0])]()
        elif isinstance(node, ast.Return) and node.value is not None:
            node.value = ast.Constant(None)
        else:
            continue
        yield ast.unparse(tree)


@pytest.fixture(scope="module")
def problems(data_folder):
    lines = gzip.decompress((data_folder / "human-eval/HumanEval.jsonl.gz").read_bytes()).splitlines()
    return [json.loads(line) for line in lines]


def asked(row, response):
    context = {"tests": f"{row['test']}\ncheck({row['entry_point']})", "entry_point": row["entry_point"]}
    return Example(row["prompt"], response, context)


@pytest.mark.realdata
def test_every_solution_of_human_eval_passes(problems):
    scores = REWARD.score([asked(row, row["canonical_solution"]) for row in problems])
    assert len(scores) == 164
    assert torch.equal(scores.values, torch.ones(164))


@pytest.mark.realdata
def test_broken_solutions_fail(problems):
    # A swap may make no difference that the tests know of, so not all are caught; nothing returned is nearly always.
    quick = CodeTests(Sandbox(Limits(seconds=2, cpu_seconds=1)))
    mutants = [
        asked(row, broken)
        for row in problems[::4]
        for broken in list(swapped(row["prompt"] + row["canonical_solution"]))[:4]
    ]
    scores = quick.score(mutants)
    assert len(scores) > 100
    assert float((scores.values == 0).float().mean()) > 0.9
    none = [asked(row, row["prompt"] + "    return None\n") for row in problems]
    assert quick.score(none).values.sum() == 0
