"""``python -m guerdon``."""

from guerdon.cli import main

if __name__ == "__main__":  # a saved reward names modules, and importing one must do nothing
    main()
