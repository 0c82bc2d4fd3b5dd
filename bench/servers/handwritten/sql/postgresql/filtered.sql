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
      SELECT p.* FROM practices_practices p
      WHERE p.status = 'PUBLISHED' AND EXISTS (
        SELECT FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = :capacity OFFSET 0
      ) AND EXISTS (
        SELECT FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'language' AND c.value = :language OFFSET 0
      )
      ORDER BY p.sort_title COLLATE "C", p.id LIMIT 20
    ) c JOIN members_states t ON t.id = c.state_id
  ), ']}}}')
