"""The one error of the local stack: a sentence that the user reads and can act upon."""


class StackError(Exception):
    """Something the user has to put right; the text is one sentence that says what, and holds no secret."""
