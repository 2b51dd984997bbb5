"""The fixed answers to danger: the number first, then what to do now. No menus, no questions first."""

from models.message import Choice, Say
from nlp.meaning import Alarm

FIRE = "119"
POLICE = "110"
AMBULANCE = "120"
HEART_LINE = "12356"
WOMEN, CHILDREN, FRAUD_LINE = "12338", "12355", "96110"
ANOTHER = Choice("这是另一件事")
FRAUD_REPORT = Choice("帮我报上去", "报诈骗")


def answer(alarm: Alarm, category: str) -> str:
    """Return the first words for a danger, by what it is."""
    return ALARMS.get(alarm) or DANGERS.get(
        category, f"先顾人，离远点。马上打{POLICE}，有人受伤打{AMBULANCE}。"
    )


POISONED = f"马上打{AMBULANCE}！守到莫走开，药瓶子留起给医生看。喊隔壁的人来搭手。"
SNAKE = (
    f"马上打{AMBULANCE}，说是蛇咬伤！莫跑莫动，咬到的手脚放低，戒指手表取下来。"
    "莫割莫用嘴巴吸，记住蛇的样子，离蛇远点。"
)
GAS = f"莫开灯、莫打火！关紧阀门，开窗，人都出来，到外头再打{FIRE}。有人头昏恶心打{AMBULANCE}。"
MONOXIDE = (
    f"怕是中了炭烟毒！马上把门窗都打开，人都到外头去，马上打{AMBULANCE}。"
    "动不得的抬出来平躺，莫再回屋，炭火先莫管。"
)
MEDICINE = f"马上打{AMBULANCE}问医生，说清吃的啥药、吃了好多、啥时候吃的。药盒子留起，莫再吃，人莫一个待着。"
WOUND = (
    f"马上打{AMBULANCE}！先关机器。干净布压紧伤口止血，手脚抬高；"
    "断下来的用干净袋子包好，外头放冰，莫泡水，一起带去医院。"
)
ONESELF = f"马上打{AMBULANCE}！你先莫乱动，门要是够得到就打开，手机放手边，喊隔壁的人过来。"
LOST = f"马上打{POLICE}报走失，不用等。说清楚穿啥子、多大、哪儿不见的；先在常去的地方、堰边路边找。"
ALARMS = {
    Alarm.DESPAIR: (
        "你说的我听到了，这会儿最要紧的是你（或者他）平安。请先莫一个人待着，叫身边的人过来。"
        f"现在就可以打{HEART_LINE}，白天黑夜都有人听；已经喝了药、受了伤，马上打{AMBULANCE}。"
    ),
    Alarm.VIOLENCE: (
        f"先躲到安全的地方，马上打{POLICE}。有人受伤打{AMBULANCE}。这不是家务事，{WOMEN}也能帮你。"
    ),
    Alarm.CHILD: (
        f"先把娃儿带到安全的地方，马上打{POLICE}，受伤打{AMBULANCE}。娃儿不见了也打{POLICE}，不用等。"
        f"{CHILDREN}专门管娃儿的事。"
    ),
    Alarm.FRAUD: (
        f"莫转钱！莫说验证码！马上挂断，打{FRAUD_LINE}或者{POLICE}；钱已经转了，赶快打银行电话冻结。"
    ),
}
DANGERS = {
    "fire": f"快打{FIRE}！先把人喊出来，莫回去拿东西。有人受伤打{AMBULANCE}。",
    "burning": f"快打{FIRE}！人先离开，站到上风头。",
    "power": f"莫挨电线，离远点，看住人和牲口莫过去！打95598叫停电，有人触电打{AMBULANCE}。",
    "geohazard": f"人先撤到高处开阔的地方，莫回屋拿东西！打{POLICE}，有人被埋打{FIRE}和{AMBULANCE}。",
    "drowning": f"快喊人！马上打{POLICE}和{AMBULANCE}。莫自己跳下去，拿竹竿、绳子、桶桶抛给他。",
    "building": f"人先出来，离远点，莫再进去！有人被压打{FIRE}和{AMBULANCE}。",
    "road": f"莫过去，在前头后头放东西挡车。有人受伤打{AMBULANCE}。",
    "traffic": f"先打{AMBULANCE}救人，再打122。莫乱搬伤员，后头放东西挡车。",
    "security": f"先躲到安全的地方，马上打{POLICE}。有人受伤打{AMBULANCE}。",
    "animal": f"人先躲开关好门。被咬了用肥皂水冲一刻钟，去打狂犬针；伤得重打{AMBULANCE}。",
    "food_drug": f"马上打{AMBULANCE}。莫再吃了，剩的菜留起。",
    "health": f"马上打{AMBULANCE}。病人先隔开坐，莫走动。",
    "care": f"马上打{AMBULANCE}，守到他莫走开。",
}


def fraud_asked() -> Say:
    """Warn of a swindle that is only asked about; nothing is filed unless it is wanted."""
    return Say(
        "这是骗人的，莫去！刷单、稳赚不赔的投资、先交钱的兼职，头两回给点甜头，后头钱就取不出来。"
        f"莫转钱、莫点链接、莫说验证码。拿不准就打{FRAUD_LINE}问，不收钱；已经转了钱，马上打{POLICE}和银行。",
        (Choice("喊村上的人来", "人工"), FRAUD_REPORT),
    )


def told(name: str, number: str, *, placed: bool, village: bool = True) -> str:
    """Say that people have been called, and under which number; ask where only afterwards.

    `village`: whether it is known which village's people there are to call.
    """
    who = f"我已经通知{name}{'和村上' if village else '（县上）'}" if name else "我已经通知村上"
    where = "" if placed else "\n在哪儿？快发个定位或者说个地方。"
    return f"{who}，编号{number}。{where}"


def known_already(name: str, number: str) -> str:
    """Say that this danger was reported by somebody else and that people are on it."""
    who = f"{name}和村上" if name else "村上"
    return f"已经有人报了，{who}晓得了，你说的我也马上转给他们。编号{number}。"


def noted(number: str, *, placed: bool, reach: str = "") -> Say:
    """Confirm that more about a danger was passed on; where the place is missing, ask for it again.

    `reach` is the name and telephone of whoever comes.
    """
    call = f"要跟去的人说话，打{reach}。" if reach else ""
    more = "人先顾好，有啥变化接着说。" if placed else "在哪儿？快发个定位或者说个地方。"
    return Say(f"记到{number}上了，已经再通知一道。{more}{call}")


def noted_or_another(number: str) -> Say:
    """Confirm it, and offer to take it for something else altogether."""
    return Say(f"记到{number}上了，已经再通知一道。要是说的另一件事，点一下，我另外给你报。", (ANOTHER,))


def placed(number: str) -> Say:
    """Confirm that the place of a danger was passed on."""
    return Say(f"地方记到{number}上了，已经告诉去的人。")


def staying(number: str, reach: str = "") -> Say:
    """Stay with somebody in despair: no menus, a person is on the way; `reach`: name and telephone."""
    return Say(
        f"我在听，你不是一个人。已经喊{reach or '人'}来找你了（{number}），先莫一个人待着。"
        f"想说话随时打{HEART_LINE}，身上难受马上打{AMBULANCE}。"
    )


def somebody_elses(number: str, reach: str = "") -> Say:
    """Tell who fears for another what to do from where they are; `reach`: name and telephone."""
    return Say(
        f"记到{number}上了，已经喊{reach or '人'}去看他。你先打他电话，多跟他说话莫挂；"
        f"再喊屋边边的人过去守到，莫让他一个人待着。喊不应马上打{AMBULANCE}，不晓得咋劝打{HEART_LINE}。"
    )


def over(number: str) -> Say:
    """Be glad that a danger has passed; those who were called are told, they still come to look."""
    return Say(f"那就好。已经告诉赶来的人，他们还要来看一眼，{number}等他们办结。人不舒服就打{AMBULANCE}。")
