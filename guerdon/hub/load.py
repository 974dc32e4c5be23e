"""A reward from the name of a model, or of two."""

from guerdon.discover import parts
from guerdon.errors import GuerdonError
from guerdon.hub.base import Kind, Model
from guerdon.judge import DensityRatio
from guerdon.learn import RewardModel
from guerdon.llm import Local
from guerdon.reward import Reward

BETA = 0.1
"""By which the log-ratio of a policy and its reference is multiplied, as in DPO."""


def load(name: str, trust_remote_code: bool = False) -> Reward:
    """The reward that a model of transformers is.

    On a machine with CUDA it goes there, in the precision that it was saved in; elsewhere it computes in float32.

    Args:
        name: of the hub, or a folder; ``POLICY+REFERENCE`` for a language model trained by DPO and the one that it
            started from.
        trust_remote_code: whether code that the model brings along may run on this machine.

    Raises:
        GuerdonError: there is no such model, it brings code and is not trusted, or it is no reward.
    """
    policy, _, reference = name.partition("+")
    if reference:
        strong, weak = (speaker(Model.read(each, trust_remote_code)) for each in (policy, reference))
        return BETA * DensityRatio(strong, weak)
    model = Model.read(name, trust_remote_code)
    kind = next((kind for kind in parts("guerdon.hub.kinds", Kind) if kind.recognises(model)), None)
    if kind is None:
        raise GuerdonError(f"{name} is no reward that is known here: {nature(model)}")
    reward = kind.load(model)
    if isinstance(reward, RewardModel):
        reward.network.to(model.device)
    return reward


def speaker(model: Model) -> Local:
    """A language model that says how probable it finds tokens."""
    return Local(model.name, dtype=model.dtype, trust_remote_code=model.trust_remote_code)


def nature(model: Model) -> str:
    """What a model is that is no reward, and what to do."""
    if model.speaks:
        return (
            "a language model without a reward head. One that was trained by DPO is named with the model that it started "
            f"from, hf:{model.name}+ORG/REFERENCE"
        )
    made = ", ".join(model.config.architectures or ["a model of no architecture that it names"])
    return f"{made}, without an output layer for scores; guerdon train learns one on top of it"
