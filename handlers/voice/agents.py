"""What an agent is answered after a reply to an application."""

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.voice.words import day
from models.case import MoveRefused
from models.message import Choice, Say
from models.service import Service
from nlp.agent_replies import AgentAct

DID: Mapping[AgentAct, str] = {
    AgentAct.ACCEPT: "受理了",
    AgentAct.START: "记下在办",
    AgentAct.COMPLETE: "记下办好了",
    AgentAct.DELIVER: "记下送到了",
    AgentAct.SEND_BACK: "要补材料",
    AgentAct.REJECT: "退件了",
    AgentAct.HOLD: "记下了，时间停表",
    AgentAct.GO_ON: "记下了，时间接着算",
}
WORDS: Mapping[AgentAct, str] = {
    AgentAct.ACCEPT: "受理",
    AgentAct.START: "在办",
    AgentAct.COMPLETE: "办好了",
    AgentAct.DELIVER: "送到了",
    AgentAct.SEND_BACK: "补材料",
    AgentAct.REJECT: "退件",
    AgentAct.HOLD: "公示",
    AgentAct.GO_ON: "公示完了",
}
NEXT: Mapping[AgentAct, str] = {
    AgentAct.ACCEPT: "送去办了回“在办”，差材料回“差……”。",
    AgentAct.START: "办好了回“办好了”加结果。",
    AgentAct.COMPLETE: "东西交到人手上了回“送到了”。",
    AgentAct.DELIVER: "辛苦了，已经请申请人打分。",
    AgentAct.SEND_BACK: "补齐了我马上告诉你，这段时间不算期限。",
    AgentAct.REJECT: "原因已经说明。",
    AgentAct.HOLD: "完了回“公示完了”。",
    AgentAct.GO_ON: "办好了回“办好了”加结果。",
}


def done(act: AgentAct, service: Service, note: str, today: date) -> Say:
    """Confirm what was reported: which one, by when, what comes next."""
    due = (
        f"，{day(service.due_at, today)}前办好"
        if service.due_at and act in (AgentAct.ACCEPT, AgentAct.GO_ON)
        else ""
    )
    said = f"：{note}" if note and act in (AgentAct.SEND_BACK, AgentAct.REJECT) else ""
    return Say(f"{name(service)}{DID[act]}{said}{due}，已经通知申请人。{NEXT[act]}")


def which(act: AgentAct, services: Sequence[Service]) -> Say:
    """Ask which application is meant."""
    return Say(
        "是哪一件？",
        tuple(
            Choice(f"{service.number[-4:]} {_what(service)}", f"{service.number} {WORDS[act]}")
            for service in services
        ),
    )


def ask_note(act: AgentAct, service: Service) -> Say:
    """Ask for what the move needs to be told."""
    if act is AgentAct.SEND_BACK:
        return Say(f"{name(service)}差哪些材料？一次说全，我转告申请人。")
    if act is AgentAct.REJECT:
        return Say(f"{name(service)}为啥不办？说下原因，我转告申请人。")
    return Say(f"{name(service)}为啥停表？比如“公示7天”。")


def refused(refusal: MoveRefused, service: Service) -> Say:
    """Say why a reply changed nothing."""
    if refusal.reason == "right":
        return Say(f"{service.number}不归你办，没改动。要转给别人请村管理员来转。")
    return Say(f"{name(service)}现在是“{service.state_name}”，这一步做不了，没改动。")


def name(service: Service) -> str:
    """Name an application for its agent: number, what, for whom."""
    return f"{service.number}（{_what(service)}）"


def _what(service: Service) -> str:
    return " ".join(part for part in (service.category_name, service.person) if part)
