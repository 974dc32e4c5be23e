"""Language models behind one interface: those of this process, those behind a server, and those that follow a script."""
