SELECT CAST(concat('{"data":{"members":{"nodes":[', group_concat(item, ','), ']}}}') AS BLOB)
FROM (
  SELECT concat(
    '{"id":"Participant:', p.id, '","state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en',
    '},"practices":{"nodes":[', (
      SELECT group_concat(concat('{"id":"Practice:', c.id, '","title":', c.title, ',"tags":', c.tags, '}'), ',')
      FROM (
        SELECT id, title -> original_language AS title, tags
        FROM practices_practices
        WHERE participant_id = p.id AND status = 'PUBLISHED'
        ORDER BY ordered_at DESC, id DESC LIMIT 5
      ) c
    ), ']}}') AS item
  FROM members_states t CROSS JOIN members_participants p ON p.state_id = t.id
  WHERE EXISTS (
    SELECT 1 FROM members_standings s
    WHERE s.participant_id = p.id AND s.since <= :today AND (s.until IS NULL OR s.until > :today) AND s.standing = 'MEMBER'
  )
  ORDER BY t.sort_name
  LIMIT 50
)
