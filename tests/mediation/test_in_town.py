"""What a dialogue cannot see: the log of views, the photo on the case, the sides in the book."""

from sqlalchemy import select

from models.audit import Access, AccessLog
from models.case import Attachment
from models.dispute import Dispute
from tests.town import Town

STORY = "唐文富借了我八千块钱三年了不还 请你们调解一下"


async def filed(town: Town) -> None:
    for words in (STORY, "跳过", "对，提交"):
        await town.say("王秀芳", words)


async def test_every_look_at_a_dispute_is_logged(town: Town) -> None:
    await filed(town)
    await town.say("谢光华", "我来调")
    case = town.cases()[0]
    with town.session() as session:
        row = session.scalars(select(AccessLog)).one()
        assert row.person is not None
        assert (row.person.name, row.what, row.detail) == ("谢光华", Access.DISPUTE, "chat.mediator")
        assert row.case_id == case.id


async def test_the_photo_of_the_agreement_is_kept_as_such(town: Town) -> None:
    await filed(town)
    for words in ("我来调", "谈成了，签了协议"):
        await town.say("谢光华", words)
    await town.platform.photo(town.openid("谢光华"))
    case = town.cases()[0]
    with town.session() as session:
        attachment = session.scalars(select(Attachment)).one()
        assert (attachment.case_id, attachment.purpose) == (case.id, "agreement")


async def test_the_other_side_is_the_person_of_the_book(town: Town) -> None:
    await filed(town)
    with town.session() as session:
        sides = session.scalars(select(Dispute)).one().sides
        openids = [side.person.openid for side in sides if side.person]
    assert openids == [town.openid("王秀芳"), town.openid("唐文富")]
