"""The nouns that every room speaks: examples, what people say of them, transitions, and scores.

Data at rest lives in ``guerdon.records``; what a reward is lives in ``guerdon.reward``. All are frozen dataclasses that
check what they are made of. To add a noun, add a file and name it here.
"""

from guerdon.types.content import content_hash
from guerdon.types.examples import Example, Message, Prompt
from guerdon.types.images import Image, image
from guerdon.types.labels import Comparison, Provenance, Ranking, Rating
from guerdon.types.scores import REDUCTIONS, Dense, Level, Scores, ScoringError
from guerdon.types.tabular import Tabular
from guerdon.types.transitions import Trajectory, Transitions

__all__ = [
    "REDUCTIONS",
    "Comparison",
    "Dense",
    "Example",
    "Image",
    "Level",
    "Message",
    "Prompt",
    "Provenance",
    "Ranking",
    "Rating",
    "Scores",
    "ScoringError",
    "Tabular",
    "Trajectory",
    "Transitions",
    "content_hash",
    "image",
]
