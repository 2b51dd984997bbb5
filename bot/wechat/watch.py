"""Who looks on while the API is called: told of refusals and of renewed tokens, for the figures."""

from typing import Protocol


class Watch(Protocol):
    """Looks on."""

    def failed(self, path: str, code: int) -> None:
        """Note that a call of an API ended with an error."""
        ...

    def renewed(self, *, well: bool) -> None:
        """Note that a token was asked for, and granted or not."""
        ...


class Nobody:
    """Looks on and notes nothing."""

    def failed(self, path: str, code: int) -> None: ...

    def renewed(self, *, well: bool) -> None: ...
