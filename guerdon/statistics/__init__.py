"""Statistics: how sure a number is, and how two columns of numbers agree. NumPy in, plain numbers out; no models.

Interface: functions of float arrays of shape ``n``; each returns a number, an ``Estimate`` with its interval, or a
frozen dataclass. A value that is nan or infinite raises with its row, and what cannot be computed from valid data
(such as the correlation with a constant) is nan.

To add a family, add a file and name its public functions here.
"""

from guerdon.statistics.calibration import Bin, calibration_error, fit_temperature, reliability, rms_calibration_error
from guerdon.statistics.detection import (
    auroc,
    average_precision,
    f1,
    f1_threshold,
    macro_f1,
    precision_at_recall,
    precision_threshold,
)
from guerdon.statistics.intervals import (
    Estimate,
    bootstrap,
    mean_interval,
    paired_bootstrap,
    permutation_test,
    unbiased_bootstrap,
    wilson,
)
from guerdon.statistics.rank import cohen_kappa, kendall, kendall_a, pearson, spearman
from guerdon.statistics.ratings import Strengths, bradley_terry, elo

__all__ = [
    "Bin",
    "Estimate",
    "Strengths",
    "auroc",
    "average_precision",
    "bootstrap",
    "bradley_terry",
    "calibration_error",
    "cohen_kappa",
    "elo",
    "f1",
    "f1_threshold",
    "fit_temperature",
    "kendall",
    "kendall_a",
    "macro_f1",
    "mean_interval",
    "paired_bootstrap",
    "pearson",
    "permutation_test",
    "precision_at_recall",
    "precision_threshold",
    "reliability",
    "rms_calibration_error",
    "spearman",
    "unbiased_bootstrap",
    "wilson",
]
