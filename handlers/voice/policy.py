"""What is said when somebody answers to something they are entitled to, and the words of our own choices."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.voice.services import DO_IT
from models.message import Choice, Say

NOT, HAVE = "不办", "已经办了"
ACTS = ("办", "交", "换", "认证")


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing offered, as people are told of it: for whom (empty for oneself), what."""

    name: str
    what: str

    @property
    def do(self) -> str:
        """The words of a tap on 办."""
        return f"给{self.name}办{self.what}" if self.name else f"{DO_IT}{self.what}"

    @property
    def no(self) -> str:
        """The words of a tap on 不办."""
        return f"{self._whose}{self.what}{NOT}"

    @property
    def have(self) -> str:
        """The words of a tap on 已经办了."""
        return f"{self._whose}{self.what}{HAVE}"

    @property
    def label(self) -> str:
        """What it is called in a list."""
        return f"{self._whose}{self.what}"

    @property
    def _whose(self) -> str:
        return f"{self.name}的" if self.name else ""


def choices(offered: Offered) -> tuple[Choice, ...]:
    """Return what can be tapped under an offer."""
    return (Choice("办", offered.do), Choice(NOT, offered.no), Choice(HAVE, offered.have))


def may_be_ours(text: str) -> bool:
    """Tell whether words may be those of a tap under an offer."""
    return text.endswith((NOT, HAVE)) or text.startswith(DO_IT) or (text.startswith("给") and "办" in text)


def says_what(text: str) -> bool:
    """Tell whether a short answer says what is to be done or not (不办), and not only no (不用了)."""
    return any(act in text for act in ACTS)


def which(offers: Sequence[tuple[Offered, str]]) -> Say:
    """Ask which of several offers an answer is to; each with the words of that answer."""
    return Say("你说的是哪一样？", tuple(Choice(offered.label, words) for offered, words in offers))


def begun(said: Say) -> Say:
    """Begin to do what was offered."""
    return Say(f"好，我来帮你办。\n{said.text}", said.choices)


def declined(offered: Offered) -> Say:
    """Take a no kindly."""
    return Say(f"好，{offered.label}就不办，这回不再提了。哪天想办，跟我说“{offered.do}”就行。")


def have_already(offered: Offered) -> Say:
    """Take it that it is done already."""
    return Say(f"好，记下了：{offered.label}已经办过。不再打扰，谢谢你回话。")


def told(names: Sequence[str], left: Sequence[str]) -> Say:
    """Confirm to a visitor who was told, and who is left."""
    more = f"还有{'、'.join(left)}。" if left else "都说到了，辛苦了。"
    return Say(f"记下了：{'、'.join(names)}说到了。{more}要办的，回“给某某办”加办啥，我就帮他登记。")


def told_whom(names: Sequence[str]) -> Say:
    """Ask a visitor which of the people was told."""
    return Say("哪个说到了？", tuple(Choice(name, f"{name}说了") for name in names))


def gone(what: str) -> Say:
    """Say that a service is not in the catalogue any more."""
    return Say(f"{what}这会儿站上没列出来，我喊人帮你看，回“转人工”。", (Choice("转人工"),))
