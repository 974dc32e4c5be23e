"""A judge from a name."""

from importlib import import_module

from guerdon import llm
from guerdon.discover import modules
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.terms import USUAL, Terms

FORM = "judge:KIND@MODEL or judge:KIND:WHAT@MODEL"


def load(spec: str, terms: Terms = USUAL, trust_remote_code: bool = False) -> Reward:
    """The judge that ``KIND[:WHAT]@MODEL`` stands for.

    A kind is a file of this room with a function ``of(llm, asked)``. ``WHAT`` is what is asked: a criterion or a question,
    or a file that ends in .jinja.

    >>> load("pairwise@openai:gpt-4.1-mini")
    >>> load("pointwise:clarity@local:Qwen/Qwen3-0.6B")

    Args:
        spec: the judge, and behind the first ``@`` a name for ``guerdon.llm.load``.
        terms: what may be spent, and how.
        trust_remote_code: whether code that a local model brings along may run.

    Raises:
        GuerdonError: there is no such kind, or the model cannot be loaded.
    """
    what, _, model = spec.partition("@")
    kind, _, asked = what.partition(":")
    known = kinds()
    if kind not in known or not model:
        raise GuerdonError(
            f"judge:{spec} is no judge: expected {FORM}, with KIND one of {', '.join(known)}, and MODEL {llm.KINDS}"
        )
    return import_module(known[kind]).of(llm.load(model, terms, trust_remote_code), asked)


def kinds() -> dict[str, str]:
    """The module of each kind of judge that has a name."""
    package = __package__ or ""
    found = {name.removeprefix(f"{package}.").replace("_", "-"): name for name in modules(package)}
    return {kind: name for kind, name in found.items() if hasattr(import_module(name), "of")}
