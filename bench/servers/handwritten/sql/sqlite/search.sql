SELECT CAST(concat('{"data":{"practices":{"nodes":[', coalesce(group_concat(concat(
  '{"id":"Practice:', c.id, '","title":', c.title -> c.original_language, ',"summary":',
  c.summary -> c.original_language, ',"publishedAt":"', c.published_at,
  '","state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ','), ''), ']}}}') AS BLOB)
FROM (
  SELECT * FROM (
    SELECT * FROM practices_practices
    WHERE id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :title) AND status = 'PUBLISHED'
    ORDER BY ordered_at DESC, id DESC LIMIT 20
  ) UNION ALL SELECT * FROM (
    SELECT * FROM practices_practices
    WHERE id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :some) AND status = 'PUBLISHED'
    ORDER BY ordered_at DESC, id DESC LIMIT 20
  ) UNION ALL SELECT * FROM (
    SELECT * FROM practices_practices
    WHERE id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :head) AND status = 'PUBLISHED'
    ORDER BY ordered_at DESC, id DESC LIMIT 20
  ) UNION ALL SELECT * FROM (
    SELECT * FROM practices_practices
    WHERE id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :rest) AND status = 'PUBLISHED'
    ORDER BY ordered_at DESC, id DESC LIMIT 20
  ) LIMIT 20
) c JOIN members_states t ON t.id = c.state_id
