SELECT concat('{"data":{"practices":{"nodes":[', string_agg(concat(
  '{"id":"Practice:', c.id, '","title":', to_json(c.title ->> c.original_language), ',"summary":',
  to_json(c.summary ->> c.original_language), ',"publishedAt":"',
  to_char(c.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '","state":{"isoAlpha3":"',
  t.iso_alpha3, '","name":', to_json(t.name ->> 'en'), '}}'), ',' ORDER BY c.fit DESC, c.ordered_at DESC, c.id DESC), ']}}}')
FROM (
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 3 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE s.document @@ CAST(:title AS tsquery) AND p.status = 'PUBLISHED'
   ORDER BY (p.ordered_at, p.id) DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 2 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE s.document @@ CAST(:some AS tsquery) AND p.status = 'PUBLISHED'
   ORDER BY (p.ordered_at, p.id) DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 1 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE s.document @@ CAST(:head AS tsquery) AND p.status = 'PUBLISHED'
   ORDER BY (p.ordered_at, p.id) DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 0 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE s.document @@ CAST(:rest AS tsquery) AND p.status = 'PUBLISHED'
   ORDER BY (p.ordered_at, p.id) DESC LIMIT 20)
  LIMIT 20
) c JOIN members_states t ON t.id = c.state_id
