"""Steps of DoorKey as text, with what each has achieved: a probe for whoever judges steps."""

from collections.abc import Sequence

import numpy as np

from guerdon.testbeds.door_key import ACTIONS, CLOSED, LOCKED, OPEN, DoorKey
from guerdon.types import Example

TASK = """The agent stands in a room. It needs the key to unlock the door in the wall, and has to reach the goal behind it.
# is a wall, K the key, D the locked door, d the door unlocked and shut, / the open door, G the goal, . a free cell.
> v < ^ is the agent, who faces where it points."""
GOALS = {"key": "pick up the key", "door": "unlock the door"}
AGENT = ">v<^"
DOOR = {LOCKED: "D", CLOSED: "d", OPEN: "/"}


def drawing(world: DoorKey, state: int) -> str:
    """The grid of a state, a line for each row, and what the agent carries."""
    column, row, direction, carries, door = (int(place[state]) for place in world.places)
    cells = np.full((world.size, world.size), ".")
    cells[[0, -1]] = cells[:, [0, -1]] = cells[:, world.wall] = "#"
    cells[world.door, world.wall] = DOOR[door]
    cells[world.target[1], world.target[0]] = "G"
    if not carries:
        cells[world.key[1], world.key[0]] = "K"
    cells[row, column] = AGENT[direction]
    held = "the key" if carries else "nothing"
    return "\n".join(["".join(line) for line in cells] + [f"The agent carries {held}."])


def labelled_steps(worlds: Sequence[DoorKey], n: int, seed: int) -> list[tuple[Example, bool]]:
    """Steps that can happen, each with a sub-goal and whether it achieves it: half of them do.

    Args:
        worlds: whose steps they are.
        n: how many.
        seed: decides which.
    """
    rng = np.random.default_rng([seed, 8])
    found: list[tuple[Example, bool]] = []
    while len(found) < n:
        world, goal = worlds[int(rng.integers(len(worlds)))], list(GOALS)[rng.integers(2)]
        held = world.carrying if goal == "key" else world.unlocked
        after = world.tabular.successor
        possible = reachable(world)
        achieves = possible[:, None] & ~held[:, None] & held[after]
        wanted = len(found) % 2 == 0
        state, action = rng.choice(np.argwhere(achieves if wanted else possible[:, None] & ~achieves))
        text = (
            f"Before:\n{drawing(world, int(state))}\n\nAction: {ACTIONS[action]}\n\n"
            f"After:\n{drawing(world, int(after[state, action]))}"
        )
        found.append((Example(TASK, text, {"criterion": GOALS[goal]}), wanted))
    return found


def reachable(world: DoorKey) -> np.ndarray:
    """Which states can be reached from the first."""
    known = np.zeros(world.states, bool)
    border = np.array([world.tabular.start])
    while len(border):
        known[border] = True
        border = np.setdiff1d(world.tabular.successor[border].ravel(), np.flatnonzero(known))
    return known
