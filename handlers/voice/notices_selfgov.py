"""What is pushed about the village's own affairs: hygiene rounds, banquets, waste, those who come back."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from handlers.voice.ceremonies import HELP_ME
from handlers.voice.hygiene import NAME_NO, NAME_YES, OBJECT, SEE_LIST, points
from handlers.voice.words import day
from models.ceremony import ceremony_rules
from models.message import Choice, Say

Data = Mapping[str, Any]
Sentence = Callable[[Data], Say]
MOST_NAMED = 12
# A push is read whenever it is read: days are written as dates, never as 今天 or 明天.
NEVER = date.min


def _month(data: Data) -> str:
    return f"{date.fromisoformat(data['month']).month}月"


def _on(iso: object) -> str:
    text = str(iso or "")
    return day(date.fromisoformat(text[:10]), NEVER) if text else "日子还没定"


def _due(data: Data) -> str:
    return f"{day(datetime.fromisoformat(data['due']), NEVER)}前" if data.get("due") else "三天内"


def _why(data: Data) -> str:
    return f"打分的人说：{data['why']}。" if data.get("why") else ""


# ---------------------------------------------------------------- the round, to scorers and reviewers


def round_opened(data: Data) -> Say:
    """Tell a scorer that the month's round has begun."""
    return Say(f"{_month(data)}卫生打分开始了，你有{data['left']}户，25号前打完。", (Choice("下一户"),))


def scores_missing(data: Data) -> Say:
    """Remind a scorer of what is missing."""
    return Say(
        f"{_month(data)}卫生分你还差{data['left']}户，下一户是{data['next']}。直接回分数就行。",
        (Choice("下一户"),),
    )


def to_review(data: Data) -> Say:
    """Ask a reviewer to look again; the reason is for this person only."""
    tail = str(data["reference"]).rpartition("-")[2]
    return Say(
        f"请你复核{data['reference']}：{data['head']}家（{data['house']}）{_month(data)}"
        f"{points(data['points'])}分，不服的原因：{data['reason']}。{_due(data)}去看一眼。\n"
        f"改分回“复评 {tail} 分数 说明”，不改回“维持 {tail} 原因”。原因不要往外说。"
    )


def review_due(data: Data) -> Say:
    """Remind a reviewer."""
    tail = str(data["reference"]).rpartition("-")[2]
    return Say(
        f"{data['reference']}的复核该回话了：{data['head']}家（{data['house']}）{points(data['points'])}分。"
        f"改分回“复评 {tail} 分数 说明”，不改回“维持 {tail} 原因”。"
    )


def scorer_learns(data: Data) -> Say:
    """Tell a scorer that a result was corrected; why stays with the reviewer."""
    return Say(
        f"{data['house']}{_month(data)}的分复核后改了：{points(data['before'])}分改成{points(data['points'])}分，"
        "跟你说一声。"
    )


# ---------------------------------------------------------------- the round, to households


def nominated(data: Data) -> Say:
    """Tell a household that it is among the best, and ask whether its name may be shown."""
    return Say(
        f"好消息：{_month(data)}卫生评比你家{points(data['points'])}分，要上红榜。"
        "户主名字写不写在榜上？不说的话就只写几组几号。",
        (Choice(NAME_YES), Choice(NAME_NO)),
    )


def warned(data: Data) -> Say:
    """Tell a household privately that there is something to put in order, and how long."""
    return Say(
        f"只跟你家说：{_month(data)}卫生评比{points(data['points'])}分，还差点。{_why(data)}"
        f"{data['days']}天内收拾一下，弄好了跟评分员说一声来复看，就不算。要帮手回“找人说”。"
    )


def published(data: Data) -> Say:
    """Tell a follower the red list and the own score; the black list only as what concerns the household."""
    red = data.get("red") or []
    lines = [f"{data['village']}{_month(data)}卫生评比公布了。"]
    lines += [f"红榜：{'、'.join(red[:MOST_NAMED])}。"] if red else []
    if "points" in data:
        lines.append(f"你家{points(data['points'])}分，{data['band']}{_listed(data)}。{_why(data)}")
        lines.append(f"觉得不对，{data['days']}天内回“不服”加原因，换人复核。")
    lines += [f"点开看整张榜：{data['link']}"] if data.get("link") else []
    choices = (Choice(SEE_LIST), Choice(OBJECT)) if "points" in data else (Choice(SEE_LIST),)
    return Say("\n".join(lines), choices)


def poster(data: Data) -> Say:
    """Name the picture of the red list, which is sent in the place of words."""
    return Say(f"{data['village']}{_month(data)}卫生红榜（图片）")


def _listed(data: Data) -> str:
    if data.get("colour") == "red":
        return "，上了红榜，积分加上了"
    if data.get("colour") == "black":
        return "，列在“待改进”，榜上只写几组几户，不写名字，改好了当天撤"
    return "，村上来人帮忙收拾" if data.get("needs_help") else ""


def corrected(data: Data) -> Say:
    """Tell a household that its result was corrected."""
    by = f"{data['reference']}申诉成立" if data.get("reference") else "复看过了"
    off = "，不在黑榜上" if data.get("colour") != "black" else ""
    return Say(
        f"{by}：你家{_month(data)}的分{points(data['before'])}分改成{points(data['points'])}分{off}，榜上已经更正。"
    )


def kept(data: Data) -> Say:
    """Tell a household that its score stays, and why."""
    because = f"复核的人说：{data['answer']}。" if data.get("answer") else ""
    return Say(
        f"{data['reference']}复核过了，{_month(data)}还是{points(data['points'])}分。{because}有话说就回“找人说”。"
    )


def taken_off(data: Data) -> Say:
    """Tell a household that it is off the black list."""
    return Say(f"{_month(data)}“待改进”那条已经撤了，你家不在榜上了。")


# ---------------------------------------------------------------- banquets


def _feast(data: Data) -> str:
    tables = f"，{data['tables']}桌" if data.get("tables") else ""
    place = f"，{data['place']}" if data.get("place") else ""
    return f"{data['reference']} {data['host']}家{data['kind_name']}，{_on(data.get('day'))}{tables}{place}"


def _tail(data: Data) -> str:
    return str(data["reference"]).rpartition("-")[2]


def feast_reported(data: Data) -> Say:
    """Tell the council of a banquet; of a death, that help is wanted."""
    if data["kind"] == "funeral":
        return Say(f"有白事：{_feast(data)}。请去看看要不要搭手。知道了回“知道了 {_tail(data)}”。")
    return Say(f"酒席报备：{_feast(data)}。知道了回“知道了 {_tail(data)}”。")


def feast_over(data: Data) -> Say:
    """Tell the council that a banquet is larger than the limit."""
    return Say(
        f"酒席超桌：{_feast(data)}，村上定的是{ceremony_rules().tables}桌。请上门商量，好好说。"
        f"去过了回“看了 {_tail(data)} 几桌 情况”。"
    )


def food_to_town(data: Data) -> Say:
    """Tell the township of many guests."""
    return Say(
        f"群体性聚餐备案：{_feast(data)}。请安排食品安全指导：{'、'.join(ceremony_rules().food_needs)}。"
    )


def food_to_host(data: Data) -> Say:
    """Remind a host of what many guests need."""
    return Say(
        f"{_on(data.get('day'))}办席人多，备好：{'、'.join(ceremony_rules().food_needs)}。镇上的人来看，别怕。"
    )


def eve_host(data: Data) -> Say:
    """Remind a host, the day before."""
    if data["kind"] == "funeral":
        return Say("明天的事，用火用电当心，公路上莫搭棚。要人搭手随时说。", (Choice(HELP_ME),))
    rules = ceremony_rules()
    return Say(
        f"{_on(data.get('day'))}办席，祝顺顺利利！{rules.tables}桌以内，饭菜留样48小时，公路莫占，火炮离山林远点。"
    )


def eve_council(data: Data) -> Say:
    """Remind the council, the day before."""
    return Say(f"提醒：{_feast(data)}。当天去看一眼，看了回“看了 {_tail(data)} 几桌 情况”。")


def visit_asked(data: Data) -> Say:
    """Ask the council how a banquet went."""
    return Say(f"昨天办过的：{_feast(data)}。看过了回“看了 {_tail(data)} 几桌 情况”。")


# ---------------------------------------------------------------- waste, those who come back


def to_fetch(data: Data) -> Say:
    """Tell the gridworker of things to be fetched."""
    when = _on(data["day"]) if data.get("day") else "没定日子"
    who, items = data["name"] or "村民", "、".join(data["items"])
    return Say(f"有人约收废品：{who}，{data['place']}，{items}，{when}。请跟收荒的说一声。")


def came_back(data: Data) -> Say:
    """Tell the gridworker who comes back."""
    home = f"（{data['house']}）" if data.get("house") else ""
    watch = f"，健康打卡到{_on(data['until'])}" if data.get("until") else ""
    return Say(
        f"返乡登记：{data['name']}{home}，从{data['from']}，{_on(data['day'])}到{watch}。有空去看一眼。"
    )


def fever(data: Data) -> Say:
    """Tell the gridworker of a fever at once."""
    home = f"（{data['house']}）" if data.get("house") else ""
    feels = f"，{data['symptom']}" if data.get("symptom") else ""
    return Say(
        f"【急】发烧：{data['name'] or '有人'}{home}{data['temperature']:g}度{feels}。"
        "请马上打电话问情况，叫村医去看；严重的打120。不要往外说。"
    )


def check_in_missing(data: Data) -> Say:
    """Remind of the day's check-in."""
    who = "你" if data.get("own") else data["name"]
    return Say(f"{who}今天的体温还没报，量了回一句，比如“36度5，没得啥”。")


NOTICES: Mapping[str, Sentence] = {
    "hygiene.opened.scorer": round_opened,
    "hygiene.chase.scorer": scores_missing,
    "hygiene.objection.reviewer": to_review,
    "hygiene.objection_due.reviewer": review_due,
    "hygiene.corrected.scorer": scorer_learns,
    "hygiene.nominated.household": nominated,
    "hygiene.warned.household": warned,
    "hygiene.published.household": published,
    "hygiene.poster.household": poster,
    "hygiene.corrected.household": corrected,
    "hygiene.rejected.household": kept,
    "hygiene.ended.household": taken_off,
    "ceremony.reported.council": feast_reported,
    "ceremony.over.council": feast_over,
    "ceremony.food.town": food_to_town,
    "ceremony.food.host": food_to_host,
    "ceremony.eve.host": eve_host,
    "ceremony.eve.council": eve_council,
    "ceremony.visit.council": visit_asked,
    "waste.pickup.worker": to_fetch,
    "returnee.registered.gridworker": came_back,
    "returnee.fever.gridworker": fever,
    "returnee.remind.person": check_in_missing,
}
