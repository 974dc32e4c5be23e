"""A reward from wherever it is."""

from pathlib import Path

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.saving import DESCRIPTION, Storable, describe, unpack


def load(spec: str | Path) -> Reward:
    """The reward that a folder or a name stands for.

    Args:
        spec: a folder that ``save`` wrote; ``hf:ORG/NAME`` or a folder of transformers for a sequence classifier with
            one label; the name of a rule such as ``rule:log_words``.

    Raises:
        GuerdonError: nothing is there, it is damaged, of another version, holds a pickle, or has other labels.
    """
    text = str(spec)
    if text.startswith("rule:"):
        return rule(text.removeprefix("rule:"))
    folder = Path(text)
    if (folder / DESCRIPTION).exists():
        reward = unpack(Storable, describe(folder), folder)
        if not isinstance(reward, Reward):
            raise GuerdonError(f"{folder} holds a {type(reward).__qualname__}, which is no reward")
        return reward
    if text.startswith("hf:") or (folder / "config.json").exists():
        return classifier(text.removeprefix("hf:"))
    if folder.exists():
        raise GuerdonError(
            f"{folder} holds no reward: there is neither {DESCRIPTION} nor a transformers config.json in it"
        )
    raise GuerdonError(f"{text}: no such folder; a model of the hub is named hf:{text}")


def load_part(spec: str | Path, part: str | None) -> Reward:
    """The reward that a name stands for, or one of its named parts alone."""
    reward = load(spec)
    return reward.part(part) if part else reward


def classifier(name: str) -> Reward:
    """A transformers sequence classifier with one label."""
    from guerdon.learn import RewardModel, ScalarHead, TextEncoder

    encoder = TextEncoder(name)
    if encoder.final is None or encoder.final.out_features != 1:
        labels = encoder.final.out_features if encoder.final is not None else 0
        raise GuerdonError(f"{name} is a classifier of {labels} labels; a reward has one")
    return RewardModel(encoder, ScalarHead())


def rule(name: str) -> Reward:
    """A reward that measures one attribute of the response, such as its length: the honest baselines."""
    from guerdon.shape import Measure

    return Measure(name)
