"""Schedules: what happens to data and labels between epochs. One file for each; the interface is ``Schedule``.

To add one, subclass ``Schedule`` in a file of this folder and name it here.
"""

from guerdon.learn.schedules.base import Same, Schedule
from guerdon.learn.schedules.self_train import SelfTrain
from guerdon.learn.schedules.smoothing import Smoothing

__all__ = ["Same", "Schedule", "SelfTrain", "Smoothing"]
