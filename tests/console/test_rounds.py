"""The hygiene round in the console: opened, closed, published, corrected; only by whom it concerns."""

from sqlalchemy import select

from bot.posters.fonts import find_fonts
from models.hygiene import HygieneAssignment, HygieneResult, HygieneRound
from models.hygiene_round import score
from models.people import Household, Person, Post, Role
from models.stamp import Stamp, Via
from tests.console.office import MORNING, Office, sit_down

VILLAGE = "5107A1"


def with_scorer(office: Office) -> None:
    """Give 高棚村 a scorer and two households to score."""
    with office.session() as session, session.begin():
        scorer = Person(name="陈评分", openid="oSCORER")
        scorer.posts = [Post(role=Role.SCORER, scope_code=VILLAGE, region_path="5107.5107A.5107A1.")]
        session.add(scorer)
        session.add_all(
            Household(number=f"R{number}", head=head, region_code="5107A101", door=f"一组{number}号")
            for number, head in enumerate(("邹兴红", "曾令全"), 90)
        )


def scored(office: Office, **points: float) -> None:
    with office.session() as session, session.begin():
        opened = session.scalars(select(HygieneRound)).one()
        scorer = session.scalars(select(Person).where(Person.name == "陈评分")).one()
        stamp = Stamp(scorer, Via.CHAT, MORNING)
        for head, value in points.items():
            household = session.scalars(select(Household).where(Household.head == head)).one()
            score(session, opened, household, stamp, points=value)


async def test_a_round_goes_from_open_to_published(office: Office) -> None:
    with_scorer(office)
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/hygiene/open", village=VILLAGE)
        assert "陈评分：打了0户" in page
        scored(office, 邹兴红=96, 曾令全=58)
        assert "陈评分：打了2户" in await seat.get("/console/hygiene")
        page = await seat.post("/console/hygiene/1/close", sure="1")
        assert "邹兴红 96.0分" in page
        page = await seat.post("/console/hygiene/1/publish", sure="1")
        assert "已公布" in page


async def test_a_published_round_has_its_public_page(office: Office) -> None:
    with_scorer(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/hygiene/open", village=VILLAGE)
        scored(office, 邹兴红=96)
        assert "/p/hygiene/" not in await seat.post("/console/hygiene/1/close", sure="1")
        page = await seat.post("/console/hygiene/1/publish", sure="1")
    assert 'href="/p/hygiene/5107A1/2026-11"' in page
    assert ('download="高棚村2026-11卫生红榜.png"' in page) is (find_fonts() is not None)


async def test_points_are_changed_with_a_reason_only(office: Office) -> None:
    with_scorer(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/hygiene/open", village=VILLAGE)
        scored(office, 邹兴红=96, 曾令全=58)
        await seat.post("/console/hygiene/1/close", sure="1")
        assert "有必填的没有填" in await seat.post("/console/hygiene/results/1", points="72")
        await seat.post("/console/hygiene/results/1", points="72", note="复评")
    with office.session() as session:
        assert session.get_one(HygieneResult, 1).points == 72


async def test_another_village_sees_and_steers_nothing_of_it(office: Office) -> None:
    with_scorer(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/hygiene/open", village=VILLAGE)
    async with sit_down(office, "qian") as seat:
        await seat.post("/console/hygiene/1/close")
        assert seat.status == 404
        await seat.get(f"/console/hygiene?village={VILLAGE}")
        assert seat.status == 404
    async with sit_down(office, "wang") as seat:
        await seat.get("/console/hygiene")
        assert seat.status == 403


async def test_a_scorer_scores_on_the_page_household_by_household(office: Office) -> None:
    with_scorer(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/hygiene/open", village=VILLAGE)
    with office.session() as session, session.begin():
        scorer = session.scalars(select(Person).where(Person.name == "王网格")).one()
        post = scorer.posts[0]
        post.role, post.scope_code, post.region_path = Role.SCORER, VILLAGE, "5107.5107A.5107A1."
        session.add(HygieneAssignment(round_id=1, scorer_id=scorer.id, household_number="R90"))
    async with sit_down(office, "wang") as seat:
        assert "您还要打分的：1户" in await seat.get("/console/hygiene")
        page = await seat.post("/console/hygiene/1/score", household="R90", points="850", note="院坝堆柴")
        assert "数字没写对" in page
        assert 'value="院坝堆柴"' in page
        assert "您还要打分的" not in await seat.post("/console/hygiene/1/score", household="R90", points="85")
        assert "选的这一项不能用" in await seat.post("/console/hygiene/1/score", household="R91", points="85")


async def test_a_round_is_neither_cut_short_nor_published_by_a_slip(office: Office) -> None:
    with_scorer(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/hygiene/open", village=VILLAGE)
        scored(office, 邹兴红=96)
        assert "没有提交成功" in await seat.post("/console/hygiene/1/close")
        assert "打分中" in await seat.get("/console/hygiene")
        await seat.post("/console/hygiene/1/close", sure="1")
        assert "没有提交成功" in await seat.post("/console/hygiene/1/publish")
        assert "待公布" in await seat.get("/console/hygiene")
