-- The schema that PostGraphile serves: views over the platform's tables, with texts in the requested language and smart
-- tags that name keys and relations, and functions for everything that is not a table.

CREATE SCHEMA portal;

CREATE VIEW portal.states AS
SELECT t.id, 'State:' || t.id AS gid, t.iso_alpha3, t.name ->> 'en' AS name, t.formal_name ->> 'en' AS formal_name,
  t.region, t.un_member_since, g.regional_group, t.sort_name COLLATE "C" AS sort_name
FROM members_states t
JOIN members_regional_groups g ON g.state_id = t.id
  AND (g.since IS NULL OR g.since <= current_date) AND (g.until IS NULL OR g.until > current_date);
COMMENT ON VIEW portal.states IS '@primaryKey id';

CREATE VIEW portal.members AS
SELECT p.id, 'Participant:' || p.id AS gid, p.state_id, p.joined_on, p.founding, s.standing,
  t.sort_name COLLATE "C" AS sort_name
FROM members_participants p
JOIN members_states t ON t.id = p.state_id
JOIN members_standings s ON s.participant_id = p.id AND s.standing = 'MEMBER'
  AND s.since <= current_date AND (s.until IS NULL OR s.until > current_date);
COMMENT ON VIEW portal.members IS E'@primaryKey id\n@foreignKey (state_id) references portal.states (id)|@fieldName state';

CREATE VIEW portal.mechanisms AS
SELECT participant_id, name ->> original_language AS name, type, capacities
FROM members_mechanisms WHERE since <= current_date AND (until IS NULL OR until > current_date);
COMMENT ON VIEW portal.mechanisms IS
  E'@primaryKey participant_id\n@foreignKey (participant_id) references portal.members (id)|@foreignFieldName mechanism';

CREATE VIEW portal.focal_points AS
SELECT participant_id, name
FROM members_focal_points WHERE since <= current_date AND (until IS NULL OR until > current_date);
COMMENT ON VIEW portal.focal_points IS
  E'@primaryKey participant_id\n@foreignKey (participant_id) references portal.members (id)|@foreignFieldName focalPoint';

CREATE VIEW portal.changes AS
SELECT id, participant_id, standing, since AS "on", reason FROM members_standings;
COMMENT ON VIEW portal.changes IS
  E'@primaryKey id\n@foreignKey (participant_id) references portal.members (id)|@foreignFieldName changes|@foreignSimpleFieldName changesList|@behavior +manyRelation:resource:list';

CREATE VIEW portal.practices AS
SELECT id, 'Practice:' || id AS gid, participant_id, state_id, title ->> original_language AS title,
  summary ->> original_language AS summary, tags, languages, published_at, ordered_at, sort_title, adoption_count
FROM practices_practices WHERE status = 'PUBLISHED';
COMMENT ON VIEW portal.practices IS
  E'@primaryKey id\n@foreignKey (participant_id) references portal.members (id)|@foreignFieldName practices\n@foreignKey (state_id) references portal.states (id)|@fieldName state';

CREATE FUNCTION portal.find_practices(capacities text[], language text) RETURNS SETOF portal.practices
LANGUAGE sql STABLE AS $$
  SELECT p.* FROM portal.practices p
  WHERE EXISTS (
    SELECT FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = ANY (capacities)
  ) AND EXISTS (
    SELECT FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'language' AND c.value = language
  )
  ORDER BY p.sort_title, p.id
$$;

CREATE FUNCTION portal.practice_facets(capacities text[], language text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  WITH spoken AS MATERIALIZED (
    SELECT block, bits FROM practices_bitmaps WHERE kind = 'language' AND value = language
  ), found AS MATERIALIZED (
    SELECT s.block, s.bits & bit_or(c.bits) AS bits
    FROM spoken s JOIN practices_bitmaps c ON c.block = s.block AND c.kind = 'capacity' AND c.value = ANY (capacities)
    GROUP BY s.block, s.bits
  ), counted AS (
    SELECT c.kind, c.value, sum(bit_count(c.bits & s.bits)) AS number
    FROM spoken s JOIN practices_bitmaps c ON c.block = s.block AND c.kind = 'capacity' GROUP BY c.kind, c.value
    UNION ALL
    SELECT c.kind, c.value, sum(bit_count(c.bits & f.bits))
    FROM found f JOIN practices_bitmaps c ON c.block = f.block AND c.kind IN ('system', 'tag') GROUP BY c.kind, c.value
    UNION ALL
    SELECT 'group', g.regional_group, sum(bit_count(c.bits & f.bits))
    FROM found f JOIN practices_bitmaps c ON c.block = f.block AND c.kind = 'grouping'
    JOIN members_regional_groups g ON g.id = CAST(c.value AS bigint) GROUP BY g.regional_group
  ), facets AS (
    SELECT kind, jsonb_agg(jsonb_build_object('value', value, 'count', number)
      ORDER BY number DESC, value COLLATE "C") AS items
    FROM counted WHERE number > 0 GROUP BY kind
  )
  SELECT jsonb_build_object(
    'capacities', (SELECT items FROM facets WHERE kind = 'capacity'),
    'systems', (SELECT items FROM facets WHERE kind = 'system'),
    'regionalGroups', (SELECT items FROM facets WHERE kind = 'group'),
    'tags', (SELECT items FROM facets WHERE kind = 'tag'))
$$;

CREATE FUNCTION portal.search_practices(search text) RETURNS SETOF portal.practices
LANGUAGE sql STABLE AS $$
  (SELECT p.* FROM practices_search s JOIN portal.practices p ON p.id = s.id
   WHERE (SELECT EXISTS (SELECT FROM practices_search s WHERE s.id & 63 = 0
     AND ts_filter(s.document, '{a}') @@ CAST(search || ':*' AS tsquery) OFFSET 4))
     AND (s.document @@ CAST(search || ':*A' AS tsquery)) IS TRUE
   ORDER BY s.ordered_at DESC, s.id DESC)
  UNION ALL
  (SELECT p.* FROM practices_search s JOIN portal.practices p ON p.id = s.id
   WHERE NOT (SELECT EXISTS (SELECT FROM practices_search s WHERE s.id & 63 = 0
     AND ts_filter(s.document, '{a}') @@ CAST(search || ':*' AS tsquery) OFFSET 4))
     AND ts_filter(s.document, '{a}') @@ CAST(search || ':*' AS tsquery)
     AND (s.document @@ CAST(search || ':*A' AS tsquery)) IS TRUE
   ORDER BY (s.ordered_at, s.id) DESC)
  UNION ALL
  (SELECT p.* FROM practices_search s JOIN portal.practices p ON p.id = s.id
   WHERE (SELECT EXISTS (SELECT FROM practices_search s WHERE s.id & 63 = 0
     AND ts_filter(s.document, '{a,b}') @@ CAST(search || ':*' AS tsquery) OFFSET 4))
     AND (s.document @@ CAST(search || ':*AB & !' || search || ':*A' AS tsquery)) IS TRUE
   ORDER BY s.ordered_at DESC, s.id DESC)
  UNION ALL
  (SELECT p.* FROM practices_search s JOIN portal.practices p ON p.id = s.id
   WHERE NOT (SELECT EXISTS (SELECT FROM practices_search s WHERE s.id & 63 = 0
     AND ts_filter(s.document, '{a,b}') @@ CAST(search || ':*' AS tsquery) OFFSET 4))
     AND ts_filter(s.document, '{a,b}') @@ CAST(search || ':*' AS tsquery)
     AND (s.document @@ CAST(search || ':*AB & !' || search || ':*A' AS tsquery)) IS TRUE
   ORDER BY (s.ordered_at, s.id) DESC)
  UNION ALL
  (SELECT p.* FROM practices_search s JOIN portal.practices p ON p.id = s.id
   WHERE (SELECT EXISTS (SELECT FROM practices_search s WHERE s.id & 63 = 0
     AND s.document @@ CAST(search || ':*' AS tsquery) OFFSET 4))
     AND (s.document @@ CAST(search || ':* & !' || search || ':*AB' AS tsquery)) IS TRUE
   ORDER BY s.ordered_at DESC, s.id DESC)
  UNION ALL
  (SELECT p.* FROM practices_search s JOIN portal.practices p ON p.id = s.id
   WHERE NOT (SELECT EXISTS (SELECT FROM practices_search s WHERE s.id & 63 = 0
     AND s.document @@ CAST(search || ':*' AS tsquery) OFFSET 4))
     AND s.document @@ CAST(search || ':*' AS tsquery)
     AND (s.document @@ CAST(search || ':* & !' || search || ':*AB' AS tsquery)) IS TRUE
   ORDER BY (s.ordered_at, s.id) DESC)
$$;

CREATE TYPE portal.tally AS (
  eligible int, present int, yes int, no int, abstain int, present_and_voting int, adopted boolean
);

CREATE VIEW portal.decisions AS
SELECT id, 'Decision:' || id AS gid, year, number, year || '/' || number AS reference,
  title ->> original_language AS title, stage, voting_opened_at, decided_at,
  CASE WHEN voting_closed_at IS NOT NULL THEN ROW(eligible_count, present_count, yes_count, no_count, abstain_count,
    yes_count + no_count, yes_count > no_count)::portal.tally END AS tally
FROM voting_decisions WHERE consensus_opened_at IS NOT NULL;
COMMENT ON VIEW portal.decisions IS '@primaryKey id';

CREATE VIEW portal.ballots AS
SELECT b.id, b.decision_id, b.state_id, b.choice, b.cast_at, b.explanation
FROM voting_ballots b JOIN voting_decisions d ON d.id = b.decision_id WHERE d.voting_closed_at IS NOT NULL;
COMMENT ON VIEW portal.ballots IS
  E'@primaryKey id\n@foreignKey (decision_id) references portal.decisions (id)|@foreignFieldName ballots\n@foreignKey (state_id) references portal.states (id)|@fieldName state';

CREATE VIEW portal.meetings AS
SELECT id, 'Meeting:' || id AS gid, kind, title ->> original_language AS title, status, starts_at, ends_at, place
FROM voting_meetings;
COMMENT ON VIEW portal.meetings IS '@primaryKey id';

CREATE VIEW portal.committees AS SELECT id, since AS "from", until FROM voting_committees;
COMMENT ON VIEW portal.committees IS '@primaryKey id';

CREATE FUNCTION portal.executive_committee() RETURNS portal.committees
LANGUAGE sql STABLE AS $$
  SELECT * FROM portal.committees c WHERE c."from" <= current_date AND c.until > current_date LIMIT 1
$$;

CREATE FUNCTION portal.committees_seats(committee portal.committees) RETURNS SETOF portal.members
LANGUAGE sql STABLE AS $$
  SELECT p.* FROM voting_seats s JOIN portal.members p ON p.id = s.participant_id
  WHERE s.committee_id = committee.id ORDER BY p.sort_name
$$;
COMMENT ON FUNCTION portal.committees_seats IS '@behavior +list -connection';

CREATE VIEW portal.networks AS SELECT id, name ->> 'en' AS name, vision ->> 'en' AS vision FROM members_network;
COMMENT ON VIEW portal.networks IS '@primaryKey id';

CREATE FUNCTION portal.network() RETURNS portal.networks
LANGUAGE sql STABLE AS $$ SELECT * FROM portal.networks LIMIT 1 $$;

CREATE FUNCTION portal.networks_statistics(network portal.networks) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('members', sum(x.members), 'observers', sum(x.observers), 'byRegionalGroup', jsonb_agg(
    jsonb_build_object('regionalGroup', x.regional_group, 'members', x.members, 'observers', x.observers,
      'states', x.states) ORDER BY x.regional_group COLLATE "C"))
  FROM members_figures x
  WHERE x.since = (SELECT max(since) FROM members_figures WHERE since <= current_date) AND x.regional_group > ''
$$;

CREATE FUNCTION portal.cast_ballot(decision bigint, participant bigint, choice text) RETURNS portal.decisions
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_variable
DECLARE
  held voting_decisions; voter record; last core_head; known bigint; made portal.decisions;
  nonce text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  moment timestamptz := date_trunc('second', now());
  sealed text; payload text; entry text; hash text;
BEGIN
  SELECT * INTO held FROM voting_decisions d WHERE d.id = decision FOR UPDATE;
  IF held.stage IS DISTINCT FROM 'VOTING' THEN RAISE EXCEPTION 'The vote is not open.'; END IF;
  SELECT e.state_id, e.iso_alpha3 INTO voter
  FROM core_tokens t
  JOIN voting_electors e ON e.decision_id = decision AND e.participant_id = t.participant_id
  WHERE t.hash = encode(sha256(convert_to(current_setting('bench.token'), 'UTF8')), 'hex') AND t.revoked_at IS NULL
    AND t.participant_id = participant;
  IF NOT FOUND THEN RAISE EXCEPTION 'This token does not vote here.'; END IF;
  SELECT b.id INTO known FROM voting_ballots b WHERE b.decision_id = decision AND b.participant_id = participant;
  IF known IS NULL THEN
    INSERT INTO voting_ballots (id, decision_id, participant_id, state_id, choice, nonce, cast_at, entered_by_chair)
    VALUES ((random() * 9007199254740991)::bigint, decision, participant, voter.state_id, choice, nonce, moment, false);
  ELSE
    UPDATE voting_ballots b SET choice = choice, nonce = nonce, cast_at = moment, explanation = NULL,
      entered_by_chair = false WHERE b.id = known;
  END IF;
  sealed := encode(sha256(convert_to(concat('{"choice":"', choice, '","decision":"Decision:', decision,
    '","explanation":null,"nonce":"',
    nonce, '","participant":"Participant:', participant, '"}'), 'UTF8')), 'hex');
  payload := concat('{"ballots":[{"changed":', to_json(known IS NOT NULL), ',"commitment":"', sealed,
    '","participant":"Participant:', participant, '","state":"', voter.iso_alpha3, '"}],"enteredByChair":false}');
  SELECT * INTO last FROM core_head FOR UPDATE;
  entry := concat('{"action":"ballots.cast","actor":"FOCAL_POINT bench","at":"',
    to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '","payload":', payload,
    ',"public":true,"sequence":', last.sequence + 1, ',"subject":"Decision:', decision, '"}');
  hash := encode(sha256(convert_to(last.hash || entry, 'UTF8')), 'hex');
  INSERT INTO core_journal (id, sequence, at, actor, action, subject, payload, public, previous_hash, hash)
  VALUES (last.sequence + 1, last.sequence + 1, moment, 'FOCAL_POINT bench', 'ballots.cast',
    'Decision:' || decision, payload, true, last.hash, hash);
  UPDATE core_head h SET sequence = h.sequence + 1, hash = hash, revision = h.revision + 1;
  SELECT * INTO made FROM portal.decisions d WHERE d.id = decision;
  RETURN made;
END
$$;
