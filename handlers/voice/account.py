"""What is said about the account itself: welcome, who one is, notices, one's own data."""

from handlers.voice.words import masked_phone
from models.message import Choice, Say

START = (Choice("报个问题"), Choice("办手续"), Choice("请人调解"), Choice("查进度"), Choice("找人说"))
NAME, PHONE = "名字", "电话"
ERASE_YES, ERASE_NO = Choice("确认删除"), Choice("不删了")


def welcome(name: str) -> Say:
    """Greet somebody who has just begun to follow."""
    hello = f"{name}，你好！" if name else "你好！"
    return Say(
        f"{hello}这里是村上的服务号。有事直接说一句就行，比如“路灯坏了”“我妈办高龄补贴要带啥子”。", START
    )


def welcome_again() -> Say:
    """Greet somebody who scanned a poster and follows already."""
    return Say("你好，又来啦。有事直接说一句就行。", START)


def can_do() -> Say:
    """Say what the account is for."""
    return Say("有事直接说一句，打字、发照片、发定位都行。常办的：", START)


def ask_name() -> Say:
    """Ask who somebody is."""
    return Say("好，登记一下你是哪个。你叫啥子名字？")


def ask_phone() -> Say:
    """Ask for the telephone number that the village's book has."""
    return Say("你留在村上的电话是好多？（村上没留过就写现在用的）")


def bound(name: str, where: str) -> Say:
    """Say that it is known now who one is."""
    return Say(f"登记好了，{name}{f'（{where}）' if where else ''}。以后报事、办事就不用再说你是哪个了。")


def already(name: str) -> Say:
    """Say that it was known already."""
    return Say(f"你已经登记过了，{name}。要改电话就说“电话改成13……”。")


def taken() -> Say:
    """Say that this person is registered with another telephone."""
    return Say("这个名字已经用另一个微信登记了。是你本人换了微信，就请网格员给你一个登记码，发过来就行。")


def to_be_confirmed(gridworker: str) -> Say:
    """Say that the telephone does not agree and who will help."""
    who = f"网格员{gridworker}" if gridworker else "村上"
    return Say(
        f"名字对上了，电话跟村上登记的不一样。我已经告诉{who}，他会给你一个六位的登记码，发过来就登记好了。"
    )


def not_in_book(gridworker: str) -> Say:
    """Say that nobody of that name is in the book, and that everything works all the same."""
    who = f"网格员{gridworker}" if gridworker else "村上"
    return Say(f"村上的册子里还没找到你，先给你记下了，我已经告诉{who}来核对。报事、办事照样能用。")


def phone_changed(phone: str) -> Say:
    """Confirm a new telephone number."""
    return Say(f"电话改好了，以后打{masked_phone(phone)}找你。")


def wrong_code() -> Say:
    """Say that a code is wrong or old."""
    return Say("这个登记码不对，或者过期了。请网格员再给一个。")


def too_many_codes() -> Say:
    """Say that no more codes are tried today."""
    return Say("今天登记码试错太多次，先不试了。明天再来，或者请网格员给你登记。")


def pushes_off() -> Say:
    """Confirm that no more is pushed."""
    return Say("好，以后不给你发通知了。你自己办的事有结果还是会说一声。想再收就回“开启通知”。")


def pushes_on() -> Say:
    """Confirm that pushes come again."""
    return Say("好，以后村上的通知都发给你。不想收了回“关闭通知”。")


def ask_erase() -> Say:
    """Say what deleting means, and ask."""
    return Say(
        "删了以后：你发过的话、照片、登记的身份都没得了，也收不到通知。"
        "正在办的事会办完再删；村上户口册子和查看记录按规定要留。真的要删？",
        (ERASE_YES, ERASE_NO),
    )


def erased(kept: int) -> Say:
    """Confirm that it is deleted, and what stays for now."""
    rest = f"还有{kept}件事正在办，办完再删。" if kept else ""
    return Say(f"已经删了。{rest}以后想用，随时再说话就行。")


def not_erased() -> Say:
    """Confirm that nothing was deleted."""
    return Say("好，不删，都给你留着。")
