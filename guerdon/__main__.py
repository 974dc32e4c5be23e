"""``python -m guerdon``."""

from guerdon.cli import main

main()
