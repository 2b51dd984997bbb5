"""The places of the backup's tests."""

from tests.backup.place import elsewhere, village

__all__ = ["elsewhere", "village"]
