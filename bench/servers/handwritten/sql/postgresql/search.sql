WITH many_title AS (
  SELECT EXISTS (
    SELECT FROM practices_search s WHERE s.id & 63 = 0 AND ts_filter(s.document, '{a}') @@ CAST(:all AS tsquery) OFFSET 4
  ) AS it_has
),
many_some AS (
  SELECT EXISTS (
    SELECT FROM practices_search s WHERE s.id & 63 = 0 AND ts_filter(s.document, '{a}') @@ CAST(:any AS tsquery)
      AND s.document @@ CAST(:find AS tsquery) OFFSET 4
  ) AS it_has
),
many_head AS (
  SELECT EXISTS (
    SELECT FROM practices_search s WHERE s.id & 63 = 0 AND ts_filter(s.document, '{a,b}') @@ CAST(:all AS tsquery) OFFSET 4
  ) AS it_has
),
many_rest AS (
  SELECT EXISTS (
    SELECT FROM practices_search s WHERE s.id & 63 = 0 AND s.document @@ CAST(:find AS tsquery) OFFSET 4
  ) AS it_has
)
SELECT concat('{"data":{"practices":{"nodes":[', string_agg(concat(
  '{"id":"Practice:', c.id, '","title":', to_json(c.title ->> c.original_language), ',"summary":',
  to_json(c.summary ->> c.original_language), ',"publishedAt":"',
  to_char(c.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '","state":{"isoAlpha3":"',
  t.iso_alpha3, '","name":', to_json(t.name ->> 'en'), '}}'), ',' ORDER BY c.fit DESC, c.ordered_at DESC, c.id DESC), ']}}}')
FROM (
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 3 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE (SELECT it_has FROM many_title) AND (s.document @@ CAST(:title AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY s.ordered_at DESC, s.id DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 3 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE NOT (SELECT it_has FROM many_title) AND ts_filter(s.document, '{a}') @@ CAST(:all AS tsquery)
     AND (s.document @@ CAST(:title AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY (s.ordered_at, s.id) DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 2 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE (SELECT it_has FROM many_some) AND (s.document @@ CAST(:some AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY s.ordered_at DESC, s.id DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 2 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE NOT (SELECT it_has FROM many_some) AND ts_filter(s.document, '{a}') @@ CAST(:any AS tsquery)
     AND s.document @@ CAST(:find AS tsquery)
     AND (s.document @@ CAST(:some AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY (s.ordered_at, s.id) DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 1 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE (SELECT it_has FROM many_head) AND (s.document @@ CAST(:head AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY s.ordered_at DESC, s.id DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 1 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE NOT (SELECT it_has FROM many_head) AND ts_filter(s.document, '{a,b}') @@ CAST(:all AS tsquery)
     AND (s.document @@ CAST(:head AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY (s.ordered_at, s.id) DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 0 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE (SELECT it_has FROM many_rest) AND (s.document @@ CAST(:rest AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY s.ordered_at DESC, s.id DESC LIMIT 20) UNION ALL
  (SELECT p.id, p.title, p.summary, p.original_language, p.published_at, p.ordered_at, p.state_id, 0 AS fit
   FROM practices_search s JOIN practices_practices p ON p.id = s.id
   WHERE NOT (SELECT it_has FROM many_rest) AND s.document @@ CAST(:find AS tsquery)
     AND (s.document @@ CAST(:rest AS tsquery)) IS TRUE AND p.status = 'PUBLISHED'
   ORDER BY (s.ordered_at, s.id) DESC LIMIT 20)
  LIMIT 20
) c JOIN members_states t ON t.id = c.state_id
