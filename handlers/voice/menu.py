"""The words on the account's menu: at most four characters a button, eight an entry."""

from nlp.intents import Intent

BUTTONS = ("办事", "报事", "村务")
LABELS = {
    Intent.SERVICE_APPLY: "办手续",
    Intent.SERVICE_GUIDE: "问政策",
    Intent.STATION_INFO: "今天谁坐班",
    Intent.CASE_PROGRESS: "查进度",
    Intent.IDENTITY_BIND: "绑定身份",
    Intent.INCIDENT_REPORT: "报个问题",
    Intent.HELP_REQUEST: "请人帮忙",
    Intent.GRIDWORKER_CONTACT: "找网格员",
    Intent.DISPUTE_FILE: "请人调解",
    Intent.SUGGESTION_FILE: "提个建议",
    Intent.HYGIENE_RESULT: "红黑榜",
    Intent.WASTE_SORT: "垃圾分类",
    Intent.CHARTER_ASK: "村规民约",
    Intent.CEREMONY_REGISTER: "办席报备",
    Intent.HUMAN: "找人说",
}
