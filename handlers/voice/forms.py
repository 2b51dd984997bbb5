"""What is said in every form alike: reading back, cancelling, going on."""

from models.message import Choice, Say

YES = Choice("对，提交")
CHANGE = Choice("要改")
CANCEL = Choice("取消")
UNDER_SUMMARY = (YES, CHANGE, CANCEL)


def confirmable(summary: Say, *, first_time: bool) -> Say:
    """Ask whether what was noted is right; the first time, say what it is used for (consent, §8)."""
    consent = "\n（这些只用来办这件事，不会拿给别人看。提交就是同意。）" if first_time else ""
    return Say(f"{summary.text}{consent}\n对不对？", UNDER_SUMMARY)


def is_submit(text: str) -> bool:
    """Tell whether the words are those of the tappable yes."""
    return text.strip() == YES.words


def is_change(text: str) -> bool:
    """Tell whether the words are those of the tappable "to be changed"."""
    return text.strip() == CHANGE.words


def cancelled() -> Say:
    """Confirm that nothing was filed."""
    return Say("好，不办了，刚才填的都作废。以后要办随时说一声。")


def cannot_skip(question: Say) -> Say:
    """Say kindly that this one is needed."""
    return Say(f"这一样少不得哈。\n{question.text}", question.choices)


def which_is_wrong(labels: list[str]) -> Say:
    """Ask which of the things noted is to be changed."""
    return Say("哪一样要改？", tuple(Choice(label) for label in labels))


def back_to(answered: Say, question: Say) -> Say:
    """After a digression, ask the open question again."""
    listed = [f"· {choice.label}" for choice in answered.choices] if answered.text.endswith("：") else []
    return Say("\n".join([answered.text, *listed, f"\n接着刚才的：{question.text}"]), question.choices)


def kept() -> Say:
    """Offer a form that was left."""
    return Say("你上回填到一半的还给你留着。接着填就回“继续”。", (Choice("继续"), Choice("不填了", "取消")))


def phone_kept(question: Say) -> Say:
    """Confirm a telephone given unasked, and go on."""
    return Say(f"电话有了。{question.text}", question.choices)


def only_for_this(question: Say) -> Say:
    """Say who sees it, and go on."""
    return Say(f"放心，只有办这件事的人看得到，不跟别个说。\n{question.text}", question.choices)


def no_hurry() -> Say:
    """Let somebody see to their pigs first; what was said so far is kept."""
    return Say("好，不着急，先忙你的。填到这儿的我给你留着，忙完回“继续”就行。", (Choice("继续"),))


def not_an_answer(question: Say) -> Say:
    """Ask again, when what was said answers nothing."""
    return Say(f"这个我没弄明白，想喊人来说就回“人工”。\n{question.text}", question.choices)


def photo_taken(count: int) -> Say:
    """Confirm a photo that belongs to what is being filled in."""
    return Say(f"照片收到，一共{count}张。")
