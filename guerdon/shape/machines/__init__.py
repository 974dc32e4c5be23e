"""Reward machines: rewards that depend on what happened before, written, called, learned and spent as automata.

>>> machine = RewardMachine.parse("u0 -key-> u1; u1 -door-> acc; u0 -lava-> rej; u1 -lava-> rej")
>>> reward = MachineShaping(machine, labeller, discount=0.99)

A machine comes from text (``RewardMachine.parse``), from machines that call each other (``Hierarchy``), from temporal
logic (``machine_of``) or from traces (``learn_machine``). All give a ``RewardMachine``, which is a table.
"""

from guerdon.shape.machines.formula import Formula
from guerdon.shape.machines.hierarchy import Hierarchy
from guerdon.shape.machines.learning import Learned, learn_machine
from guerdon.shape.machines.machine import Edge, RewardMachine
from guerdon.shape.machines.progression import machine_of
from guerdon.shape.machines.reward import MachineReward, MachineShaping

__all__ = [
    "Edge",
    "Formula",
    "Hierarchy",
    "Learned",
    "MachineReward",
    "MachineShaping",
    "RewardMachine",
    "learn_machine",
    "machine_of",
]
