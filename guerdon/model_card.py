"""The model card of a learned reward, in the hub's format."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from guerdon.audit import ReportCard
from guerdon.learn import RewardModel, TextEncoder
from guerdon.papers import cite


def model_card(reward: RewardModel, card: ReportCard, name: str) -> str:
    """The text of README.md: metadata as YAML, what the reward is, how far it can be trusted, how to use it."""
    environment = Environment(loader=PackageLoader("guerdon", "templates"), undefined=StrictUndefined, trim_blocks=True)
    values: dict[str, Any] = {
        "name": name,
        "base": reward.encoder.name,
        "classifier": isinstance(reward.encoder, TextEncoder),
        "report": card.to_json(),
        "verdict": card.verdict,
        "made": card.extra,
        "papers": cite(reward),
    }
    return environment.get_template("model_card.md.jinja").render(values)
