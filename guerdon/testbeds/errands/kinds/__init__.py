"""The kinds of errand, one small file for each: every concrete ``Errand`` in this folder is part of the world."""
