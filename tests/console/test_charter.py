"""The village charter, edited article by article."""

from models.charter import articles_of
from models.region import Region
from tests.console.office import Office, sit_down


def charter(office: Office) -> list[tuple[int, str]]:
    with office.session() as session:
        village = session.get_one(Region, "5107A1")
        return [(article.number, article.title) for article in articles_of(session, village)]


async def test_articles_are_added_moved_and_struck(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        for title in ("邻里和睦", "红白事"):
            await seat.post("/console/charter", village="5107A1", title=title, text="好好商量。")
        assert charter(office) == [(1, "邻里和睦"), (2, "红白事")]
        page = await seat.post("/console/charter/1", number="2", title="邻里和睦", text="多让一步。")
        assert "条号已经有了" in page
        await seat.post("/console/charter/1/remove")
        await seat.post("/console/charter/2", number="1", title="红白事从简", text="不超过十桌。")
        assert charter(office) == [(1, "红白事从简")]


async def test_a_village_edits_its_own_charter_only(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/charter", village="5107A1", title="邻里和睦", text="好好商量。")
    async with sit_down(office, "qian") as seat:
        await seat.post("/console/charter", village="5107A1", title="别村", text="别村。")
        assert seat.status == 404
        await seat.post("/console/charter/1/remove")
        assert seat.status == 404
    assert charter(office) == [(1, "邻里和睦")]
