"""One file for each question that a report answers; each holds one subclass of ``guerdon.audit.Finding``."""
