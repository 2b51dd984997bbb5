"""What a reader raises for a cell it cannot read."""


class BadCell(ValueError):  # noqa: N818 - it is the cell that is bad
    """A cell that cannot be read; the message says what is wrong with it, in one line."""
