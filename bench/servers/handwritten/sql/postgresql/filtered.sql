WITH spoken AS MATERIALIZED (
  SELECT block, bits FROM practices_bitmaps WHERE kind = 'language' AND value = :language
), found AS MATERIALIZED (
  SELECT s.block, s.bits & c.bits AS bits
  FROM spoken s JOIN practices_bitmaps c ON c.kind = 'capacity' AND c.value = :capacity AND c.block = s.block
), counted AS (
  SELECT c.kind, c.value, sum(bit_count(c.bits & s.bits)) AS number
  FROM spoken s JOIN practices_bitmaps c ON c.block = s.block AND c.kind = 'capacity' GROUP BY c.kind, c.value
  UNION ALL
  SELECT c.kind, c.value, sum(bit_count(c.bits & f.bits))
  FROM found f JOIN practices_bitmaps c ON c.block = f.block AND c.kind IN ('system', 'tag') GROUP BY c.kind, c.value
  UNION ALL
  SELECT 'group', g.regional_group, sum(bit_count(c.bits & f.bits))
  FROM found f JOIN practices_bitmaps c ON c.block = f.block AND c.kind = 'grouping'
  JOIN members_regional_groups g ON g.id = CAST(c.value AS bigint)
    AND (g.since IS NULL OR g.since <= CAST(:today AS date)) AND (g.until IS NULL OR g.until > CAST(:today AS date))
  GROUP BY g.regional_group
), few(capacity, language) AS MATERIALIZED (
  SELECT NOT EXISTS (SELECT FROM practices_terms WHERE kind = 'capacity' AND value = :capacity OFFSET 500),
    NOT EXISTS (SELECT FROM practices_terms WHERE kind = 'language' AND value = :language OFFSET 500)
), facets AS MATERIALIZED (
  SELECT kind, string_agg(concat('{"value":', to_json(value), ',"count":', number, '}'), ','
    ORDER BY number DESC, value COLLATE "C") AS items
  FROM counted WHERE number > 0 GROUP BY kind
)
SELECT concat(
  '{"data":{"practices":{"totalCount":', (SELECT coalesce(sum(bit_count(bits)), 0) FROM found),
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
      (
        SELECT p.id, p.title, p.original_language, p.summary, p.tags, p.languages, p.published_at, p.state_id, p.sort_title
        FROM practices_practices p
        WHERE p.status = 'PUBLISHED' AND EXISTS (
            SELECT FROM practices_terms c
            WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = :capacity OFFSET 0
          ) AND EXISTS (
            SELECT FROM practices_terms c
            WHERE c.practice_id = p.id AND c.kind = 'language' AND c.value = :language OFFSET 0
          )
        ORDER BY p.sort_title COLLATE "C", p.id LIMIT (SELECT CASE WHEN capacity OR language THEN 0 ELSE 20 END FROM few)
      )
      UNION ALL
      (
        SELECT p.id, p.title, p.original_language, p.summary, p.tags, p.languages, p.published_at, p.state_id, p.sort_title
        FROM practices_practices p
        WHERE p.status = 'PUBLISHED' AND p.id IN (
            SELECT c.practice_id FROM practices_terms c WHERE c.kind = 'capacity' AND c.value = :capacity LIMIT 500
          ) AND EXISTS (
            SELECT FROM practices_terms c
            WHERE c.practice_id = p.id AND c.kind = 'language' AND c.value = :language OFFSET 0
          )
        ORDER BY p.sort_title COLLATE "C", p.id LIMIT (SELECT CASE WHEN capacity THEN 20 ELSE 0 END FROM few)
      )
      UNION ALL
      (
        SELECT p.id, p.title, p.original_language, p.summary, p.tags, p.languages, p.published_at, p.state_id, p.sort_title
        FROM practices_practices p
        WHERE p.status = 'PUBLISHED' AND EXISTS (
            SELECT FROM practices_terms c
            WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = :capacity OFFSET 0
          ) AND p.id IN (
            SELECT c.practice_id FROM practices_terms c WHERE c.kind = 'language' AND c.value = :language LIMIT 500
          )
        ORDER BY p.sort_title COLLATE "C", p.id LIMIT (SELECT CASE WHEN language AND NOT capacity THEN 20 ELSE 0 END FROM few)
      )
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']}}}')
