"""Recipes: one runnable file for each published system, with its claim and an honest verdict.

To add one, copy the shape of a neighbour: ``paper``, ``claim`` with its margin, ``Config``, ``run(config, seed)``. A
recipe wires parts together in at most 150 lines; what others could reuse moves to its room.
"""
