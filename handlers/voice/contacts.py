"""Who is responsible here, and how to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.message import Say


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of the staff: what they do and where, the name, the telephone; `deputy` stands in."""

    post: str
    where: str
    name: str
    phone: str
    deputy: bool = False


def found(contacts: Sequence[Contact]) -> Say:
    """Tell who is responsible."""
    lines = [_line(contact) for contact in contacts]
    return Say("\n".join([*lines, "打不通就在这儿留话，我转给他。"]))


def not_here(post: str) -> Say:
    """Say that nobody holds that post here, and what to do."""
    return Say(f"这儿没查到{post}。有事直接在这里说，我转给村上。")


def _line(contact: Contact) -> str:
    post = f"替班的{contact.post}" if contact.deputy else contact.post
    return f"{contact.where}{post}：{contact.name}，{contact.phone or '电话没登记'}"
