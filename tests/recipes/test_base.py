"""What a recipe is, its verdict by intervals that were computed by hand, and what carrying it out gives."""

import ast
import dataclasses
import inspect
from pathlib import Path
from types import ModuleType

import pytest

from guerdon.cli import main
from guerdon.commands import run
from guerdon.errors import GuerdonError
from guerdon.llm import Template
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome, carry_out, recipe, recipes

FIRST = {"embedding-reward-models", "length-correlations", "helpsteer2-preference"}


def made(differences: list[float], at_least: float, data: str = "toy") -> ModuleType:
    """A recipe whose seeds give these differences over a baseline of 1."""
    module = ModuleType("guerdon.recipes.toy_system")
    module.claim = Claim("more", at_least, "points")  # type: ignore[attr-defined]
    module.run = lambda config, seed: Outcome(1.0, 1.0 + differences[seed], data, {"seed": float(seed)})  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize(
    ("differences", "at_least", "interval", "verdict"),
    [
        # mean 2, sd 1, t(2) = 4.3027: half width 4.3027 / sqrt 3 = 2.4842
        ([1.0, 2.0, 3.0], 0.5, (-0.4842, 4.4842), "not confirmed"),
        # mean 2, sd 0.1: half width 0.24842
        ([1.9, 2.0, 2.1], 1.75, (1.7516, 2.2484), "confirmed"),
        ([1.9, 2.0, 2.1], 1.76, (1.7516, 2.2484), "not confirmed"),
        ([-1.9, -2.0, -2.1], 0.5, (-2.2484, -1.7516), "contradicted"),
        # mean 0.5, sd sqrt(1/2), t(1) = 12.7062: half width 12.7062 * 0.70711 / 1.41421 = 6.3531
        ([0.0, 1.0], 0.0, (-5.8531, 6.8531), "not confirmed"),
        # a price: beyond it only what is wholly below the margin contradicts
        ([-1.9, -2.0, -2.1], -2.1, (-2.2484, -1.7516), "not confirmed"),
        ([-1.9, -2.0, -2.1], -2.5, (-2.2484, -1.7516), "confirmed"),
        ([-1.9, -2.0, -2.1], -1.5, (-2.2484, -1.7516), "contradicted"),
        ([3.0], 0.0, (float("-inf"), float("inf")), "not confirmed"),
    ],
)
def test_the_interval_decides(differences, at_least, interval, verdict):
    (result,) = carry_out(made(differences, at_least), None, range(len(differences)))
    assert result.interval == pytest.approx(interval, abs=1e-3)
    assert result.verdict == verdict
    assert result.difference == pytest.approx(sum(differences) / len(differences))


def test_carrying_out_pairs_seeds_and_averages_controls():
    told: list[tuple[int, int]] = []
    (result,) = carry_out(made([0.0, 0.1, 0.5], 0.2), None, [0, 2], lambda done, of: told.append((done, of)))
    assert (result.slug, result.data, result.seeds, result.each) == ("toy-system", "toy", (0, 2), (0.0, 0.5))
    assert (result.baseline, result.method, result.controls) == (1.0, 1.25, {"seed": 1.0})
    assert told == [(1, 2), (2, 2)]
    assert {"slug", "verdict", "baseline", "method", "difference", "interval", "seeds", "seconds", "data"} <= set(
        result.to_json()
    )


def test_each_data_set_has_a_verdict_of_its_own():
    module = made([], 0.5)
    module.run = lambda config, seed: [Outcome(0, 1 + seed / 100, "easy"), Outcome(0, -1 - seed / 100, "hard")]  # type: ignore[attr-defined]
    verdicts = {result.data: result.verdict for result in carry_out(module, None, range(3))}
    assert verdicts == {"easy": "confirmed", "hard": "contradicted"}


@pytest.mark.parametrize(
    ("differences", "reached", "said"),
    [
        ([1.0, 0.4, 3.0], 2, "it depends on the seed: 2 of 3 seeds reach the margin"),
        ([1.0, 0.5, 3.0], 3, "3 of 3 seeds reach the margin"),
        ([0.1, 0.2], 0, "0 of 2 seeds reach the margin"),
        ([0.6], 1, "1 of 1 seed reaches the margin"),
    ],
)
def test_a_verdict_that_depends_on_the_seed_says_so(differences, reached, said):
    (result,) = carry_out(made(differences, 0.5), None, range(len(differences)))
    assert result.reached == reached
    assert run.reached(result) == said


@pytest.mark.parametrize(("data", "real"), [("rmb, chosen", True), ("FlightPref, against", True), ("toy", False)])
def test_real_data_is_told_from_a_testbed(data, real):
    (result,) = carry_out(made([0.1, 0.2], 0.0, data), None, range(2))
    assert result.real is real


def test_an_unknown_system_is_an_error_that_names_what_is_close():
    with pytest.raises(GuerdonError, match="did you mean length-correlations"):
        recipe("length-correlation")


def test_the_first_recipes_are_there():
    assert set(recipes()) >= FIRST


@pytest.mark.parametrize("module", recipes().values(), ids=recipes())
def test_every_recipe_is_short_cites_claims_and_documents_its_settings(module):
    source = Path(inspect.getfile(module)).read_text()
    assert len(source.splitlines()) <= 150
    assert isinstance(module.paper, Paper)
    assert isinstance(module.claim, Claim)
    assert module.claim.at_least >= 0
    assert module.room
    (config,) = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "Config"]
    documented = [
        first.target.id
        for first, second in zip(config.body, config.body[1:], strict=False)
        if isinstance(first, ast.AnnAssign) and isinstance(second, ast.Expr) and isinstance(first.target, ast.Name)
    ]
    assert documented == [field.name for field in dataclasses.fields(module.Config)]
    assert module.Config()


def test_systems_lists_every_recipe(capsys):
    main(["systems", "--json"])
    listed = capsys.readouterr().out
    assert all(f'"slug": "{slug}"' in listed for slug in recipes())


def test_a_result_says_which_prompts_were_asked_with():
    def run(config: int | None, seed: int) -> Outcome:
        if seed:
            Template("asked", "2", "{% block user %}{{ x }}{% endblock %}").messages(x=seed)
        return Outcome(0.0, 1.0, "toy")

    module = made([0.0], 0.0)
    module.run = run  # type: ignore[attr-defined]
    assert carry_out(module, None, [1, 2])[0].prompts == ("asked.v2",)
    assert carry_out(module, None, [0])[0].prompts == ()
