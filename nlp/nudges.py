"""What a few plain rules know better than any corpus of this size: pushes to and from intents.

Each rule is a condition on the plain text and what it adds, in log chances, to some intents.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from nlp.danger import danger, is_grave, is_real
from nlp.intents import Intent
from nlp.lexicon import load_lexicon
from nlp.meaning import Alarm
from nlp.openings import quick
from nlp.wishes import read_bare_wish

_SERVICE = "service_item="
_ALSO_IDENTITY = frozenset({"service_item=id_card", "service_item=household_transfer"})
_BINDING = re.compile(r"绑|认证|实名|注册|登记(?:我|一下我)|账号|换(?:了)?号|改(?:了)?号|号码(?:换|改)")
_MEDIATION = re.compile(r"调解|评(?:个|一下|哈)?理|说(?:个)?理|断(?:个)?公道")
_OWN_NUMBER = re.compile(r"[gdsthcj]\d{4}-?\d{3,}")

_PUSHES = re.compile(r"推送|通知|消息|提醒|短信|订阅|公告|信息")
_STOP = re.compile(
    r"不(?:要|想|用|再|必|需要)[^,。]{0,6}(?:发|收|推|通知|提醒|打扰|看)|[别莫][^,。]{0,6}(?:发|推|通知|提醒|打扰)"
    r"|停(?:了|掉|止)?|关(?:掉|了|闭|上|起)|退订|屏蔽|取消|少发|不看|烦"
)
_START = re.compile(
    r"恢复|重新|还是(?:要|给)|继续(?:发|给|收)|打开|开启|开通|订阅|开(?:一)?[哈下]|要(?:收|看|接收)|[给跟向]我发|也给我|收不到"
)

_SWINDLE = re.compile(r"骗|诈|豁|公安|安全账户|验证码|保证金|陌生|屏幕共享|刷单")

_AWAY, _NEAR, _CERTAIN = -4.0, 1.5, 12.0


@cache
def _services() -> re.Pattern[str]:
    """Return the pattern of the words for government services that are not about who one is."""
    named = [
        word
        for word, tags in load_lexicon().tags.items()
        if any(tag.startswith(_SERVICE) and tag not in _ALSO_IDENTITY for tag in tags)
    ]
    return quick("|".join(map(re.escape, sorted(named))))


def _names_service(text: str) -> bool:
    """Tell whether a government service is named: a telephone beside it is not for binding."""
    return _services().search(text) is not None and not _BINDING.search(text)


def _wants_mediation(text: str) -> bool:
    return _MEDIATION.search(text) is not None


def _names_case(text: str) -> bool:
    return _OWN_NUMBER.search(text) is not None


def _despairs(text: str) -> bool:
    return danger(text) is Alarm.DESPAIR and is_real(text)


def _stops_pushes(text: str) -> bool:
    return bool(_PUSHES.search(text) and _STOP.search(text))


def _starts_pushes(text: str) -> bool:
    return bool(_PUSHES.search(text) and _START.search(text) and not _STOP.search(text))


def _is_defrauded(text: str) -> bool:
    """Tell whether a fraud that names itself wants money now: 骗子叫我转钱."""
    return danger(text) is Alarm.FRAUD and _SWINDLE.search(text) is not None and is_real(text)


def _is_grave(text: str) -> bool:
    """Tell whether words name what may cost a life this hour: 心口痛 冒冷汗."""
    return danger(text) is Alarm.DANGER and is_grave(text) and is_real(text)


def _is_beaten(text: str) -> bool:
    """Tell whether somebody of the house or a child is being beaten."""
    return danger(text) in {Alarm.CHILD, Alarm.VIOLENCE} and is_real(text)


_RULES: tuple[tuple[Callable[[str], bool], Mapping[Intent, float]], ...] = (
    (_names_service, MappingProxyType({Intent.IDENTITY_BIND: _AWAY, Intent.SERVICE_APPLY: _NEAR / 3})),
    (_wants_mediation, MappingProxyType({Intent.HUMAN: _AWAY, Intent.DISPUTE_FILE: _NEAR / 3})),
    (_stops_pushes, MappingProxyType({Intent.NOTIFY_ON: -_NEAR})),
    (_starts_pushes, MappingProxyType({Intent.NOTIFY_OFF: -2 * _NEAR})),
    (_names_case, MappingProxyType({Intent.OUT_OF_SCOPE: _AWAY, Intent.HELP: _AWAY, Intent.THANKS: _AWAY})),
    (_is_defrauded, MappingProxyType({Intent.OUT_OF_SCOPE: _AWAY, Intent.INCIDENT_REPORT: _NEAR})),
    (_is_grave, MappingProxyType({Intent.OUT_OF_SCOPE: _AWAY, Intent.INCIDENT_REPORT: _NEAR})),
    (_is_beaten, MappingProxyType({Intent.OUT_OF_SCOPE: _AWAY, Intent.THANKS: _AWAY})),
    (
        _despairs,
        MappingProxyType(
            {
                Intent.CONTROL_CANCEL: _AWAY,
                Intent.OUT_OF_SCOPE: _AWAY,
                Intent.THANKS: _AWAY,
                Intent.PRIVACY_ERASE: _AWAY,
                Intent.NOTIFY_OFF: _AWAY,
                Intent.INCIDENT_REPORT: _NEAR,
            }
        ),
    ),
)


def nudges(text: str) -> dict[Intent, float]:
    """Return what the rules add to the intents' scores for a plain text."""
    added: dict[Intent, float] = {}
    for holds, pushes in _RULES:
        if holds(text):
            for intent, push in pushes.items():
                added[intent] = added.get(intent, 0.0) + push
    if (wish := read_bare_wish(text)) is not None:
        added[wish] = added.get(wish, 0.0) + _CERTAIN
    return added
