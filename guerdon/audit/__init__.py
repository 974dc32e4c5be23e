"""Audits: test a reward and show how far it can be trusted.

>>> card = report_card(reward, comparisons, train=train, candidates=draw(world, reward))
>>> card.print(), card.to_html("report.html"), card.to_json()["accuracy"]

Interface: ``examine`` lets a reward judge comparisons once, and gives a ``Judged``; a ``Finding`` measures one
question on it; ``report_card`` runs every finding and draws the page.

To add a finding, add a file to ``guerdon/audit/findings`` with one subclass of ``Finding``; reports find it there. Say
in ``measure`` what the data lack (``Unmeasured``) rather than guess, give each number its interval, and put a rule that
decides about trust into ``guerdon.audit.thresholds``. Read preferences (``Judged.preferred``) where they answer the
question, for a judge of pairs has no scores. To add a slice, see ``guerdon.audit.slicing``; a style,
``guerdon.audit.findings.style``.
"""

from guerdon.audit.agreement import Agreement, Correlated, agreement
from guerdon.audit.amplification import Amplification, Grown, amplification, contains, repeated
from guerdon.audit.artefact import Artefact, artefact
from guerdon.audit.attack import Attack, Found, attack
from guerdon.audit.base import Candidates, Finding, Headline, Judged, Table, Unmeasured
from guerdon.audit.chain import Chain, Return, Run, chain
from guerdon.audit.checkpoint_sweep import Sweep, checkpoint_sweep
from guerdon.audit.context_use import ContextUse, context_use
from guerdon.audit.density import choice_density, implied_density, relative_entropy
from guerdon.audit.expressible import Expressed, Wish, expressible
from guerdon.audit.following import Following, following
from guerdon.audit.gains import Gain, Outputs, attribute_gain, best_of_n_gain
from guerdon.audit.human_or_model import HumanOrModel, human_or_model
from guerdon.audit.judge import draw, examine
from guerdon.audit.kl_budget import affordable, budget_curve, tilted, tilted_together
from guerdon.audit.monotone import Monotone, monotone
from guerdon.audit.order_sensitivity import OrderSensitivity, order_sensitivity
from guerdon.audit.ordering import adverse_accuracy, order_accuracy
from guerdon.audit.proxy_point import ProxyPoint, proxy_point
from guerdon.audit.repeat_attack import Repeated, repeat_attack
from guerdon.audit.report import ReportCard, report_card
from guerdon.audit.representation_shift import Movement, RepresentationShift, representation_shift
from guerdon.audit.rescored import rescored
from guerdon.audit.selection import Point, best_of_n_curve, divergence, selection
from guerdon.audit.shift import Shift, shift
from guerdon.audit.strangeness import Doubt, Energy, Mahalanobis, Strangeness
from guerdon.audit.topology import mean_resistance, resistances
from guerdon.audit.transfer import Transfer, transfer
from guerdon.audit.turning_point import TurningPoint, turning_point

__all__ = [
    "Agreement",
    "Amplification",
    "Artefact",
    "Attack",
    "Candidates",
    "Chain",
    "ContextUse",
    "Correlated",
    "Doubt",
    "Energy",
    "Expressed",
    "Finding",
    "Following",
    "Found",
    "Gain",
    "Grown",
    "Headline",
    "HumanOrModel",
    "Judged",
    "Mahalanobis",
    "Monotone",
    "Movement",
    "OrderSensitivity",
    "Outputs",
    "Point",
    "ProxyPoint",
    "Repeated",
    "ReportCard",
    "RepresentationShift",
    "Return",
    "Run",
    "Shift",
    "Strangeness",
    "Sweep",
    "Table",
    "Transfer",
    "TurningPoint",
    "Unmeasured",
    "Wish",
    "adverse_accuracy",
    "affordable",
    "agreement",
    "amplification",
    "artefact",
    "attack",
    "attribute_gain",
    "best_of_n_curve",
    "best_of_n_gain",
    "budget_curve",
    "chain",
    "checkpoint_sweep",
    "choice_density",
    "contains",
    "context_use",
    "divergence",
    "draw",
    "examine",
    "expressible",
    "following",
    "human_or_model",
    "implied_density",
    "mean_resistance",
    "monotone",
    "order_accuracy",
    "order_sensitivity",
    "proxy_point",
    "relative_entropy",
    "repeat_attack",
    "repeated",
    "report_card",
    "representation_shift",
    "rescored",
    "resistances",
    "selection",
    "shift",
    "tilted",
    "tilted_together",
    "transfer",
    "turning_point",
]
