"""guerdon: define, learn, test, combine and spend rewards.

Names load when they are first used, so that ``import guerdon`` costs nothing:

>>> import guerdon
>>> reward = guerdon.load("my-reward")

Rooms, from the ground up: ``types``, ``records``, ``statistics``, ``papers``, ``budget``; ``reward``, ``testbeds``;
``feedback``, ``learn``, ``shape``; ``search``, ``audit``; ``recipes``. Each says in its own docstring what lives there and how to add to it.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

PUBLIC = {
    "Comparison": "guerdon.types",
    "Example": "guerdon.types",
    "Message": "guerdon.types",
    "Ranking": "guerdon.types",
    "Rating": "guerdon.types",
    "Scores": "guerdon.types",
    "Comparisons": "guerdon.records",
    "Rankings": "guerdon.records",
    "Ratings": "guerdon.records",
    "Reward": "guerdon.reward",
    "StepReward": "guerdon.reward",
    "Budget": "guerdon.budget",
    "read": "guerdon.feedback",
    "cite": "guerdon.papers",
    "load": "guerdon.loading",
    "report_card": "guerdon.audit",
    "best_of_n": "guerdon.search",
    "rank": "guerdon.search",
    "train": "guerdon.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in PUBLIC:
        raise AttributeError(f"module 'guerdon' has no attribute {name!r}")
    return getattr(import_module(PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *PUBLIC])
