"""A robot does what it understood; whether that is what was meant, the house decides."""

import numpy as np

from guerdon.search import Robot
from guerdon.testbeds import Command, House
from guerdon.testbeds.commands import EVERY

HOUSES = [House.drawn(np.random.default_rng(seed), 2, 3) for seed in range(3)]


def test_every_command_that_is_understood_is_done_in_every_house():
    robot = Robot(HOUSES, horizon=40)
    assert [command for command in EVERY if robot.does(command, command) < 1] == []


def test_another_command_ends_elsewhere():
    robot = Robot(HOUSES, horizon=40)
    red, blue = (Command("agent_in_room", (colour,)) for colour in ("red", "blue"))
    assert robot.does(red, blue) == 0
    # carrying the cup into the red room ends in the red room, and going there moves no cup
    cup = Command("thing_in_room", ("cup", "red"))
    assert robot.does(cup, red) == 1
    assert robot.does(red, cup) == 0


def test_steps_stop_at_walls():
    # houses are 6 cells high: five steps north and then none differ from four only where there is room for them
    robot = Robot([House(("red", "blue"), 2, 2, frozenset(), {"cup": 0, "book": 7, "lamp": 3, "chair": 4}, 5)], 10)
    one, five = Command("go_north", ("1",)), Command("go_north", ("5",))
    assert robot.does(one, five) == 1
    assert robot.does(Command("go_south", ("1",)), one) == 0
