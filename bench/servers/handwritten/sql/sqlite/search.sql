SELECT CAST(concat('{"data":{"practices":{"nodes":[', group_concat(concat(
  '{"id":"Practice:', c.id, '","title":', c.title, ',"summary":', c.summary, ',"publishedAt":"', c.published_at,
  '","state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ','), ']}}}') AS BLOB)
FROM (
  SELECT * FROM (
    SELECT p.id, p.title -> p.original_language AS title, p.summary -> p.original_language AS summary,
      p.published_at, p.state_id FROM practices_texts
    JOIN practices_places n ON n.place = practices_texts.rowid JOIN practices_practices p ON p.id = n.practice_id
    WHERE practices_texts MATCH :title AND p.status = 'PUBLISHED' ORDER BY practices_texts.rowid DESC LIMIT 20
  ) UNION ALL
  SELECT * FROM (
    SELECT p.id, p.title -> p.original_language AS title, p.summary -> p.original_language AS summary,
      p.published_at, p.state_id FROM practices_texts
    JOIN practices_places n ON n.place = practices_texts.rowid JOIN practices_practices p ON p.id = n.practice_id
    WHERE practices_texts MATCH :some AND p.status = 'PUBLISHED' ORDER BY practices_texts.rowid DESC LIMIT 20
  ) UNION ALL
  SELECT * FROM (
    SELECT p.id, p.title -> p.original_language AS title, p.summary -> p.original_language AS summary,
      p.published_at, p.state_id FROM practices_texts
    JOIN practices_places n ON n.place = practices_texts.rowid JOIN practices_practices p ON p.id = n.practice_id
    WHERE practices_texts MATCH :head AND p.status = 'PUBLISHED' ORDER BY practices_texts.rowid DESC LIMIT 20
  ) UNION ALL
  SELECT * FROM (
    SELECT p.id, p.title -> p.original_language AS title, p.summary -> p.original_language AS summary,
      p.published_at, p.state_id FROM practices_texts
    JOIN practices_places n ON n.place = practices_texts.rowid JOIN practices_practices p ON p.id = n.practice_id
    WHERE practices_texts MATCH :rest AND p.status = 'PUBLISHED' ORDER BY practices_texts.rowid DESC LIMIT 20
  )
  LIMIT 20
) c JOIN members_states t ON t.id = c.state_id
