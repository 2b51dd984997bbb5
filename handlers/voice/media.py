"""What is said to photos, locations and things that cannot be read."""

from models.message import Say


def cannot_read() -> Say:
    """Say that this sort of message cannot be used."""
    return Say("这种消息我看不了。打字、拍照、发定位都行，村里的事直接说一句就好。")
