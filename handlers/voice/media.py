"""What is said to photos, recordings, locations and things that cannot be read."""

from models.message import Say


def speak_into_keyboard() -> Say:
    """Say how to speak so that it can be read."""
    return Say("语音我这会儿还听不懂，已经留给村上的人听。你也可以按输入框上的话筒说，字就出来了。")


def cannot_read() -> Say:
    """Say that this sort of message cannot be used."""
    return Say("这种消息我看不了。打字、拍照、发定位都行，村里的事直接说一句就好。")
