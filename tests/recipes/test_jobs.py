"""Recipes run in several processes give what they give in one, and end up on disk as they end."""

import json

import pytest
import torch

from guerdon.cli import main
from guerdon.recipes.base import carry_out, recipe
from guerdon.recipes.jobs import carry_out_jobs

SLUG = "helpsteer2-preference"


@pytest.mark.slow
def test_processes_change_no_number():
    module = recipe(SLUG)
    config = module.Config(pairs=300, prompts=2, candidates=4)
    told: list[tuple[int, int]] = []
    [(slug, together)] = carry_out_jobs({SLUG: config}, [0, 3], 2, lambda done, of: told.append((done, of)))
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    alone = carry_out(module, config, [0, 3])
    torch.set_num_threads(before)
    assert slug == SLUG
    assert told == [(1, 2), (2, 2)]
    assert [result.each for result in together] == [result.each for result in alone]
    assert [result.controls for result in together] == [result.controls for result in alone]
    assert together[0].seeds == (0, 3)


def test_every_system_of_a_room_is_run_and_those_recorded_are_not_run_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("guerdon.recipes.base.recipes", lambda: {SLUG: recipe(SLUG)})
    (tmp_path / f"{SLUG}.json").write_text("{}")
    main(["run", "--all", "--missing", "--room", "learn", "--record", str(tmp_path), "--json"])
    assert capsys.readouterr().out == ""
    assert json.loads((tmp_path / f"{SLUG}.json").read_text()) == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["run"], "name a system"), (["run", "--all", "--room", "attic"], "no system is of the room 'attic'")],
)
def test_what_cannot_be_run_is_one_line(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 1
    assert message in capsys.readouterr().err
