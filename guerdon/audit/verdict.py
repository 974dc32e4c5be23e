"""One plain sentence on top of a report: what the reward can and cannot be trusted with."""

from collections.abc import Iterable, Sequence

from guerdon.audit.base import Finding, Unmeasured
from guerdon.audit.findings.accuracy import Accuracy


def verdict(findings: Sequence[Finding], unmeasured: Iterable[Unmeasured]) -> str:
    """What the reward can be trusted with, what not, and what is unknown, from each finding's own clause.

    A reward that is not shown to beat chance is trusted with nothing, whatever else was found. When a clause is
    earned is decided by the rules of ``guerdon.audit.thresholds``.
    """
    informed = all(finding.informed for finding in findings if isinstance(finding, Accuracy))
    trusted = [clause for finding in findings if informed and (clause := finding.assurance())]
    doubted = [clause for finding in findings if (clause := finding.concern())]
    unknown = [clause for finding in findings if (clause := finding.unknown())]
    unknown += [each.unknown for each in unmeasured if each.unknown]
    statements = [f"trust it {series(trusted, 'and')}"] if trusted else []
    statements += [f"do not trust it {series(doubted, 'or')}"] if doubted else []
    statements = statements or ["nothing was found that speaks for it or against it"]
    statements += [f"unknown: {series(unknown, 'and')}"] if unknown else []
    sentence = "; ".join(statements)
    return f"{sentence[0].upper()}{sentence[1:]}."


def series(clauses: Sequence[str], last: str) -> str:
    """Clauses in a row: a, b and c."""
    *most, final = clauses
    return f"{', '.join(most)} {last} {final}" if most else final
