"""One file for each published layout of feedback; ``guerdon.feedback.recognise`` finds every ``Format`` in here."""
