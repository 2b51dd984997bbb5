"""What people type at the station: agents' replies, what a question is about, for whom, ID numbers."""

from datetime import date, datetime

import pytest

from models.base import CHINA
from nlp.agent_replies import about, read_agent_reply
from nlp.duty_words import SwapWish, read_swap_answer, read_swap_wish
from nlp.guide_words import age_said, asks_if_fits, asks_on
from nlp.relations import Relation, read_relation
from nlp.service_words import (
    Focus,
    barred_certificate,
    certificate_purpose,
    holds_id_number,
    is_oneself,
    is_vague,
    masked,
    read_foci,
    says_papers_are_in,
    sort_marks,
    without_id_number,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "act", "number", "note"),
    [
        ("收了", "accept", "", ""),
        ("受理 0136", "accept", "0136", ""),
        ("材料收到了，明天去镇上交", "accept", "", "明天去镇上交"),
        ("在办", "start", "", ""),
        ("交镇上了", "start", "", "交镇上了"),
        ("0136 办好了 下个月发钱", "complete", "0136", "下个月发钱"),
        ("已录入,次月发放", "complete", "", "已录入,次月发放"),
        ("送到了", "deliver", "", ""),
        ("差银行卡复印件", "send_back", "", "银行卡复印件"),
        ("S2611-0136 还差户口本和照片", "send_back", "s2611-0136", "户口本和照片"),
        ("没带户口本", "send_back", "", "没带户口本"),
        ("退件 户口不在本县", "reject", "", "户口不在本县"),
        ("公示7天", "hold", "", "公示7天"),
        ("公示完了", "go_on", "", "公示完了"),
    ],
)
def test_an_agents_reply_is_an_act_a_number_and_a_note(text: str, act: str, number: str, note: str) -> None:
    reply = read_agent_reply(text)
    assert reply is not None
    assert (reply.act, reply.number, reply.note) == (act, number, note)


@pytest.mark.parametrize("text", ["今天天气好", "没得问题", "这个在哪儿办？", "转了一圈没得事", "我的任务"])
def test_other_words_report_nothing(text: str) -> None:
    assert read_agent_reply(text) is None


def test_a_note_goes_without_the_name_it_began_with() -> None:
    assert about("邓素琼的 收入超了", "邓素琼") == "收入超了"
    assert about("收入超了", "邓素琼") == "收入超了"


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("办高龄补贴要带啥子", Focus.MATERIALS),
        ("需要哪些材料", Focus.MATERIALS),
        ("每个月有好多钱", Focus.MONEY),
        ("办这个收钱不", Focus.MONEY),
        ("要好久才办得下来", Focus.TIME),
        ("哪些人可以吃低保", Focus.WHO),
        ("在哪儿办", Focus.WHERE),
        ("新农合啥时候截止", Focus.SEASON),
        ("本人要不要来", Focus.PROXY),
        ("低保咋个办", None),
    ],
)
def test_a_question_is_about_one_side_of_a_service(text: str, focus: Focus | None) -> None:
    assert read_foci(text)[:1] == ([focus] if focus else [])


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("我妈八十了想办补贴", Relation("妈", "female", 1)),
        ("给我老汉儿办", Relation("老汉儿", "male", 1)),
        ("是我弟娃儿 32岁", Relation("弟娃儿", "male", 0)),
        ("我儿子", Relation("儿子", "male", -1)),
        ("我老伴", Relation("老伴", "", 0)),
        ("我要办低保", None),
        ("何小军", None),
    ],
)
def test_a_relative_is_read_with_sex_and_generation(text: str, relation: Relation | None) -> None:
    assert read_relation(text) == relation


@pytest.mark.parametrize(("text", "is_self"), [("我自己", True), ("我要办低保", True), ("给我妈办", False)])
def test_oneself_is_told_from_others(text: str, *, is_self: bool) -> None:
    assert is_oneself(text) is is_self


@pytest.mark.parametrize(
    ("code", "text", "marks"),
    [
        ("disability", "都要", ["新办", "补贴"]),
        ("disability", "残疾的", []),
        ("disability", "残疾证到期了", ["换证"]),
        ("pension", "给我妈刷脸认证", ["认证"]),
        ("birth_death", "老汉儿过世了要销户", ["死亡"]),
        ("id_card", "办居住证", ["居住证"]),
    ],
)
def test_the_sort_of_a_service_is_heard(code: str, text: str, marks: list[str]) -> None:
    assert sort_marks(code, text) == marks


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("开个亲属关系证明", "kinship"),
        ("开个无犯罪证明", "crime"),
        ("开个居住证明", None),
        ("开个贫困证明", None),
    ],
)
def test_certificates_that_villages_must_not_issue_are_known(text: str, code: str | None) -> None:
    assert barred_certificate(text) == code


def test_id_numbers_are_seen_masked_and_left_out() -> None:
    text = "我想迁户口，身份证号510722196808091234"
    assert holds_id_number(text)
    assert masked(text) == "我想迁户口，身份证号510722************"
    assert without_id_number(text) == "我想迁户口"
    assert not holds_id_number("电话13881234567")


def test_vague_words_purposes_and_papers() -> None:
    assert is_vague("帮我把那个证办了")
    assert certificate_purpose("开个证明，银行要") is not None
    assert says_papers_are_in("补上了哈")
    assert not says_papers_are_in("路灯修好了")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("我28号跟李雪梅换班", SwapWish(date(2026, 11, 28), None)),
        ("明天请罗文斌替我", SwapWish(date(2026, 11, 25), None)),
        ("今天哪个坐班", None),
    ],
)
def test_a_wish_to_change_duty_names_the_day(text: str, wish: SwapWish | None) -> None:
    assert read_swap_wish(text, NOW) == wish


@pytest.mark.parametrize(("text", "answer"), [("同意换班", True), ("换不了", False), ("今天哪个坐班", None)])
def test_an_answer_to_a_wish_is_yes_or_no(text: str, *, answer: bool | None) -> None:
    assert read_swap_answer(text) is answer


@pytest.mark.parametrize(
    "text", ["我够不够", "我妈得行不", "像我这种情况够条件不", "78岁办得到不", "我能不能吃"]
)
def test_asking_whether_one_is_entitled(text: str) -> None:
    assert asks_if_fits(text)
    assert asks_on(text)


@pytest.mark.parametrize("text", ["路灯熄了", "我妈", "三组谢家院子", "打我的", "钱够不够"])
def test_what_says_nothing_about_a_guide(text: str) -> None:
    assert not asks_on(text)


def test_an_age_that_is_said() -> None:
    assert age_said("我78岁得行不") == 78
    assert age_said("我得行不") is None
