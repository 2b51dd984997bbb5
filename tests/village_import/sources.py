"""A small village as CSV texts, and ways to spoil it."""

import csv
from collections.abc import Mapping
from datetime import date, time
from io import StringIO
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy.orm import Session

from bot.village_import.apply import apply
from bot.village_import.plan import Plan, plan
from bot.village_import.problems import BadSource
from bot.village_import.source import read_source

SQUARE = (
    '"{""type"":""Polygon"",""coordinates"":'
    '[[[105.0,31.0],[105.1,31.0],[105.1,31.1],[105.0,31.1],[105.0,31.0]]]}"'
)
ID_NUMBER = "510700196808090025"
VILLAGE = {
    "regions": """代码,名称,级别,上级代码
51072213820501,一组,组,510722138205
510722,三台县,县,
510722138,立新镇,镇,510722
510722138205,高棚村,村,510722138
""",
    "grids": f"""代码,名称,类型,区划代码,边界
510722138205W1,第一网格,农村,510722138205,{SQUARE}
""",
    "stations": """代码,名称,区划代码,地址,电话,经度,纬度,开门,关门
Z1,高棚村综合服务站,510722138205,村委会,0816-5550101,105.09,31.09,9:00,17:00
""",
    "places": """名称,网格代码,别名
黄葛树,510722138205W1,大黄葛树;黄桷树
""",
    "charter": """区划代码,条,标题,正文
510722138205,1,邻里和睦,有事好商量。
""",
    "households": """户号,户主,区划代码,网格代码,门牌
H1,陈国强,51072213820501,510722138205W1,1号
H2,何建平,51072213820501,510722138205W1,2号
""",
    "people": f"""编号,姓名,户号,性别,出生日期,电话,身份证号,openid,标签
P1,王秀芳,H1,女,1968-08-09,13881234567,{ID_NUMBER},oWANG,党员;低保
P2,何建平,H2,男,1979年6月30日,,,,
""",
    "staff": """姓名,电话,角色,负责代码,主备,openid,小组,编号
何建平,13900000001,网格员,510722138205W1,主,oHE,,P2
易婷婷,13900000002,代办员,Z1,主,oYI,,
易婷婷,13900000002,调解员,510722138205,,oYI,高棚村说理小组,
""",
    "duty": """服务站代码,日期,电话,开始,结束
Z1,2026-11-24,13900000002,9:00,17:00
Z1,20261125,13900000001,,
""",
}


def write(folder: Path, texts: Mapping[str, str] = VILLAGE) -> Path:
    """Write sheets as CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def spoilt(folder: Path, sheet: str, old: str, new: str) -> Path:
    """Write the village with one text of one sheet replaced."""
    assert old in VILLAGE[sheet]
    return write(folder, VILLAGE | {sheet: VILLAGE[sheet].replace(old, new)})


def table(text: str) -> list[list[str]]:
    """Read a CSV text."""
    return list(csv.reader(StringIO(text)))


TITLES = {
    "regions": "区划",
    "grids": "网格",
    "stations": "服务站",
    "places": "地名",
    "charter": "村规民约",
    "households": "农户",
    "people": "村民",
    "staff": "工作人员",
    "duty": "值班",
}


def workbook(path: Path) -> Path:
    """Write the village as people do in a workbook: numbers as numbers, days and hours as such."""
    book = Workbook()
    for name, text in VILLAGE.items():
        sheet = book.create_sheet(TITLES[name])
        for row in table(text):
            sheet.append([as_cell(cell) for cell in row])
    book.save(path)
    return path


def as_cell(text: str) -> str | int | float | date | time | None:
    """Return what a spreadsheet makes of a text that is typed into it."""
    if text.isdigit() and len(text) < 16:
        return int(text) if len(text) != 12 else float(text)
    if text == "2026-11-24":
        return date(2026, 11, 24)
    if text == "9:00":
        return time(9)
    return text or None


def run(session: Session, path: Path, today: date | None = None) -> Plan:
    """Plan and apply."""
    planned = plan(session, read_source(path), today=today)
    apply(session, planned)
    return planned


def complaints(session: Session, path: Path, today: date | None = None) -> list[str]:
    """Return what is wrong, a line each."""
    try:
        plan(session, read_source(path), today=today)
    except BadSource as bad:
        return str(bad).splitlines()
    return []


def counts(planned: Plan) -> dict[str, tuple[int, int, int]]:
    """Return added, changed and unchanged by sheet."""
    return {part.sheet.layout.file: (part.added, part.changed, part.unchanged) for part in planned.parts}
