WITH spoken AS MATERIALIZED (
  SELECT p.id, p.state_id, EXISTS (
    SELECT FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = :capacity
  ) AS found
  FROM practices_terms l JOIN practices_practices p ON p.id = l.practice_id
  WHERE l.kind = 'language' AND l.value = :language AND p.status = 'PUBLISHED'
), counted AS (
  SELECT c.kind, c.value, count(*) AS number
  FROM spoken s JOIN practices_terms c ON c.practice_id = s.id
  WHERE c.kind = 'capacity' OR (s.found AND c.kind IN ('system', 'tag'))
  GROUP BY c.kind, c.value
  UNION ALL
  SELECT 'group', g.regional_group, sum(b.number)
  FROM (SELECT state_id, count(*) AS number FROM spoken WHERE found GROUP BY state_id) b
  JOIN members_regional_groups g ON g.state_id = b.state_id AND (g.since IS NULL OR g.since <= CAST(:today AS date))
    AND (g.until IS NULL OR g.until > CAST(:today AS date))
  GROUP BY g.regional_group
), facets AS MATERIALIZED (
  SELECT kind, string_agg(concat('{"value":', to_json(value), ',"count":', number, '}'), ','
    ORDER BY number DESC, value COLLATE "C") AS items
  FROM counted GROUP BY kind
)
SELECT concat(
  '{"data":{"practices":{"totalCount":', (SELECT count(*) FROM spoken WHERE found),
  ',"facets":{"capacities":[', (SELECT items FROM facets WHERE kind = 'capacity'),
  '],"systems":[', (SELECT items FROM facets WHERE kind = 'system'),
  '],"regionalGroups":[', (SELECT items FROM facets WHERE kind = 'group'),
  '],"tags":[', (SELECT items FROM facets WHERE kind = 'tag'),
  ']},"nodes":[', (
    SELECT string_agg(concat(
      '{"id":"Practice:', c.id, '","title":', to_json(c.title ->> c.original_language), ',"summary":',
      to_json(c.summary ->> c.original_language), ',"tags":', c.tags, ',"languages":', c.languages, ',"publishedAt":"',
      to_char(c.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '","state":{"isoAlpha3":"',
      t.iso_alpha3, '","name":', to_json(t.name ->> 'en'), '}}'), ',' ORDER BY c.sort_title COLLATE "C", c.id)
    FROM (
      SELECT p.* FROM practices_practices p
      WHERE p.status = 'PUBLISHED' AND EXISTS (
        SELECT FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = :capacity
      ) AND EXISTS (
        SELECT FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'language' AND c.value = :language
      )
      ORDER BY p.sort_title COLLATE "C", p.id LIMIT 20
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']}}}')
