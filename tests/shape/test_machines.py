"""Machines against traces worked out by hand, against each other, and against formulas asked of whole traces."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import guerdon
from guerdon.errors import GuerdonError
from guerdon.shape.machines import (
    Formula,
    Hierarchy,
    MachineReward,
    MachineShaping,
    RewardMachine,
    learn_machine,
    machine_of,
)
from guerdon.shape.steps import StateLabels
from guerdon.types import Transitions

COFFEE = RewardMachine.parse("u0 -coffee & !plant-> u1; u0 -plant-> rej; u1 -office & !plant-> acc; u1 -plant-> rej")
AB = {"ab": "u0 -a-> u1; u1 -b-> acc", "cd": "u0 -c-> u1; u1 -d-> acc"}
EITHER = Hierarchy("u0 -@ab-> u1; u0 -@cd if !a-> u2; u1 -@cd-> u3; u2 -@ab-> u3; u3 -e-> acc", AB)
traces = st.lists(st.frozensets(st.sampled_from("abcde")), max_size=14)


def stepping(states) -> list[Transitions]:
    never = np.zeros(1, bool)
    return [Transitions(np.array([a]), np.zeros(1, int), np.array([b]), never, never) for a, b in pairwise(states)]


def test_a_formula_by_its_table():
    # codes 0 to 7: nothing, a, b, ab, c, ac, bc, abc
    truth = Formula("a & !(b | c) | b & c").truth("abc")
    assert truth.tolist() == [False, True, False, False, False, False, True, True]
    assert Formula("true").truth(()).tolist() == [True]
    assert Formula("a | !a").truth("a").all()


@pytest.mark.parametrize("text", ["a &", "a b", "(a", "a | & b", "", "a $ b", ")", "!"])
def test_what_is_no_formula_says_so(text):
    with pytest.raises(GuerdonError, match="formula"):
        Formula(text)


def test_a_machine_by_hand():
    assert COFFEE.propositions == ("coffee", "office", "plant")
    assert COFFEE.run([["office"], [], ["coffee"], ["coffee"], ["office"]]) == ("acc", 1.0)
    assert COFFEE.run([["coffee"], ["plant"], ["office"]]) == ("rej", 0.0)
    assert COFFEE.run([["coffee", "office"]]) == ("u1", 0.0)
    assert RewardMachine.parse("a -x-> b (0.5); b -x-> a (-1)").run([["x"]] * 3) == ("b", 0.0)
    states, paid = COFFEE.step(np.array([0, 1, 1]), np.array([[1, 0, 0], [0, 1, 0], [0, 1, 1]], bool))
    assert [COFFEE.states[state] for state in states] == ["u1", "acc", "rej"]
    assert paid.tolist() == [0, 1, 0]


def test_the_values_of_states_are_steps_to_the_reward():
    assert COFFEE.values(0.9).tolist() == pytest.approx([0.9, 1.0, 0.0, 0.0])
    ring = RewardMachine.parse("a -x-> b; b -x-> a (1)")
    assert ring.values(0.5).tolist() == pytest.approx([0.5 / 0.75, 1 / 0.75])
    with pytest.raises(ValueError, match="below 1"):
        ring.values(1.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("u0 -a-> u1; u0 -b-> acc", r"both fit \{a, b\}"),
        ("u0 a u1", "no edge"),
        ("acc -a-> u1", "leads out of acc"),
        ("u0 -@sub-> acc", "give it to Hierarchy"),
        (" ; ", "at least one edge"),
    ],
)
def test_what_is_no_machine_says_so(text, says):
    with pytest.raises(GuerdonError, match=says):
        RewardMachine.parse(text)


def test_a_hierarchy_by_hand():
    assert EITHER.height("") == 2
    flat = EITHER.flat
    assert flat.run([["a"], ["b"], ["c"], ["d"], ["e"]]) == ("acc", 1.0)
    assert flat.run([["c"], ["a"], ["d"], ["a"], ["b"], ["e"]]) == ("acc", 1.0)
    # b is the last step of the first call, and the next call begins with the step after it
    assert flat.run([["a"], ["b", "c"], ["d"], ["e"]])[1] == 0
    # with both labels the context of the second call bars it
    assert flat.run([["a", "c"], ["b"], ["c"], ["d"], ["e"]]) == ("acc", 1.0)


def test_a_called_machine_that_accepts_at_once_and_one_that_rejects():
    task = Hierarchy("u0 -@one-> u1; u1 -@one-> acc", {"one": "v0 -@two-> acc; v0 -b-> rej", "two": "w0 -a & !b-> acc"})
    assert task.flat.run([["a"], ["a"]]) == ("acc", 1.0)
    assert task.flat.run([["a"], ["b"], ["a"]]) == ("rej", 0.0)


@given(traces)
def test_a_hierarchy_of_one_machine_is_that_machine(trace):
    text = "u0 -a & !b-> u1; u1 -b-> u2 (0.25); u1 -c & !b-> u0 (-1); u2 -d-> acc; u2 -e & !d-> rej"
    state, paid = RewardMachine.parse(text).run(trace)
    assert Hierarchy(text, {}).flat.run(trace) == (state, pytest.approx(paid))


@given(traces)
def test_a_hierarchy_pays_what_its_flat_text_pays(trace):
    flat = RewardMachine.parse(
        "0 -a-> a; a -b-> ab; ab -c-> abc; abc -d-> abcd; abcd -e-> acc;"
        "0 -c & !a-> c; c -d-> cd; cd -a-> cda; cda -b-> abcd"
    )
    assert EITHER.flat.run(trace)[1] == flat.run(trace)[1]


@pytest.mark.parametrize(
    ("root", "machines", "says"),
    [
        ("u0 -@ab-> u1; u0 -@cd-> acc", AB, r"root is not deterministic: .* both fit \{a, c\}"),
        ("u0 -@ab-> u1; u0 -a & b-> acc", AB, "not deterministic"),
        ("u0 -@ab-> acc", {"ab": "u0 -@ab-> acc"}, "comes to call itself"),
        ("u0 -@xy-> acc", AB, "calls 'xy'; those that are given: ab, cd"),
        ("u0 -@ab-> acc", {"ab": "u0 -a-> u1; u1 -b-> acc; u1 -a-> u0"}, "the machine 'ab' is not deterministic"),
    ],
)
def test_hierarchies_are_checked_when_they_are_made(root, machines, says):
    with pytest.raises(GuerdonError, match=says):
        Hierarchy(root, machines)


def satisfied(formula, trace) -> bool:
    """What a co-safe formula says of a finite trace, read from its definition."""
    if not trace:
        return False
    kind, *rest = formula
    if kind == "name":
        return rest[0] in trace[0]
    if kind == "not":
        return rest[0] not in trace[0]
    if kind == "and":
        return all(satisfied(each, trace) for each in rest)
    if kind == "or":
        return any(satisfied(each, trace) for each in rest)
    if kind == "next":
        return satisfied(rest[0], trace[1:])
    ends = (n for n in range(len(trace)) if satisfied(rest[1], trace[n:]))
    return any(all(satisfied(rest[0], trace[m:]) for m in range(n)) for n in ends)


def written(formula) -> str:
    kind, *rest = formula
    if kind in ("name", "not"):
        return ("!" if kind == "not" else "") + rest[0]
    if kind == "next":
        return f"X ({written(rest[0])})"
    sign = {"and": " & ", "or": " | ", "until": " U "}[kind]
    return "(" + sign.join(f"({written(each)})" for each in rest) + ")"


formulas = st.recursive(
    st.tuples(st.sampled_from(["name", "not"]), st.sampled_from("abc")),
    lambda inner: st.tuples(st.sampled_from(["and", "or", "until"]), inner, inner) | st.tuples(st.just("next"), inner),
    max_leaves=5,
)


@given(formulas, st.lists(st.frozensets(st.sampled_from("abc")), min_size=1, max_size=6))
def test_a_formula_of_time_accepts_the_traces_that_satisfy_it(formula, trace):
    machine = machine_of(written(formula), "abc")
    state, paid = machine.run(trace)
    # once it has held over a beginning it holds over all that goes on from there, for it is co-safe
    assert (state == "acc") == (paid == 1) == satisfied(formula, trace)


def test_a_formula_of_time_rejects_when_nothing_can_help():
    machine = machine_of("!plant U coffee & F office")
    assert machine.run([["plant"]])[0] == "rej"
    assert machine.run([[], ["coffee"], ["plant"], ["office"]]) == ("acc", 1.0)
    assert machine.run([["office"], ["coffee"]]) == ("acc", 1.0)
    assert len(machine_of("F (a & F (b & F c))").states) == 4
    for text, says in (("G a", "for ever"), ("!F a", "negates"), ("a U", "no formula"), ("F", "no formula")):
        with pytest.raises(GuerdonError, match=says):
            machine_of(text)


def test_the_smallest_machine_is_learned_from_traces():
    learned = learn_machine(
        positive=["ab", "cab", "aab", "acb"], negative=["d", "ad"], incomplete=["b", "ba", "cc", "bbc", "aa"]
    )
    assert learned.inner == 2
    for trace, state in (("ab", "acc"), ("bab", "acc"), ("ccad", "rej"), ("bb", "u0")):
        assert learned.machine.run(trace)[0] == state
    # one state is enough for one event
    assert learn_machine(positive=["a"], incomplete=["b"]).inner == 1


def test_a_machine_is_found_again_from_what_it_says_of_traces():
    task = RewardMachine.parse("u0 -a-> u1; u1 -b-> u2; u2 -c-> acc; u1 -d & !b-> rej")
    traces = {"positive": [], "negative": [], "incomplete": []}
    kinds = {"acc": "positive", "rej": "negative"}
    for steps in product("abcd", repeat=4):
        for n in range(1, 5):
            state = task.run(steps[:n])[0]
            if state in kinds or n == 4:
                traces[kinds.get(state, "incomplete")].append(steps[:n])
                break
    learned = learn_machine(**traces)
    assert learned.inner == 3
    for steps in product("abcd", repeat=5):
        assert learned.machine.run(steps)[1] == task.run(steps)[1]


def test_traces_that_no_machine_fits_say_so():
    with pytest.raises(GuerdonError, match="the same steps end in one trace"):
        learn_machine(positive=["ab"], incomplete=["ab"])
    with pytest.raises(GuerdonError, match="no machine of 1 states"):
        learn_machine(positive=["ab"], incomplete=["ba"], most=1)
    with pytest.raises(GuerdonError, match="raise budget"):
        learn_machine(positive=["ab"], incomplete=["ba"], budget=1)


def test_a_machine_in_environments():
    labels = StateLabels({"plant": (3,), "coffee": (1,), "office": (2,)})
    reward = MachineReward(COFFEE, labels)
    never = np.zeros(2, bool)
    batch = [Transitions(np.array(a), never.astype(int), np.array(b), never, never) for a, b in (
        ([0, 0], [1, 2]), ([1, 2], [2, 2]),
    )]  # fmt: skip
    assert [reward.score(each).values.tolist() for each in batch] == [[0, 0], [1, 0]]
    assert reward.over(2).tolist() == [True, False]
    reward.reset(np.array([True, False]))
    assert reward.situation(2).tolist() == [0, 0]
    reward.replace(machine_of("F office"))
    assert reward.version == 1
    assert reward.score(batch[1]).values.tolist() == [1, 1]
    with pytest.raises(GuerdonError, match="reads 'office', and the labeller knows coffee"):
        MachineReward(COFFEE, StateLabels({"coffee": (1,)}))


def test_shaping_by_a_machine_telescopes(tmp_path):
    labels = StateLabels({"plant": (3,), "coffee": (1,), "office": (2,)})
    reward = MachineShaping(COFFEE, labels, 0.9)
    scores = [reward.score(step) for step in stepping([0, 0, 1, 0, 2])]
    assert [float(each.parts["machine"]) for each in scores] == [0, 0, 0, 1]
    assert sum(0.9**t * float(each.parts["potential"]) for t, each in enumerate(scores)) == pytest.approx(-0.9)
    assert [float(each.values) for each in scores] == pytest.approx([-0.09, 0.0, -0.1, 0.0])
    reward.save(tmp_path / "machine")
    again = guerdon.load(tmp_path / "machine")
    assert [float(again.score(step).values) for step in stepping([0, 0, 1])] == pytest.approx([-0.09, 0.0])


def test_formulas_that_would_take_too_long_are_refused_at_once() -> None:
    with pytest.raises(GuerdonError, match="more than 100,000 steps: split the task"):
        machine_of(" & ".join(f"F p{place}" for place in range(9)))
    with pytest.raises(GuerdonError, match="more brackets in each other than can be read"):
        machine_of("(" * 5000 + "p" + ")" * 5000)
    assert machine_of("F " * 200 + "p").states == machine_of("F p").states
