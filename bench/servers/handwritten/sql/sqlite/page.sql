SELECT CAST(concat('{"data":{"members":{"nodes":[', group_concat(item, ','), ']}}}') AS BLOB)
FROM (
  SELECT concat(
    '{"id":"Participant:', p.id, '","joinedOn":"', p.joined_on, '","founding":', iif(p.founding, 'true', 'false'),
    ',"standing":"MEMBER","state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en',
    ',"regionalGroup":"', (
      SELECT g.regional_group FROM members_regional_groups g
      WHERE g.state_id = t.id AND (g.since IS NULL OR g.since <= :today) AND (g.until IS NULL OR g.until > :today)
      LIMIT 1
    ), '"},"mechanism":', coalesce((
      SELECT concat('{"name":', m.name -> m.original_language, ',"type":"', m.type,
        '","capacities":', m.capacities, '}')
      FROM members_mechanisms m
      WHERE m.participant_id = p.id AND m.since <= :today AND (m.until IS NULL OR m.until > :today) LIMIT 1
    ), 'null'), ',"focalPoint":', coalesce((
      SELECT concat('{"name":', json_quote(f.name), '}')
      FROM members_focal_points f
      WHERE f.participant_id = p.id AND f.since <= :today AND (f.until IS NULL OR f.until > :today) LIMIT 1
    ), 'null'), ',"changes":[', (
      SELECT group_concat(concat('{"standing":"', c.standing, '","on":"', c.since, '","reason":',
        json_quote(c.reason), '}'), ',')
      FROM (SELECT standing, since, reason FROM members_standings
        WHERE participant_id = p.id ORDER BY since, id) c
    ), ']}') AS item
  FROM members_states t CROSS JOIN members_participants p ON p.state_id = t.id
  WHERE EXISTS (
    SELECT 1 FROM members_standings s
    WHERE s.participant_id = p.id AND s.since <= :today AND (s.until IS NULL OR s.until > :today)
      AND s.standing = 'MEMBER'
  )
  ORDER BY t.sort_name
  LIMIT 20
)
