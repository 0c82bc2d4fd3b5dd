"""One hand-written Starlette endpoint: the SQL of each operation written out, with all that the engine has learned."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.queries import FILTERED, NODE, PAGE
from core.settings import Settings
from core.sqlite import connect

GROUP = """(SELECT g.regional_group FROM members_regional_groups g WHERE g.state_id = {state}
  AND (g.since IS NULL OR g.since <= ?1) AND (g.until IS NULL OR g.until > ?1) LIMIT 1)"""
STANDING = """(SELECT s.standing FROM members_standings s WHERE s.participant_id = {participant}
  AND s.since <= ?1 AND (s.until IS NULL OR s.until > ?1) LIMIT 1)"""
PAGE_SQL = f"""SELECT CAST(concat('{{"data":{{"members":{{"nodes":[', coalesce(group_concat(item, ','), ''), ']}}}}}}') AS BLOB) FROM (
  SELECT concat('{{"id":"Participant:', p.id, '","joinedOn":"', p.joined_on, '","founding":',
    iif(p.founding, 'true', 'false'), ',"standing":"', {STANDING.format(participant="p.id")},
    '","state":{{"isoAlpha3":', json_quote(t.iso_alpha3), ',"name":', json_quote(t.name ->> 'en'),
    ',"regionalGroup":"', {GROUP.format(state="t.id")}, '"}},"mechanism":',
    coalesce((SELECT concat('{{"name":', json_quote(coalesce(m.name ->> m.original_language, '')), ',"type":"', m.type,
      '","capacities":', m.capacities, '}}') FROM members_mechanisms m WHERE m.participant_id = p.id AND m.since <= ?1
      AND (m.until IS NULL OR m.until > ?1) LIMIT 1), 'null'),
    ',"focalPoint":', coalesce((SELECT concat('{{"name":', json_quote(f.name), '}}') FROM members_focal_points f
      WHERE f.participant_id = p.id AND f.since <= ?1 AND (f.until IS NULL OR f.until > ?1) LIMIT 1), 'null'),
    ',"changes":[', coalesce((SELECT group_concat(concat('{{"standing":"', c.standing, '","on":"', c.since, '","reason":',
      json_quote(c.reason), '}}'), ',') FROM (SELECT * FROM members_standings c WHERE c.participant_id = p.id
      ORDER BY c.since, c.id) c), ''), ']}}') item
  FROM (SELECT p.*, t.sort_name FROM members_participants p JOIN members_states t ON t.id = p.state_id
    WHERE {STANDING.format(participant="p.id")} = 'MEMBER' ORDER BY t.sort_name, p.id LIMIT 20) p
  JOIN members_states t ON t.id = p.state_id ORDER BY p.sort_name, p.id)"""
NODE_SQL = """SELECT CAST(concat('{"data":{"node":', coalesce((SELECT concat('{"id":"State:', t.id, '","isoAlpha3":',
  json_quote(t.iso_alpha3), ',"name":', json_quote(t.name ->> 'en'), ',"formalName":', json_quote(t.formal_name ->> 'en'),
  ',"region":', json_quote(t.region), ',"unMemberSince":', t.un_member_since, '}') FROM members_states t WHERE t.id = ?1),
  'null'), '}}') AS BLOB)"""
FILTERED_SQL = f"""SELECT CAST(concat('{{"data":{{"states":{{"totalCount":', (SELECT count(*) FROM members_states t
    WHERE {GROUP.format(state="t.id")} = ?2), ',"nodes":[', coalesce(group_concat(item, ','), ''), ']}}}}}}') AS BLOB) FROM (
  SELECT concat('{{"id":"State:', t.id, '","isoAlpha3":', json_quote(t.iso_alpha3), ',"name":', json_quote(t.name ->> 'en'),
    ',"region":', json_quote(t.region), '}}') item FROM members_states t WHERE {GROUP.format(state="t.id")} = ?2
  ORDER BY t.sort_name, t.id LIMIT 20)"""

connection = connect(str(Settings.from_environment().data_folder / "network.db"), read_only=True)


async def answer(request: Request) -> Response:
    asked = orjson.loads(await request.body())
    variables = asked.get("variables") or {}
    today = datetime.now(UTC).date().isoformat()
    if asked["query"] == PAGE:
        rows = connection.execute(PAGE_SQL, (today,))
    elif asked["query"] == NODE:
        rows = connection.execute(NODE_SQL, (int(variables["id"].partition(":")[2]),))
    else:
        assert asked["query"] == FILTERED
        rows = connection.execute(FILTERED_SQL, (today, variables["group"]))
    return Response(next(rows)[0], media_type="application/json")


app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])])
