"""The subcommands: one file for each.

A file has a ``register(app, arguments)`` that adds its functions to a tyro application. Heavy imports stand inside the
functions, so that ``guerdon --help`` answers at once.
"""
