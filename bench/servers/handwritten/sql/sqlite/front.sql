SELECT CAST(concat(
  '{"data":{"network":', (
    SELECT concat('{"name":', n.name -> 'en', ',"vision":', n.vision -> 'en',
      ',"statistics":{"members":', s.members, ',"observers":', s.observers, ',"byRegionalGroup":[', s.groups, ']}}')
    FROM members_network n, (
      SELECT sum(members) AS members, sum(observers) AS observers, group_concat(concat(
        '{"regionalGroup":"', regional_group, '","members":', members, ',"observers":', observers,
        ',"states":', states, '}'), ',') AS groups
      FROM members_figures
      WHERE since = (SELECT max(since) FROM members_figures WHERE since <= :today)
    ) s
  ), ',"newest":{"nodes":[', coalesce((
    SELECT group_concat(concat(
      '{"id":"Practice:', c.id, '","title":', c.title, ',"summary":', c.summary, ',"publishedAt":"', c.published_at,
      '","state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ',')
    FROM (
      SELECT id, title -> original_language AS title, summary -> original_language AS summary, published_at, state_id
      FROM practices_practices WHERE status = 'PUBLISHED' ORDER BY ordered_at DESC, id DESC LIMIT 6
    ) c JOIN members_states t ON t.id = c.state_id
  ), ''), ']},"adopted":{"nodes":[', coalesce((
    SELECT group_concat(concat(
      '{"id":"Practice:', c.id, '","title":', c.title,
      ',"state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ',')
    FROM (
      SELECT id, title -> original_language AS title, state_id
      FROM practices_practices WHERE status = 'PUBLISHED' ORDER BY adoption_count DESC, id DESC LIMIT 3
    ) c JOIN members_states t ON t.id = c.state_id
  ), ''), ']},"joined":{"nodes":[', coalesce((
    SELECT group_concat(concat(
      '{"id":"Participant:', c.id, '","joinedOn":"', c.joined_on, '","state":{"isoAlpha3":"', t.iso_alpha3,
      '","name":', t.name -> 'en', '}}'), ',')
    FROM (
      SELECT p.* FROM members_participants p
      WHERE (
        SELECT s.standing FROM members_standings s
        WHERE s.participant_id = p.id AND s.since <= :today AND (s.until IS NULL OR s.until > :today) LIMIT 1
      ) = 'MEMBER'
      ORDER BY p.joined_on DESC, p.id DESC LIMIT 6
    ) c JOIN members_states t ON t.id = c.state_id
  ), ''), ']},"states":{"nodes":[', (
    SELECT group_concat(concat(
      '{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', ',"regionalGroup":"', (
        SELECT g.regional_group FROM members_regional_groups g
        WHERE g.state_id = t.id AND (g.since IS NULL OR g.since <= :today) AND (g.until IS NULL OR g.until > :today)
        LIMIT 1
      ), '"}'), ',')
    FROM (SELECT * FROM members_states ORDER BY sort_name LIMIT 12) t
  ), ']},"decisions":{"nodes":[', coalesce((
    SELECT group_concat(concat(
      '{"id":"Decision:', d.id, '","reference":"', d.year, '/', d.number, '","title":',
      d.title -> d.original_language, ',"stage":"', d.stage, '","decidedAt":',
      iif(d.decided_at IS NULL, 'null', concat('"', d.decided_at, '"')), '}'), ',' ORDER BY d.year, d.number)
    FROM (SELECT * FROM voting_decisions WHERE consensus_opened_at IS NOT NULL ORDER BY year DESC, number DESC LIMIT 5) d
  ), ''), ']},"meetings":{"nodes":[', coalesce((
    SELECT group_concat(concat(
      '{"id":"Meeting:', m.id, '","kind":"', m.kind, '","title":', m.title -> m.original_language,
      ',"status":"', m.status, '","startsAt":"', m.starts_at, '","endsAt":"', m.ends_at, '","place":',
      json_quote(m.place), '}'), ',' ORDER BY m.starts_at, m.id)
    FROM (SELECT * FROM voting_meetings ORDER BY starts_at DESC, id DESC LIMIT 3) m
  ), ''), ']},"executiveCommittee":', coalesce((
    SELECT concat('{"from":"', c.since, '","until":"', c.until, '","seats":[', (
      SELECT group_concat(concat('{"state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'),
        ',' ORDER BY t.sort_name)
      FROM voting_seats s JOIN members_participants p ON p.id = s.participant_id
      JOIN members_states t ON t.id = p.state_id WHERE s.committee_id = c.id
    ), ']}')
    FROM voting_committees c WHERE c.since <= :today AND c.until > :today LIMIT 1
  ), 'null'), '}}') AS BLOB)
