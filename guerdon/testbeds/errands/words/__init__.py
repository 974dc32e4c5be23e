"""The vocabulary of the errands: plain data, one module for each subject."""
