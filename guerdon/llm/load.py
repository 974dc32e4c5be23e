"""A language model from a name."""

from guerdon.budget import Budget
from guerdon.errors import GuerdonError
from guerdon.llm.base import LanguageModel
from guerdon.llm.cached import Cached
from guerdon.llm.local import Local
from guerdon.llm.remote import Remote

KINDS = "openai:MODEL, http://HOST:PORT/v1#MODEL, or local:NAME for a hub name or a folder"


def load(
    spec: str, budget: Budget | None = None, trust_remote_code: bool = False, concurrency: int = 16
) -> LanguageModel:
    """The language model that a name stands for, its answers kept on disk.

    Args:
        spec: ``openai:MODEL`` (key in ``OPENAI_API_KEY``; ``OPENAI_BASE_URL`` for another server),
            ``http://HOST:PORT/v1#MODEL`` for a server of one's own, ``local:NAME`` for a hub name or a folder.
        budget: limits in ``calls``, ``tokens`` and ``money``.
        trust_remote_code: whether code that a local model brings along may run.
        concurrency: requests to a server that are under way at once.

    Raises:
        GuerdonError: the name is of none of these kinds, or the model cannot be loaded.
    """
    kind, _, rest = spec.partition(":")
    if kind in ("http", "https"):
        address, _, model = spec.partition("#")
        if not model:
            raise GuerdonError(f"{spec} names a server and no model: expected {spec}#MODEL")
        return Cached(Remote(model, address, concurrency=concurrency, budget=budget))
    if kind == "openai" and rest:
        return Cached(Remote(rest, concurrency=concurrency, budget=budget))
    if kind == "local" and rest:
        return Cached(Local(rest, trust_remote_code=trust_remote_code, budget=budget))
    raise GuerdonError(f"{spec!r} names no language model: expected {KINDS}")
