"""Bench: public benchmarks of rewards, by their official scoring rules.

A benchmark is a file that subclasses ``Benchmark``: where its contests come from, how they are scored (``measures``), how
parts make a whole (``sections``), and how many there should be (``counts``). ``run`` lets a reward take part and puts the
length of the response, a constant and chance beside it. To add one, write a file in this folder.
"""

from guerdon.bench.base import Benchmark, benchmarks, figures, run
from guerdon.bench.blind import Blind
from guerdon.bench.contest import Contest, Standing, outcomes
from guerdon.bench.elsewhere import ELSEWHERE, Elsewhere
from guerdon.bench.genies import GeniesReport, Shift, generalise
from guerdon.bench.instructir_corpus import Retrieved, retrieve
from guerdon.bench.label_choice import LabelChoice, label_choice
from guerdon.bench.report import Report, Unit, difference, reports
from guerdon.bench.rules import (
    AUROC,
    NDCG,
    BeatsAll,
    Macro,
    Measure,
    PairAccuracy,
    ReciprocalRank,
    Rule,
    StyleCells,
    TopShare,
    Unbeaten,
    WorstOfGroup,
)

__all__ = [
    "AUROC",
    "ELSEWHERE",
    "NDCG",
    "BeatsAll",
    "Benchmark",
    "Blind",
    "Contest",
    "Elsewhere",
    "GeniesReport",
    "LabelChoice",
    "Macro",
    "Measure",
    "PairAccuracy",
    "ReciprocalRank",
    "Report",
    "Retrieved",
    "Rule",
    "Shift",
    "Standing",
    "StyleCells",
    "TopShare",
    "Unbeaten",
    "Unit",
    "WorstOfGroup",
    "benchmarks",
    "difference",
    "figures",
    "generalise",
    "label_choice",
    "outcomes",
    "reports",
    "retrieve",
    "run",
]
