"""Feedback: where comparisons, ratings and rankings come from, and what is done with them before anything learns.

The one interface is ``read``: any source and any format in, a ``Reading`` out, whose ``records`` stay on disk in the
columns of ``guerdon.records``. Beside it stand ``load`` (public data sets by short name), ``write``, ``split``,
``conflicts``, ``inspect``, ``balance``, ``resample``, and ``comparisons`` (from ratings and rankings).

>>> reading = read("prefs.jsonl")
>>> parts = split(reading.comparisons(), share=0.2, seed=0)

To add a format, add a file to ``formats/`` with a ``Format``: its name, the columns that it is recognised by, and
``rows``, which turns one row into feedback. To add a type of file, add a ``FileType`` to ``filetypes/``. Both are
found, no list names them. To give a public data set a short name, add a line to ``known.py``. ``curate`` takes the
steps of ``steps/`` one after another, and ``select`` makes pairs of scored samples by the selectors of ``selectors/``;
``read_plan`` reads such a chain from a file.

What is wrong with a single row (an empty text, identical answers, an exact repetition) is dropped and counted. What
says that the file is not what it seems (a wrong type, broken JSON, a damaged archive, ids that are the same) raises
``FeedbackError``, one line with the file, the row and what to do.
"""

from guerdon.feedback.asked_twice import asked_twice
from guerdon.feedback.balance import balance
from guerdon.feedback.between import triplets
from guerdon.feedback.conflicts import Conflict, conflicts
from guerdon.feedback.consensus import consensus
from guerdon.feedback.convex_hull import convex_copies
from guerdon.feedback.criteria import by_criteria
from guerdon.feedback.cross_prompt import cross_prompt
from guerdon.feedback.curate import Account, Curation, curate
from guerdon.feedback.curate_file import CuratedFile, curate_file
from guerdon.feedback.demonstrations import Demonstrations
from guerdon.feedback.edits import Delete, Encipher, Insert, Misspell, Substitute, edited, respace, shifted
from guerdon.feedback.errors import FeedbackError, RowError
from guerdon.feedback.even import even
from guerdon.feedback.format import Format, Skip
from guerdon.feedback.inject import inject
from guerdon.feedback.inspection import Inspection, inspect
from guerdon.feedback.known import KNOWN
from guerdon.feedback.pairs import comparisons
from guerdon.feedback.panel import judge_panel, margin_by_agreement, target_by_agreement
from guerdon.feedback.paraphrase import Paraphrase, Reorder
from guerdon.feedback.performance import LinearPerformance, Performance, QuadraticPerformance
from guerdon.feedback.perturb import SwapWord, perturb
from guerdon.feedback.plan import Lookup, Plan, read_plan
from guerdon.feedback.read import load, read
from guerdon.feedback.reading import Reading
from guerdon.feedback.refresh import refresh
from guerdon.feedback.resample import resample
from guerdon.feedback.rollouts import rollout_labels
from guerdon.feedback.route import Router, mixed, mixture, route
from guerdon.feedback.select import scored, select
from guerdon.feedback.selectors import (
    Agreed,
    Group,
    Max,
    MaxOf,
    Min,
    MinOf,
    Quantile,
    Random,
    Right,
    Selector,
    Sigma,
    Wrong,
)
from guerdon.feedback.spans import shuffle_spans, span_labels
from guerdon.feedback.split import Split, split
from guerdon.feedback.spoil import spoil
from guerdon.feedback.steps import (
    Agreement,
    Confidence,
    Curated,
    Decontamination,
    Distinct,
    Dropped,
    Filter,
    LengthRatio,
    Likelihood,
    Mix,
    Only,
    Pairs,
    Stated,
    Step,
    Texts,
    Top,
    Within,
)
from guerdon.feedback.strength import Strength, drop, flip, keep, margin, preference_strength, soft, treat
from guerdon.feedback.surprising import surprising
from guerdon.feedback.traits import TRAITS, Traits, traits
from guerdon.feedback.trees import Grown, chain_pairs, tree_pairs
from guerdon.feedback.turns import by_turns
from guerdon.feedback.ungrounded import Invent, Misattribute, cite, omit, pad, ungrounded
from guerdon.feedback.west_of_n import west_of_n
from guerdon.feedback.write import write, write_table

__all__ = [
    "KNOWN",
    "TRAITS",
    "Account",
    "Agreed",
    "Agreement",
    "Confidence",
    "Conflict",
    "Curated",
    "CuratedFile",
    "Curation",
    "Decontamination",
    "Delete",
    "Demonstrations",
    "Distinct",
    "Dropped",
    "Encipher",
    "FeedbackError",
    "Filter",
    "Format",
    "Group",
    "Grown",
    "Insert",
    "Inspection",
    "Invent",
    "LengthRatio",
    "Likelihood",
    "LinearPerformance",
    "Lookup",
    "Max",
    "MaxOf",
    "Min",
    "MinOf",
    "Misattribute",
    "Misspell",
    "Mix",
    "Only",
    "Pairs",
    "Paraphrase",
    "Performance",
    "Plan",
    "QuadraticPerformance",
    "Quantile",
    "Random",
    "Reading",
    "Reorder",
    "Right",
    "Router",
    "RowError",
    "Selector",
    "Sigma",
    "Skip",
    "Split",
    "Stated",
    "Step",
    "Strength",
    "Substitute",
    "SwapWord",
    "Texts",
    "Top",
    "Traits",
    "Within",
    "Wrong",
    "asked_twice",
    "balance",
    "by_criteria",
    "by_turns",
    "chain_pairs",
    "cite",
    "comparisons",
    "conflicts",
    "consensus",
    "convex_copies",
    "cross_prompt",
    "curate",
    "curate_file",
    "drop",
    "edited",
    "even",
    "flip",
    "inject",
    "inspect",
    "judge_panel",
    "keep",
    "load",
    "margin",
    "margin_by_agreement",
    "mixed",
    "mixture",
    "omit",
    "pad",
    "perturb",
    "preference_strength",
    "read",
    "read_plan",
    "refresh",
    "resample",
    "respace",
    "rollout_labels",
    "route",
    "scored",
    "select",
    "shifted",
    "shuffle_spans",
    "soft",
    "span_labels",
    "split",
    "spoil",
    "surprising",
    "target_by_agreement",
    "traits",
    "treat",
    "tree_pairs",
    "triplets",
    "ungrounded",
    "west_of_n",
    "write",
    "write_table",
]
