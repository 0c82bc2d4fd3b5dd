SELECT concat('{"data":{"members":{"nodes":[', string_agg(item, ','), ']}}}')
FROM (
  SELECT concat(
    '{"id":"Participant:', p.id, '","state":{"isoAlpha3":"', p.iso_alpha3, '","name":', to_json(p.name),
    '},"practices":{"nodes":[', c.items, ']}}') AS item
  FROM (
    SELECT p.id, t.iso_alpha3, t.name ->> 'en' AS name, t.sort_name
    FROM members_states t
    JOIN members_participants p ON p.state_id = t.id
    JOIN members_standings s ON s.participant_id = p.id AND s.standing = 'MEMBER' AND s.since <= CAST(:today AS date)
      AND (s.until IS NULL OR s.until > CAST(:today AS date))
    ORDER BY t.sort_name COLLATE "C"
    LIMIT 50
  ) p
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":"Practice:', x.id, '","title":', to_json(x.title), ',"tags":', x.tags, '}'), ',') AS items
    FROM (
      SELECT id, title ->> original_language AS title, tags
      FROM practices_practices
      WHERE participant_id = p.id AND status = 'PUBLISHED'
      ORDER BY ordered_at DESC, id DESC LIMIT 5
    ) x
  ) c ON true
  ORDER BY p.sort_name COLLATE "C"
) i
