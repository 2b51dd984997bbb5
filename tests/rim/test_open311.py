"""Open311 over the incidents: listed and found in both forms, with nothing of anybody in them."""

from xml.etree import ElementTree as ET

import aiohttp

from tests.town import Town


async def fetched(town: Town, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as client, client.get(f"{town.address}/open311/v2/{path}") as response:
        return response.status, await response.text()


async def lamp_reported(town: Town) -> str:
    await town.say("王秀芳", "一组王秀芳屋门口的路灯坏了")
    await town.say("王秀芳", "对，提交")
    return town.cases(kind="incident")[-1].number


async def test_incidents_are_listed_without_anybody_in_them(town: Town) -> None:
    number = await lamp_reported(town)
    status, listed = await fetched(town, "requests.json?service_code=lighting&status=open")
    assert status == 200
    assert number in listed
    assert "王秀芳" not in listed


async def test_an_incident_is_found_by_its_number_as_xml(town: Town) -> None:
    number = await lamp_reported(town)
    _, found = await fetched(town, f"requests/{number}.xml")
    tree = ET.fromstring(found)  # noqa: S314 - our own answer
    assert tree.findtext("request/service_request_id") == number
    assert tree.findtext("request/status") == "open"


async def test_trouble_of_people_is_not_shown(town: Town) -> None:
    await town.say("王秀芳", "活起没意思 想喝药")
    number = town.cases(kind="incident")[-1].number
    assert await fetched(town, f"requests/{number}.json") == (
        404,
        '[{"code": 404, "description": "service_request_id not found"}]',
    )


async def test_a_wrong_date_is_named(town: Town) -> None:
    status, said = await fetched(town, "requests.json?start_date=gestern")
    assert status == 400
    assert "start_date must be ISO 8601" in said


async def test_services_are_the_public_categories(town: Town) -> None:
    _, listed = await fetched(town, "services.json")
    assert '"lighting"' in listed
    assert '"care"' not in listed
