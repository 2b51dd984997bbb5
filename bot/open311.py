"""Open311 GeoReport v2 over incidents, read only, in JSON and XML, without personal data.

Left out: what was written, who reported, the exact spot (a house is a person), and the categories in which
somebody is in trouble. The specification: Open311 GeoReport v2 (services, requests).
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, sessionmaker

from models.base import CHINA
from models.incident import Incident
from models.incident_category import IncidentCategory
from models.region import Region

Query = Select[*tuple[Any, ...]]
Row = Mapping[str, str | float | bool | None]
PRIVATE = frozenset({IncidentCategory.CARE, IncidentCategory.SECURITY, IncidentCategory.HEALTH})
SHOWN = [category for category in IncidentCategory if category not in PRIVATE]
MOST = 1000
LOOKS_BACK = timedelta(days=90)
DIGITS = 2  # of a degree, about a kilometre: the village, not the house
NOT_FOUND, BAD = 404, 400


def routes(make_session: sessionmaker[Session], now: Callable[[], datetime]) -> list[web.RouteDef]:
    """Return the addresses of the interface."""
    return [
        web.get("/open311/v2/services.{form:json|xml}", services),
        web.get("/open311/v2/requests.{form:json|xml}", partial(requests, make_session, now)),
        web.get("/open311/v2/requests/{number}.{form:json|xml}", partial(request_by_number, make_session)),
    ]


async def services(request: web.Request) -> web.Response:
    """List the categories as services."""
    rows: list[Row] = [
        {
            "service_code": category.value,
            "service_name": category.label,
            "description": category.label,
            "metadata": False,
            "type": "realtime",
            "keywords": "",
            "group": "",
        }
        for category in SHOWN
    ]
    return _said(request, "services", "service", rows)


async def requests(
    make_session: sessionmaker[Session], now: Callable[[], datetime], request: web.Request
) -> web.Response:
    """List incidents, the newest first; `service_code`, `status`, `start_date`, `end_date` narrow them."""
    try:
        query = _narrowed(request.query, now())
    except ValueError as error:
        return _refused(request, BAD, str(error))
    rows = await asyncio.to_thread(_read, make_session, query)
    return _said(request, "service_requests", "request", rows)


async def request_by_number(make_session: sessionmaker[Session], request: web.Request) -> web.Response:
    """Return one incident by its number."""
    query = _public().where(Incident.number == request.match_info["number"])
    rows = await asyncio.to_thread(_read, make_session, query)
    if not rows:
        return _refused(request, NOT_FOUND, "service_request_id not found")
    return _said(request, "service_requests", "request", rows)


def _public() -> Query:
    return (
        select(Incident, Region.name)
        .outerjoin(Region, Region.code == Incident.region_code)
        .where(Incident.category.in_(SHOWN), Incident.duplicate_of_id.is_(None))
        .order_by(Incident.created_at.desc())
        .limit(MOST)
    )


def _narrowed(asked: Mapping[str, str], now: datetime) -> Query:
    """Return the query for what was asked; raises `ValueError` naming the parameter that is wrong."""
    start = _moment(asked.get("start_date", ""), "start_date") or now - LOOKS_BACK
    end = _moment(asked.get("end_date", ""), "end_date") or now
    query = _public().where(Incident.created_at >= start, Incident.created_at <= end)
    if codes := asked.get("service_code", ""):
        query = query.where(Incident.category.in_(codes.split(",")))
    status = asked.get("status", "")
    if status not in {"", "open", "closed", "open,closed"}:
        message = "status must be open or closed"
        raise ValueError(message)
    if status in {"open", "closed"}:
        ended = Incident.status.in_(Incident.ENDED)
        query = query.where(ended if status == "closed" else ~ended)
    return query


def _moment(value: str, name: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        message = f"{name} must be ISO 8601, such as 2026-11-24T00:00:00+08:00"
        raise ValueError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _read(make_session: sessionmaker[Session], query: Query) -> list[Row]:
    with make_session() as session:
        session.connection(execution_options={"reads_only": True})
        return [_row(incident, region) for incident, region in session.execute(query)]


def _row(incident: Incident, region: str | None) -> Row:
    updated = incident.closed_at or incident.created_at
    return {
        "service_request_id": incident.number,
        "status": "closed" if incident.is_closed else "open",
        "status_notes": incident.state_name,
        "service_name": incident.category_name,
        "service_code": incident.category,
        "requested_datetime": incident.created_at.isoformat(timespec="seconds"),
        "updated_datetime": updated.isoformat(timespec="seconds"),
        "expected_datetime": incident.due_at.isoformat(timespec="seconds") if incident.due_at else None,
        "address": region or "",
        "lat": round(incident.latitude, DIGITS) if incident.latitude is not None else None,
        "long": round(incident.longitude, DIGITS) if incident.longitude is not None else None,
    }


def _said(request: web.Request, root: str, item: str, rows: Iterable[Row], status: int = 200) -> web.Response:
    if request.match_info["form"] == "json":
        text = json.dumps(list(rows), ensure_ascii=False)
        return web.Response(text=text, status=status, content_type="application/json")
    tree = ET.Element(root)
    for row in rows:
        element = ET.SubElement(tree, item)
        for name, value in row.items():
            said = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
            ET.SubElement(element, name).text = said
    text = ET.tostring(tree, encoding="unicode", xml_declaration=True)
    return web.Response(text=text, status=status, content_type="text/xml")


def _refused(request: web.Request, code: int, description: str) -> web.Response:
    return _said(request, "errors", "error", [{"code": code, "description": description}], code)
