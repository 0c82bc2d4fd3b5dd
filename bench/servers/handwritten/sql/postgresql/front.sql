SELECT concat(
  '{"data":{"network":', (
    SELECT concat('{"name":', to_json(n.name ->> 'en'), ',"vision":', to_json(n.vision ->> 'en'),
      ',"statistics":{"members":', s.members, ',"observers":', s.observers, ',"byRegionalGroup":[', s.groups, ']}}')
    FROM members_network n, (
      SELECT sum(members) AS members, sum(observers) AS observers, string_agg(concat(
        '{"regionalGroup":"', regional_group, '","members":', members, ',"observers":', observers,
        ',"states":', states, '}'), ',' ORDER BY regional_group COLLATE "C") AS groups
      FROM members_figures
      WHERE since = (SELECT max(since) FROM members_figures WHERE since <= CAST(:today AS date)) AND regional_group > ''
    ) s
  ), ',"newest":{"nodes":[', (
    SELECT string_agg(concat(
      '{"id":"Practice:', c.id, '","title":', to_json(c.title ->> c.original_language), ',"summary":',
      to_json(c.summary ->> c.original_language), ',"publishedAt":"',
      to_char(c.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '","state":{"isoAlpha3":"',
      t.iso_alpha3, '","name":', to_json(t.name ->> 'en'), '}}'), ',' ORDER BY c.ordered_at DESC, c.id DESC)
    FROM (
      SELECT * FROM practices_practices WHERE status = 'PUBLISHED' ORDER BY ordered_at DESC, id DESC LIMIT 6
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']},"adopted":{"nodes":[', (
    SELECT string_agg(concat(
      '{"id":"Practice:', c.id, '","title":', to_json(c.title ->> c.original_language), ',"state":{"isoAlpha3":"',
      t.iso_alpha3, '","name":', to_json(t.name ->> 'en'), '}}'), ',' ORDER BY c.adoption_count DESC, c.id DESC)
    FROM (
      SELECT * FROM practices_practices WHERE status = 'PUBLISHED' ORDER BY adoption_count DESC, id DESC LIMIT 3
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']},"joined":{"nodes":[', (
    SELECT string_agg(concat(
      '{"id":"Participant:', c.id, '","joinedOn":"', c.joined_on, '","state":{"isoAlpha3":"', t.iso_alpha3,
      '","name":', to_json(t.name ->> 'en'), '}}'), ',' ORDER BY c.joined_on DESC, c.id DESC)
    FROM (
      SELECT p.* FROM members_participants p
      WHERE EXISTS (
        SELECT FROM members_standings s
        WHERE s.participant_id = p.id AND s.standing = 'MEMBER' AND s.since <= CAST(:today AS date)
          AND (s.until IS NULL OR s.until > CAST(:today AS date))
      )
      ORDER BY p.joined_on DESC, p.id DESC LIMIT 6
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']},"states":{"nodes":[', (
    SELECT string_agg(concat(
      '{"isoAlpha3":"', t.iso_alpha3, '","name":', to_json(t.name ->> 'en'), ',"regionalGroup":"', g.regional_group,
      '"}'), ',' ORDER BY t.sort_name COLLATE "C")
    FROM (SELECT * FROM members_states ORDER BY sort_name COLLATE "C" LIMIT 12) t
    JOIN members_regional_groups g ON g.state_id = t.id AND (g.since IS NULL OR g.since <= CAST(:today AS date))
      AND (g.until IS NULL OR g.until > CAST(:today AS date))
  ), ']},"decisions":{"nodes":[', (
    SELECT string_agg(concat(
      '{"id":"Decision:', d.id, '","reference":"', d.year, '/', d.number, '","title":',
      to_json(d.title ->> d.original_language), ',"stage":"', d.stage, '","decidedAt":',
      coalesce(to_char(d.decided_at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS"Z\""'), 'null'), '}'), ','
      ORDER BY d.year, d.number)
    FROM (SELECT * FROM voting_decisions WHERE consensus_opened_at IS NOT NULL ORDER BY year DESC, number DESC LIMIT 5) d
  ), ']},"meetings":{"nodes":[', (
    SELECT string_agg(concat(
      '{"id":"Meeting:', m.id, '","kind":"', m.kind, '","title":', to_json(m.title ->> m.original_language),
      ',"status":"', m.status, '","startsAt":"', to_char(m.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      '","endsAt":"', to_char(m.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '","place":',
      coalesce(to_json(m.place), 'null'), '}'), ',' ORDER BY m.starts_at, m.id)
    FROM (SELECT * FROM voting_meetings ORDER BY starts_at DESC, id DESC LIMIT 3) m
  ), ']},"executiveCommittee":', coalesce((
    SELECT concat('{"from":"', c.since, '","until":"', c.until, '","seats":[', (
      SELECT string_agg(concat('{"state":{"isoAlpha3":"', t.iso_alpha3, '","name":', to_json(t.name ->> 'en'), '}}'),
        ',' ORDER BY t.sort_name COLLATE "C")
      FROM voting_seats s JOIN members_participants p ON p.id = s.participant_id
      JOIN members_states t ON t.id = p.state_id WHERE s.committee_id = c.id
    ), ']}')
    FROM voting_committees c WHERE c.since <= CAST(:today AS date) AND c.until > CAST(:today AS date) LIMIT 1
  ), 'null'), '}}')
