"""The page on curation names every step and selector with its options, and its file of steps runs."""

from dataclasses import fields
from pathlib import Path

import pytest

from guerdon.feedback import Lookup, Selector, Step, read_plan
from guerdon.feedback.plan import known
from guerdon.shape import Measure

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("base", [Step, Selector])
def test_every_part_is_on_the_page(base):
    page = (DOCS / "curation.md").read_text()
    for name, kind in known(base).items():
        assert f"`{name}`" in page
        assert all(f"`{field.name}`" in page for field in fields(kind))


def test_the_example_is_a_plan():
    plan = read_plan(
        DOCS / "examples" / "curate.toml", Lookup(lambda name: Measure(name.split(":")[1]), lambda name: ("a",))
    )
    assert len(plan.steps) == 5
