"""What a script can say of a case: codes as bare words, facts as `name=value`."""

from collections.abc import Callable, Mapping

from models.case import Case

FACTS: Mapping[str, Callable[[Case], object]] = {
    "人": lambda case: case.slots.get("person", ""),
    "电话": lambda case: getattr(case, "phone", ""),
    "时间": lambda case: case.slots.get("time", ""),
    "附件": lambda case: len(case.attachments),
    "评分": lambda case: case.rating,
    "定位": lambda case: f"{case.latitude},{case.longitude}",
    "重办": lambda case: sum(event.action == "reopen" for event in case.events),
    "补充": lambda case: sum(event.action == "add_note" for event in case.events),
}
# Facts of which the script names a part.
PARTS: Mapping[str, Callable[[Case], str]] = {
    "地": lambda case: case.place,
    "话": lambda case: case.text,
    "评语": lambda case: case.rating_note,
    "要": lambda case: str(case.slots),
    "记": lambda case: " ".join(event.note for event in case.events),
}


def words_of(case: Case) -> set[str]:
    """Return the codes of a case, and who has it."""
    urgent = "urgent" if case.urgent else "calm"
    assignee = case.assignee.name if case.assignee else "nobody"
    return {case.kind, case.category, case.status, case.level, urgent, assignee}


def wrong(case: Case, words: str) -> list[str]:
    """Return which of a script's words do not hold of a case, each with what does."""
    found = []
    for word in words.split():
        name, equals, value = word.partition("=")
        if not equals:
            found += [] if word in words_of(case) else [f"{word} not in {sorted(words_of(case))}"]
        elif name in PARTS:
            found += [] if value in PARTS[name](case) else [f"{word}: {PARTS[name](case)}"]
        elif str(FACTS[name](case)) != value:
            found.append(f"{word}: {FACTS[name](case)}")
    return found
