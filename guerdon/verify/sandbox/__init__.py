"""A sandbox: runs Python programs that nobody has read, and says what came of them.

``Sandbox.run(source, steps) -> Ran`` is its one interface. What runs inside of it is in ``inside``.
"""

from guerdon.verify.sandbox.ran import Call, Limits, Ran, Step
from guerdon.verify.sandbox.sandbox import Sandbox

__all__ = ["Call", "Limits", "Ran", "Sandbox", "Step"]
