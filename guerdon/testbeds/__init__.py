"""Worlds whose true reward is known, for demonstrations, tests and experiments.

The one interface is ``World``: comparisons as noisy annotators make them, candidates for best-of-n, and gold. To add a
world, put a module or a folder here that has a subclass; ``open`` finds it by the name of its class.

>>> world = open("errands?length_bias=0.5", seed=3)
"""

from guerdon.testbeds.actions import Actions
from guerdon.testbeds.arms import Arms
from guerdon.testbeds.base import World
from guerdon.testbeds.broken import Broken
from guerdon.testbeds.capabilities import Capabilities, CapabilityJudge
from guerdon.testbeds.captions import Captions
from guerdon.testbeds.chains import Chains
from guerdon.testbeds.chooser import Advantage, Chooser, Tried, standardised
from guerdon.testbeds.chores import Chore, chores
from guerdon.testbeds.commands import Command
from guerdon.testbeds.cyclic import CyclicWorld, Rings
from guerdon.testbeds.density import Density, Line, Strings
from guerdon.testbeds.elsewhere import Elsewhere
from guerdon.testbeds.embedding_world import EmbeddingWorld
from guerdon.testbeds.errands import Errands
from guerdon.testbeds.graded_critiques import GradeAccuracy
from guerdon.testbeds.graders import Graders
from guerdon.testbeds.houses import House, Place
from guerdon.testbeds.idioms import Idioms
from guerdon.testbeds.judges import Imitator, imitators
from guerdon.testbeds.languages import Languages
from guerdon.testbeds.linear import Linear
from guerdon.testbeds.mdp import MDP
from guerdon.testbeds.opening import open
from guerdon.testbeds.parcels import Parcels
from guerdon.testbeds.pets import Pets
from guerdon.testbeds.phrases import Phrases
from guerdon.testbeds.plodder import AllRight, Checker, Plodder
from guerdon.testbeds.poisoned import Poisoned
from guerdon.testbeds.population import Directions, IdealPoints, Population
from guerdon.testbeds.rated import Rated
from guerdon.testbeds.reversals import Reversals
from guerdon.testbeds.segmented import Segmented
from guerdon.testbeds.sources import Sources
from guerdon.testbeds.speaker import Speaker
from guerdon.testbeds.specialists import Specialists
from guerdon.testbeds.stipulated import Stipulated
from guerdon.testbeds.swayed import SwayedJudge
from guerdon.testbeds.talks import felt
from guerdon.testbeds.topical import Topical
from guerdon.testbeds.vectors import VectorWorld, labelled, written
from guerdon.testbeds.wordy import Wordy
from guerdon.testbeds.writer import Writer

__all__ = [
    "MDP",
    "Actions",
    "Advantage",
    "AllRight",
    "Arms",
    "Broken",
    "Capabilities",
    "CapabilityJudge",
    "Captions",
    "Chains",
    "Checker",
    "Chooser",
    "Chore",
    "Command",
    "CyclicWorld",
    "Density",
    "Directions",
    "Elsewhere",
    "EmbeddingWorld",
    "Errands",
    "GradeAccuracy",
    "Graders",
    "House",
    "IdealPoints",
    "Idioms",
    "Imitator",
    "Languages",
    "Line",
    "Linear",
    "Parcels",
    "Pets",
    "Phrases",
    "Place",
    "Plodder",
    "Poisoned",
    "Population",
    "Rated",
    "Reversals",
    "Rings",
    "Segmented",
    "Sources",
    "Speaker",
    "Specialists",
    "Stipulated",
    "Strings",
    "SwayedJudge",
    "Topical",
    "Tried",
    "VectorWorld",
    "Wordy",
    "World",
    "Writer",
    "chores",
    "felt",
    "imitators",
    "labelled",
    "open",
    "standardised",
    "written",
]
