SELECT concat('{"data":{"members":{"nodes":[', string_agg(item, ','), ']}}}')
FROM (
  SELECT concat(
    '{"id":"Participant:', p.id, '","joinedOn":"', p.joined_on, '","founding":', to_json(p.founding),
    ',"standing":"MEMBER","state":{"isoAlpha3":"', p.iso_alpha3, '","name":', to_json(p.name),
    ',"regionalGroup":"', g.regional_group, '"},"mechanism":', CASE WHEN m.id IS NULL THEN 'null' ELSE concat(
      '{"name":', to_json(m.name ->> m.original_language), ',"type":"', m.type, '","capacities":', m.capacities, '}') END,
    ',"focalPoint":', CASE WHEN f.id IS NULL THEN 'null' ELSE concat('{"name":', to_json(f.name), '}') END,
    ',"changes":[', c.items, ']}') AS item
  FROM (
    SELECT p.id, p.joined_on, p.founding, p.state_id, t.iso_alpha3, t.name ->> 'en' AS name, t.sort_name
    FROM members_states t
    JOIN members_participants p ON p.state_id = t.id
    JOIN members_standings s ON s.participant_id = p.id AND s.standing = 'MEMBER' AND s.since <= CAST(:today AS date)
      AND (s.until IS NULL OR s.until > CAST(:today AS date))
    ORDER BY t.sort_name COLLATE "C"
    LIMIT 20
  ) p
  JOIN members_regional_groups g ON g.state_id = p.state_id AND (g.since IS NULL OR g.since <= CAST(:today AS date))
    AND (g.until IS NULL OR g.until > CAST(:today AS date))
  LEFT JOIN members_mechanisms m ON m.participant_id = p.id AND m.since <= CAST(:today AS date)
    AND (m.until IS NULL OR m.until > CAST(:today AS date))
  LEFT JOIN members_focal_points f ON f.participant_id = p.id AND f.since <= CAST(:today AS date)
    AND (f.until IS NULL OR f.until > CAST(:today AS date))
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"standing":"', h.standing, '","on":"', h.since, '","reason":', to_json(h.reason), '}'),
      ',' ORDER BY h.since, h.id) AS items
    FROM members_standings h WHERE h.participant_id = p.id
  ) c ON true
  ORDER BY p.sort_name COLLATE "C"
) i
