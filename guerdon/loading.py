"""A reward from wherever it is."""

from pathlib import Path

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.saving import DESCRIPTION, Storable, describe, unpack
from guerdon.terms import USUAL, Terms


def load(spec: str | Path, trust_remote_code: bool = False, terms: Terms = USUAL) -> Reward:
    """The reward that a folder or a name stands for.

    Args:
        spec: a folder that ``save`` wrote; ``hf:ORG/NAME`` or a folder of transformers for a sequence classifier, a
            language model with a reward head, or a ranker; ``hf:POLICY+REFERENCE`` for a language model trained by DPO;
            the name of a rule such as ``rule:log_words``; ``verify:NAME`` for a check of a fact, such as ``verify:math-answer``;
            ``judge:KIND@MODEL`` for a language model that is asked.
        trust_remote_code: whether code that a model of the hub brings along may run on this machine.
        terms: what a judge may spend, and how.

    Raises:
        GuerdonError: nothing is there, it is damaged, of another version, holds a pickle, or is no reward.
    """
    text = str(spec)
    if text.startswith("rule:"):
        return rule(text.removeprefix("rule:"))
    if text.startswith("verify:"):
        from guerdon.verify.load import load as verifier

        return verifier(text.removeprefix("verify:"))
    if text.startswith("judge:"):
        from guerdon import judge

        return judge.load(text.removeprefix("judge:"), terms, trust_remote_code)
    folder = Path(text)
    if (folder / DESCRIPTION).exists():
        reward = unpack(Storable, describe(folder), folder)
        if not isinstance(reward, Reward):
            raise GuerdonError(f"{folder} holds a {type(reward).__qualname__}, which is no reward")
        return reward
    if text.startswith("hf:") or (folder / "config.json").exists():
        from guerdon import hub

        return hub.load(text.removeprefix("hf:"), trust_remote_code)
    if folder.exists():
        raise GuerdonError(
            f"{folder} holds no reward: there is neither {DESCRIPTION} nor a transformers config.json in it"
        )
    raise GuerdonError(f"{text}: no such folder; a model of the hub is named hf:{text}")


def load_part(spec: str | Path, part: str | None, trust_remote_code: bool = False, terms: Terms = USUAL) -> Reward:
    """The reward that a name stands for, or one of its named parts alone."""
    reward = load(spec, trust_remote_code, terms)
    return reward.part(part) if part else reward


def rule(name: str) -> Reward:
    """A reward that measures one attribute of the response, such as its length: the honest baselines."""
    from guerdon.shape import Measure

    return Measure(name)
