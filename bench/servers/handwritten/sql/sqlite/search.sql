SELECT CAST(concat('{"data":{"practices":{"nodes":[', coalesce(group_concat(concat(
  '{"id":"Practice:', c.id, '","title":', c.title -> c.original_language, ',"summary":',
  c.summary -> c.original_language, ',"publishedAt":"', c.published_at,
  '","state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ','), ''), ']}}}') AS BLOB)
FROM (
  SELECT p.*, CASE
    WHEN p.id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :title) THEN 3
    WHEN p.id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :some) THEN 2
    WHEN p.id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :head) THEN 1
    ELSE 0 END AS fit
  FROM practices_practices p
  WHERE p.id IN (SELECT rowid FROM practices_search WHERE practices_search MATCH :find) AND p.status = 'PUBLISHED'
  ORDER BY fit DESC, p.ordered_at DESC, p.id DESC LIMIT 20
) c JOIN members_states t ON t.id = c.state_id
