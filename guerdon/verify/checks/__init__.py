"""Checks of stated constraints: a file for each kind, found by looking through this folder."""
