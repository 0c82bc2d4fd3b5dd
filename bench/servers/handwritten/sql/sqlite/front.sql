SELECT CAST(concat(
  '{"data":{"network":', (
    SELECT concat('{"name":', n.name -> 'en', ',"vision":', n.vision -> 'en',
      ',"statistics":{"members":', s.members, ',"observers":', s.observers, ',"byRegionalGroup":[', s.groups, ']}}')
    FROM members_network n, (
      SELECT sum(members) AS members, sum(observers) AS observers, group_concat(concat(
        '{"regionalGroup":"', regional_group, '","members":', members, ',"observers":', observers,
        ',"states":', states, '}'), ',') AS groups
      FROM members_figures
      WHERE since = (SELECT max(since) FROM members_figures WHERE since <= :today) AND regional_group > ''
    ) s
  ), ',"newest":{"nodes":[', (
    SELECT group_concat(concat(
      '{"id":"Practice:', c.id, '","title":', c.title, ',"summary":', c.summary, ',"publishedAt":"', c.published_at,
      '","state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ',')
    FROM (
      SELECT id, title -> original_language AS title, summary -> original_language AS summary, published_at, state_id
      FROM practices_practices WHERE status = 'PUBLISHED' ORDER BY ordered_at DESC, id DESC LIMIT 6
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']},"adopted":{"nodes":[', (
    SELECT group_concat(concat(
      '{"id":"Practice:', c.id, '","title":', c.title,
      ',"state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ',')
    FROM (
      SELECT id, title -> original_language AS title, state_id
      FROM practices_practices WHERE status = 'PUBLISHED' ORDER BY adoption_count DESC, id DESC LIMIT 3
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']},"joined":{"nodes":[', (
    SELECT group_concat(concat(
      '{"id":"Participant:', c.id, '","joinedOn":"', c.joined_on, '","state":{"isoAlpha3":"', t.iso_alpha3,
      '","name":', t.name -> 'en', '}}'), ',')
    FROM (
      SELECT p.id, p.joined_on, p.state_id FROM members_participants p
      WHERE EXISTS (
        SELECT 1 FROM members_standings s WHERE s.participant_id = p.id
          AND s.since <= :today AND (s.until IS NULL OR s.until > :today) AND s.standing = 'MEMBER'
      )
      ORDER BY p.joined_on DESC, p.id DESC LIMIT 6
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']},"states":{"nodes":[', (
    SELECT group_concat(concat(
      '{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name, ',"regionalGroup":"', (
        SELECT g.regional_group FROM members_regional_groups g
        WHERE g.state_id = t.id AND (g.since IS NULL OR g.since <= :today) AND (g.until IS NULL OR g.until > :today)
        LIMIT 1
      ), '"}'), ',')
    FROM (SELECT id, iso_alpha3, name -> 'en' AS name FROM members_states ORDER BY sort_name LIMIT 12) t
  ), ']},"decisions":{"nodes":[', (
    SELECT group_concat(item, ',') FROM (
      SELECT concat('{"id":"Decision:', d.id, '","reference":"', d.year, '/', d.number, '","title":',
        d.title, ',"stage":"', d.stage, '","decidedAt":',
        iif(d.decided_at IS NULL, 'null', concat('"', d.decided_at, '"')), '}') AS item
      FROM (
        SELECT id, year, number, title -> original_language AS title, stage, decided_at FROM voting_decisions
        WHERE consensus_opened_at IS NOT NULL ORDER BY year DESC, number DESC LIMIT 5
      ) d ORDER BY d.year, d.number
    )
  ), ']},"meetings":{"nodes":[', (
    SELECT group_concat(item, ',') FROM (
      SELECT concat('{"id":"Meeting:', m.id, '","kind":"', m.kind, '","title":', m.title,
        ',"status":"', m.status, '","startsAt":"', m.starts_at, '","endsAt":"', m.ends_at, '","place":',
        json_quote(m.place), '}') AS item
      FROM (
        SELECT id, kind, title -> original_language AS title, status, starts_at, ends_at, place
        FROM voting_meetings ORDER BY starts_at DESC, id DESC LIMIT 3
      ) m ORDER BY m.starts_at, m.id
    )
  ), ']},"executiveCommittee":', coalesce((
    SELECT concat('{"from":"', c.since, '","until":"', c.until, '","seats":[', (
      SELECT group_concat(item, ',') FROM (
        SELECT concat('{"state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}') AS item
        FROM voting_seats s JOIN members_participants p ON p.id = s.participant_id
        JOIN members_states t ON t.id = p.state_id WHERE s.committee_id = c.id ORDER BY t.sort_name
      )
    ), ']}')
    FROM voting_committees c WHERE c.since <= :today AND c.until > :today LIMIT 1
  ), 'null'), '}}') AS BLOB)
