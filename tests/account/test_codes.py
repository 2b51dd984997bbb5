"""Registration codes: as people send them, in the middle of the form, for a new WeChat of somebody known."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.bind_code import give_code
from models.conversation import Conversation
from models.people import Person
from tests.town import Town

NEW = "oNEW_WANG"


def code_for(town: Town, name: str) -> str:
    with town.house.make_session.begin() as session:
        helper = session.scalars(select(Person).where(Person.name == "何建平")).one()
        person = session.scalars(select(Person).where(Person.name == name)).one()
        return give_code(session, person, helper, town.clock.now())


@pytest.mark.parametrize("before", [(), ("我要登记身份",), ("我要登记身份，我叫王志林",)])
@pytest.mark.parametrize("said", ["{code}", " {code} ", "绑定 {code}"])
async def test_a_code_binds_however_it_is_sent(town: Town, before: tuple[str, ...], said: str) -> None:
    code = code_for(town, "王志林")
    for text in before:
        await town.platform.say(NEW, text)
    reply = await town.platform.say(NEW, said.format(code=code))
    assert "登记好了，王志林" in reply.text


async def test_a_telephone_is_no_code(town: Town) -> None:
    reply = await town.platform.say(NEW, "绑定身份 我叫王志林 电话13500001111")
    assert "登记码不对" not in reply.text


async def test_a_new_wechat_takes_over_by_code_and_the_old_one_is_a_strangers(town: Town) -> None:
    await town.say("王秀芳", "我们一组路口那个路灯熄了好几天了")
    old = town.openid("王秀芳")
    reply = await town.platform.say(NEW, code_for(town, "王秀芳"))
    assert "登记好了，王秀芳" in reply.text
    assert "先登记" in (await town.platform.say(old, "我家好多分")).text
    with town.session() as session:
        wang = session.scalars(select(Person).where(Person.name == "王秀芳")).one()
        other = session.scalars(select(Person).where(Person.openid == old)).one()
        assert (wang.openid, other.name, other.household_number) == (NEW, "", None)
        talks = select(Conversation.person_id).where(Conversation.person_id.in_((wang.id, other.id)))
        assert set(session.scalars(talks)) == {wang.id, other.id}


async def test_who_guesses_codes_is_not_heard_before_tomorrow(town: Town) -> None:
    code = code_for(town, "王志林")
    wrong = [other for other in ("111111", "222222", "333333", "444444", "555555", "666666") if other != code]
    for guess in wrong[:5]:
        assert "登记码不对" in (await town.platform.say(NEW, guess)).text
    assert "明天再来" in (await town.platform.say(NEW, code)).text
    town.clock.move(timedelta(days=1))
    assert "登记好了，王志林" in (await town.platform.say(NEW, code)).text
