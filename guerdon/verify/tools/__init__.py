"""Tools that a judge may call: a text in, an observation out, nothing remembered.

A ``Tool`` has a name, a description and ``__call__``; one that cannot answer raises a ``ToolError``. To add one, write a
frozen dataclass in a file of this folder.
"""

from guerdon.verify.tools.base import Tool, ToolError
from guerdon.verify.tools.calculator import Calculator
from guerdon.verify.tools.calendar import DateAfter, DayDifference, WeekDay
from guerdon.verify.tools.code_run import CodeRun

__all__ = ["Calculator", "CodeRun", "DateAfter", "DayDifference", "Tool", "ToolError", "WeekDay"]
