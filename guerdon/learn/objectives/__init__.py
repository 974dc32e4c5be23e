"""Objectives: what a fit minimises. One file for each; the interface is ``Objective``, and they add and scale.

To add one, subclass ``Objective`` in a file of this folder and name it here.
"""

from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import BradleyTerry
from guerdon.learn.objectives.classification import Classification
from guerdon.learn.objectives.regression import Regression

__all__ = ["BradleyTerry", "Classification", "Loss", "Objective", "Regression"]
