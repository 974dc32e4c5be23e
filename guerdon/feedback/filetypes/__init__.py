"""One file for each type of file; ``guerdon.feedback.filetype`` finds every ``FileType`` in here by its endings."""
