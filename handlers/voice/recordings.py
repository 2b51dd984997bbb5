"""What is said to voice messages."""

from models.message import Choice, Say

LONGEST = 600  # characters of an answer
LONGEST_QUOTE = 120  # characters of what was heard
YES = Choice("对，就这样办")
NO = Choice("不是这样")
KEYBOARD = "说话时点键盘上的话筒，说的就变成字了，我马上能看懂。"


def listening() -> Say:
    """Say that a recording is being listened to."""
    return Say("收到语音，我听一下。")


def shown_back(heard: str, said: Say) -> Say:
    """Begin an answer with what was heard, shortened where it would not fit."""
    room = min(LONGEST_QUOTE, LONGEST - len(said.text) - len("我听到的是：“…”\n"))
    words = heard.strip()
    quote = words if len(words) <= room else f"{words[: max(room, 0)]}…"
    return Say(f"我听到的是：“{quote}”\n{said.text}", said.choices)


def shall_i() -> Say:
    """Ask whether spoken words are to be acted on."""
    return Say("听对了没有？说“对”我就照这样办。", (YES, NO))


def say_again() -> Say:
    """Say that nothing was done with what was misheard."""
    return Say(f"好，那就不算，啥子都没动。麻烦再说一遍，{KEYBOARD}")


def is_yes(text: str) -> bool:
    """Tell whether the words are those of the tappable yes."""
    return text.strip() == YES.words


def is_no(text: str) -> bool:
    """Tell whether the words are those of the tappable no."""
    return text.strip() == NO.words


def speak_into_keyboard(listener: str) -> Say:
    """Say who listens to a recording, and, once, how to speak so that it can be read at once."""
    return Say(f"语音收到了，{_who(listener)}。下回{KEYBOARD}")


def left(listener: str) -> Say:
    """Confirm another recording that a member of staff is to hear."""
    return Say(f"语音收到了，{_who(listener)}。")


def _who(listener: str) -> str:
    return f"已经交给{listener}听" if listener else "已经存好，村上的人来听"
