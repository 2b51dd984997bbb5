"""Every kind of bad cell is named by sheet, row and column."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.village_import.sources import ID_NUMBER, SQUARE, VILLAGE, complaints, spoilt, write

OPEN_RING = SQUARE.replace(",[105.0,31.0]]]", "]]")
CROSSING = SQUARE.replace("[105.1,31.1],[105.0,31.1]", "[105.0,31.1],[105.1,31.1]")
SWAPPED = SQUARE.replace("105.1,31.0", "31.0,105.1")

BAD_CELLS = [
    ("regions", "510722138,立新镇,镇", "510722138,立新镇,州", "regions.csv / 区划, row 4, column 级别", "州"),
    ("regions", "一组,组,510722138205", "一组,组,999", "row 2, column 上级代码", "no such code"),
    ("regions", "一组,组,510722138205", "一组,组,51072213820501", "row 2, column 上级代码", "no end"),
    ("regions", "立新镇,镇,510722\n", "立新镇,镇,51072213820501\n", "row 4, column 上级代码", "no end"),
    ("regions", "高棚村,村,510722138\n", "高棚村,村,\n一,二,村,510722138205\n", "row 6, column 代码", "code"),
    ("regions", "510722,三台县,县,", "5.10722E+05,三台县,县,", "row 3, column 代码", "lost digits"),
    ("regions", "510722138,立新镇", "510722138,", "row 4, column 名称", "empty"),
    ("grids", "农村", "乡村", "grids.csv / 网格, row 2, column 类型", "one of 农村 社区"),
    ("grids", ",510722138205,", ",510722138299,", "row 2, column 区划代码", "no such code"),
    ("grids", SQUARE, "here", "row 2, column 边界", "not JSON"),
    ("grids", SQUARE, OPEN_RING, "row 2, column 边界", "not closed"),
    ("grids", SQUARE, CROSSING, "row 2, column 边界", "crosses itself"),
    ("grids", SQUARE, SWAPPED, "row 2, column 边界", "outside China"),
    ("grids", SQUARE, SQUARE.replace("Polygon", "Point"), "row 2, column 边界", "not a GeoJSON Polygon"),
    ("stations", ",510722138205,", ",5,", "stations.csv / 服务站, row 2, column 区划代码", "no such code"),
    ("stations", "9:00,17:00", "9:00,25:00", "row 2, column 关门", "not a time"),
    ("stations", "9:00,17:00", "18:00,17:00", "row 2, column 关门", "not after"),
    ("stations", "105.09,31.09", "31.09,105.09", "row 2, column 经度", "outside China"),
    ("stations", "105.09,31.09", "105.09,", "row 2, column 经度", "only one"),
    ("stations", "0816-5550101", "5550101", "row 2, column 电话", "not a telephone number"),
    ("places", "510722138205W1", "W9", "places.csv / 地名, row 2, column 网格代码", "no such code"),
    ("charter", ",1,", ",一,", "charter.csv / 村规民约, row 2, column 条", "from 1 to 999"),
    ("charter", "510722138205", "5", "row 2, column 区划代码", "no such code"),
    (
        "households",
        "H2,何建平,51072213820501",
        "H2,何建平,510722138205",
        "row 3, column 区划代码",
        "a village",
    ),
    (
        "households",
        "H2,何建平,51072213820501",
        "H2,何建平,77",
        "households.csv / 农户, row 3",
        "no such code",
    ),
    ("households", "W1,2号", "W7,2号", "row 3, column 网格代码", "no such code"),
    ("households", "H2,", "H1,", "row 3, column 户号", "row 2 has the same 户号"),
    ("people", "P1,王秀芳,H1", "P1,王秀芳,H9", "people.csv / 村民, row 2, column 户号", "no such code"),
    ("people", "女", "母", "row 2, column 性别", "one of 男 女"),
    ("people", "1968-08-09", "1968-02-30", "row 2, column 出生日期", "there is no day"),
    ("people", "1968-08-09", "六八年", "row 2, column 出生日期", "not a date"),
    ("people", "1968-08-09", "2027-08-09", "row 2, column 出生日期", "not come yet"),
    ("people", "13881234567", "1388123456", "row 2, column 电话", "not a telephone number"),
    ("people", ID_NUMBER, ID_NUMBER[:-1] + "6", "row 2, column 身份证号", "check character"),
    ("people", ID_NUMBER, "510700196813090025", "row 2, column 身份证号", "does not exist"),
    ("people", "oWANG", "o WANG", "row 2, column openid", "not an openid"),
    ("people", "党员;低保", "党" * 17, "row 2, column 标签", "too many"),
    ("people", "P2,", "P1,", "row 3, column 编号", "row 2 has the same"),
    ("people", ",,,\n", ",,oWANG,\n", "row 3, column openid", "somebody else"),
    ("staff", "网格员", "网络员", "staff.csv / 工作人员, row 2, column 角色", "网格员"),
    ("staff", "网格员,510722138205W1", "网格员,510722138205", "row 2, column 负责代码", "no such code"),
    ("staff", "代办员,Z1", "代办员,Z2", "row 3, column 负责代码", "no such code"),
    ("staff", "调解员,510722138205", "村管理员,510722", "row 4, column 负责代码", "the code of a county"),
    ("staff", "主,oHE", "正,oHE", "row 2, column 主备", "one of 主 备"),
    ("staff", "oHE,,P2", "oHE,,P9", "row 2, column 编号", "no such code"),
    ("staff", "oHE,,P2", "oHE,,P1", "row 2, column 姓名", "called otherwise"),
    ("staff", "oHE", "oYI", "row 3, column openid", "somebody else"),
    ("staff", "调解员,510722138205", "代办员,Z1", "row 4", "the same"),
    ("duty", "Z1,2026-11-24", "Z9,2026-11-24", "duty.csv / 值班, row 2, column 服务站代码", "no such code"),
    ("duty", "13900000002", "13900000009", "row 2, column 电话", "no member of staff"),
    ("duty", "20261125", "20261199", "row 3, column 日期", "there is no day"),
    ("duty", "9:00,17:00", "9:00,8:00", "row 2, column 结束", "not after"),
]


@pytest.mark.parametrize(("sheet", "old", "new", "where", "what"), BAD_CELLS)
def test_a_bad_cell_is_named(
    session: Session, tmp_path: Path, sheet: str, old: str, new: str, where: str, what: str
) -> None:
    told = complaints(session, spoilt(tmp_path, sheet, old, new), today=date(2026, 11, 24))
    assert [line for line in told if where in line and what in line], told


def test_the_village_as_it_is_has_nothing_wrong(session: Session, tmp_path: Path) -> None:
    assert complaints(session, write(tmp_path), today=date(2026, 11, 24)) == []


BAD_HEADERS = [
    ("户号,户主", "户号,户主人", "column 户主人: unknown header", "column 户主: this column is missing"),
    (
        "户号,户主",
        "户号,户号",
        "column 户号: this header is there twice",
        "column 户主: this column is missing",
    ),
]


@pytest.mark.parametrize(("old", "new", "first", "second"), BAD_HEADERS)
def test_bad_headers_are_named(
    session: Session, tmp_path: Path, old: str, new: str, first: str, second: str
) -> None:
    told = "\n".join(complaints(session, spoilt(tmp_path, "households", old, new)))
    assert f"row 1, {first}" in told
    assert f"row 1, {second}" in told


def test_what_refers_to_a_sheet_with_bad_headers_is_not_blamed(session: Session, tmp_path: Path) -> None:
    told = complaints(session, spoilt(tmp_path, "households", "户号", "号"))
    assert all("households.csv" in line for line in told)


CAUSES = [
    ("regions", "一组,组", "一组,队"),
    ("grids", SQUARE, "here"),
    ("stations", "9:00,17:00", "九点,17:00"),
    ("households", "陈国强", ""),
    ("people", "1979年6月30日", "昨天"),
    ("staff", "代办员,Z1,主", "代办员,Z1,正"),
]


@pytest.mark.parametrize(("sheet", "old", "new"), CAUSES)
def test_a_bad_row_is_told_and_not_what_refers_to_it(
    session: Session, tmp_path: Path, sheet: str, old: str, new: str
) -> None:
    told = complaints(session, spoilt(tmp_path, sheet, old, new))
    assert [line.split(".csv")[0] for line in told] == [sheet]


@pytest.mark.parametrize("row", ["H3,李四", "H3,李四,51072213820501,510722138205W1,3号,多"])
def test_a_ragged_row_is_named(session: Session, tmp_path: Path, row: str) -> None:
    text = VILLAGE["households"] + row + "\n"
    told = complaints(session, write(tmp_path, VILLAGE | {"households": text}))
    assert [line for line in told if "row 4" in line and "cells under 5 headers" in line], told


def test_all_bad_cells_of_all_sheets_are_told_at_once(session: Session, tmp_path: Path) -> None:
    people = VILLAGE["people"].replace("女", "母").replace("1979年6月30日", "昨天")
    duty = VILLAGE["duty"].replace("Z1,2026", "Z9,2026")
    told = complaints(session, write(tmp_path, VILLAGE | {"people": people, "duty": duty}))
    assert [line.split(", column")[0] for line in told] == [
        "people.csv / 村民, row 2",
        "people.csv / 村民, row 3",
        "duty.csv / 值班, row 2",
        "duty.csv / 值班, row 3",
    ]


def test_beyond_two_hundred_only_their_number_is_told(session: Session, tmp_path: Path) -> None:
    bad = "".join(f"P{n},张三,H1,人,,,,,\n" for n in range(3, 303))
    told = complaints(session, write(tmp_path, VILLAGE | {"people": VILLAGE["people"] + bad}))
    assert len(told) == 201
    assert told[-1].startswith("and 100 more")


def test_a_file_that_is_not_utf8_says_so(session: Session, tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "households.csv").write_bytes(VILLAGE["households"].encode("gbk"))
    assert "not UTF-8" in complaints(session, folder)[0]


def test_a_file_that_stops_being_utf8_says_where(session: Session, tmp_path: Path) -> None:
    folder = write(tmp_path)
    many = "".join(f"H{n},张三,51072213820501,510722138205W1,{n}号\n" for n in range(3, 1000))
    (folder / "households.csv").write_bytes((VILLAGE["households"] + many).encode() + b"H9999,\xc0\xee\n")
    assert [line for line in complaints(session, folder) if "from here on the file is not UTF-8" in line]


def test_an_open_quote_is_told(session: Session, tmp_path: Path) -> None:
    told = complaints(session, spoilt(tmp_path, "households", "2号", '"2号'))
    assert [line for line in told if "not CSV" in line]


def test_an_unknown_sheet_is_told(session: Session, tmp_path: Path) -> None:
    told = complaints(session, write(tmp_path, VILLAGE | {"household": VILLAGE["households"]}))
    assert [line for line in told if line.startswith("household: there is no such sheet")]


def test_a_folder_without_village_data_is_told(session: Session, tmp_path: Path) -> None:
    assert "there is no sheet of village data" in complaints(session, tmp_path)[0]


def test_a_file_that_is_no_workbook_is_told(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "village.xlsx"
    file.write_text("not a workbook")
    assert "not a readable XLSX workbook" in complaints(session, file)[0]


@pytest.mark.parametrize("secret", ["13881234567", ID_NUMBER, "oWANG"])
def test_personal_data_is_never_repeated(session: Session, tmp_path: Path, secret: str) -> None:
    told = complaints(session, spoilt(tmp_path, "people", secret, secret + "!9"))
    assert told
    assert secret not in "\n".join(told)
