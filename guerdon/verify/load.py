"""A verifier from a name."""

import inspect
import re

from guerdon import verify
from guerdon.errors import GuerdonError
from guerdon.reward import Reward


def load(name: str) -> Reward:
    """The verifier of a name, such as ``math-answer``, ``constraints`` or ``code-tests``, with its usual settings.

    Raises:
        GuerdonError: there is none; tells which there are.
    """
    known = named()
    if name not in known:
        raise GuerdonError(f"verify:{name} is no verifier; there are {', '.join(f'verify:{each}' for each in known)}")
    return known[name]()


def named() -> dict[str, type[Reward]]:
    """The verifiers that need no settings, by name."""
    exported = (getattr(verify, name) for name in verify.__all__)
    kinds = [kind for kind in exported if inspect.isclass(kind) and issubclass(kind, Reward)]
    free = [
        kind for kind in kinds if all(p.default is not p.empty for p in inspect.signature(kind).parameters.values())
    ]
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__qualname__).lower(): kind for kind in free}
