"""Steps of curation: filters that leave rows out, builders of pairs, mixers of sources.

The one interface is ``Step``: records in, ``Curated`` out, which accounts for whatever was left out. A ``Filter`` is a
step that only leaves rows out, and says of each why. To add one, add a file with a frozen dataclass that subclasses
either; ``guerdon data curate`` finds it by its name, and its fields are its options.
"""

from guerdon.feedback.steps.agreement import Agreement
from guerdon.feedback.steps.base import Curated, Dropped, Filter, Step
from guerdon.feedback.steps.confidence import Confidence
from guerdon.feedback.steps.decontamination import Decontamination, Texts
from guerdon.feedback.steps.distinct import Distinct
from guerdon.feedback.steps.length_ratio import LengthRatio
from guerdon.feedback.steps.likelihood import Likelihood
from guerdon.feedback.steps.mix import Mix
from guerdon.feedback.steps.only import Only
from guerdon.feedback.steps.pairs import Pairs
from guerdon.feedback.steps.stated import Stated
from guerdon.feedback.steps.top import Top
from guerdon.feedback.steps.within import Within

__all__ = [
    "Agreement",
    "Confidence",
    "Curated",
    "Decontamination",
    "Distinct",
    "Dropped",
    "Filter",
    "LengthRatio",
    "Likelihood",
    "Mix",
    "Only",
    "Pairs",
    "Stated",
    "Step",
    "Texts",
    "Top",
    "Within",
]
