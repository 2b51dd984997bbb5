"""What is said when something of ours goes wrong."""

from models.message import Say


def sorry() -> Say:
    """Apologise, and say what to do now."""
    return Say(
        "对不起，刚才系统出了点问题，这句话我没办成。内容已经留下，村上的人会看到；急事请直接打村上电话。"
    )
