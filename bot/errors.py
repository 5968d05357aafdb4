"""What an operator did wrong, in one line; the command line prints it and exits with 2."""

from __future__ import annotations


class OperatorMistake(Exception):
    """A setting, an argument or a file is wrong; the text names it and says what to do."""
