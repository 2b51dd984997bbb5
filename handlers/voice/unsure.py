"""What is said when it is not clear what was meant, and the words behind each intent."""

from collections.abc import Iterable

from models.message import Choice, Say
from nlp.intents import Intent

MEANS = {
    Intent.SERVICE_APPLY: "帮我办手续",
    Intent.SERVICE_GUIDE: "问手续咋个办",
    Intent.STATION_INFO: "问服务站上班时间",
    Intent.INCIDENT_REPORT: "报个问题（路、灯、水、电、垃圾）",
    Intent.HELP_REQUEST: "请网格员来帮忙",
    Intent.GRIDWORKER_CONTACT: "问网格员电话",
    Intent.RETURNEE_REGISTER: "登记返乡",
    Intent.RETURNEE_CHECKIN: "报今天体温",
    Intent.DISPUTE_FILE: "请人来调解纠纷",
    Intent.HYGIENE_RESULT: "查卫生评分",
    Intent.HYGIENE_APPEAL: "对评分有意见",
    Intent.WASTE_SORT: "问垃圾咋个分",
    Intent.WASTE_PICKUP: "问啥时候来收废品",
    Intent.CEREMONY_REGISTER: "办酒席报备",
    Intent.CHARTER_ASK: "问村规民约",
    Intent.CASE_PROGRESS: "查办到哪一步了",
    Intent.CASE_WITHDRAW: "撤回我报的事",
    Intent.CASE_RATE: "评价办得好不好",
    Intent.COMPLAINT_FILE: "投诉",
    Intent.SUGGESTION_FILE: "提建议",
    Intent.IDENTITY_BIND: "绑定我的身份",
    Intent.NOTIFY_OFF: "不收通知",
    Intent.NOTIFY_ON: "要收通知",
    Intent.PRIVACY_ERASE: "删除我的信息",
    Intent.HUMAN: "找人说",
    Intent.HELP: "看能办哪些事",
    Intent.THANKS: "没得事了",
    Intent.CONTROL_CANCEL: "不办了",
    Intent.OUT_OF_SCOPE: "别的事",
    Intent.TASK_LIST: "看我的任务",
    Intent.TASK_ACCEPT: "接单",
    Intent.TASK_FINISH: "办结",
    Intent.TASK_TRANSFER: "转给别人",
    Intent.TASK_ESCALATE: "上报镇上",
    Intent.PATROL_LOG: "记一次巡查走访",
    Intent.MEDIATION_SCHEDULE: "约调解时间",
    Intent.MEDIATION_RECORD: "记调解结果",
    Intent.HYGIENE_SCORE: "打卫生分",
}


def and_the_other(intent: Intent) -> Say:
    """Offer the second thing that was asked for in one message."""
    return Say("你还说了另一件，接着办不？", (Choice(MEANS[intent]),))


def did_you_mean(intents: Iterable[Intent]) -> Say:
    """Offer the likeliest meanings, and a person."""
    likely = [Choice(MEANS[intent]) for intent in intents if intent is not Intent.HUMAN]
    return Say("我怕理解错了，你是想：", (*likely, Choice(MEANS[Intent.HUMAN])))
