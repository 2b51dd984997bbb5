"""What is said when something of ours goes wrong."""

from models.message import Say


def sorry() -> Say:
    """Apologise, and say what to do now."""
    return Say(
        "对不起，刚才系统出了点问题，这句话我没办成。内容已经留下，村上的人会看到；急事请直接打村上电话。"
    )


def not_kept() -> Say:
    """Say that a message was not written down: the database is away."""
    return Say(
        "对不起，系统这会儿出了故障，你这句话没记下来。过几分钟再发一遍；等不得的事，请直接打村上电话。"
    )


def danger_not_kept(first: str) -> Say:
    """Say what to do in danger, and that nobody of the village has been told."""
    return Say(f"{first}\n系统这会儿出了故障，村上还不晓得：打完电话，请再喊邻居、打村上电话。")
