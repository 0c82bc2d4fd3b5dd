WITH spoken(block, bits) AS MATERIALIZED (
  SELECT block, bits FROM practices_bitmaps WHERE kind = 'language' AND value = :language
), found(block, bits) AS MATERIALIZED (
  SELECT block, bit_and(bits) FROM practices_bitmaps
  WHERE (kind, value) IN (('language', :language), ('capacity', :capacity)) GROUP BY block HAVING count(*) = 2
), counted(kind, value, number) AS (
  SELECT 'capacity', c.value, sum(bit_count(c.bits, s.bits))
  FROM spoken s JOIN practices_bitmaps c ON c.block = s.block AND c.kind = 'capacity' GROUP BY c.value
  UNION ALL
  SELECT c.kind, c.value, sum(bit_count(c.bits, f.bits))
  FROM found f JOIN practices_bitmaps c ON c.block = f.block AND c.kind IN ('system', 'tag') GROUP BY c.kind, c.value
  UNION ALL
  SELECT 'group', g.regional_group, sum(bit_count(c.bits, f.bits))
  FROM found f JOIN practices_bitmaps c ON c.block = f.block AND c.kind = 'grouping'
  JOIN members_regional_groups g ON g.id = CAST(c.value AS INTEGER)
    AND (g.since IS NULL OR g.since <= :today) AND (g.until IS NULL OR g.until > :today)
  GROUP BY g.regional_group
), few(capacity, language) AS MATERIALIZED (
  SELECT coalesce((SELECT number FROM practices_counts WHERE kind = 'capacity' AND value = :capacity), 0) <= 500,
    coalesce((SELECT number FROM practices_counts WHERE kind = 'language' AND value = :language), 0) <= 500
), facets(kind, items) AS MATERIALIZED (
  SELECT kind, group_concat(item, ',') FROM (
    SELECT kind, concat('{"value":', json_quote(value), ',"count":', number, '}') AS item
    FROM counted WHERE number > 0 ORDER BY kind, number DESC, value
  ) GROUP BY kind
)
SELECT CAST(concat(
  '{"data":{"practices":{"totalCount":', (SELECT coalesce(sum(bit_count(bits)), 0) FROM found),
  ',"facets":{"capacities":[', (SELECT items FROM facets WHERE kind = 'capacity'),
  '],"systems":[', (SELECT items FROM facets WHERE kind = 'system'),
  '],"regionalGroups":[', (SELECT items FROM facets WHERE kind = 'group'),
  '],"tags":[', (SELECT items FROM facets WHERE kind = 'tag'),
  ']},"nodes":[', (
    SELECT group_concat(concat(
      '{"id":"Practice:', c.id, '","title":', c.title, ',"summary":', c.summary, ',"tags":', c.tags, ',"languages":', c.languages,
      ',"publishedAt":"', c.published_at, '","state":{"isoAlpha3":"', t.iso_alpha3, '","name":',
      t.name -> 'en', '}}'), ',')
    FROM (
      SELECT * FROM (
        SELECT p.id, p.title -> p.original_language AS title, p.summary -> p.original_language AS summary,
          p.tags, p.languages, p.published_at, p.state_id
        FROM practices_practices p
        WHERE p.status = 'PUBLISHED' AND EXISTS (
            SELECT 1 FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = :capacity
          ) AND EXISTS (
            SELECT 1 FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'language' AND c.value = :language
          )
        ORDER BY p.sort_title, p.id LIMIT (SELECT iif(capacity OR language, 0, 20) FROM few)
      )
      UNION ALL
      SELECT * FROM (
        SELECT p.id, p.title -> p.original_language AS title, p.summary -> p.original_language AS summary,
          p.tags, p.languages, p.published_at, p.state_id
        FROM practices_practices p
        WHERE p.status = 'PUBLISHED' AND p.id IN (
            SELECT c.practice_id FROM practices_terms c WHERE c.kind = 'capacity' AND c.value = :capacity
          ) AND EXISTS (
            SELECT 1 FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'language' AND c.value = :language
          )
        ORDER BY p.sort_title, p.id LIMIT (SELECT iif(capacity, 20, 0) FROM few)
      )
      UNION ALL
      SELECT * FROM (
        SELECT p.id, p.title -> p.original_language AS title, p.summary -> p.original_language AS summary,
          p.tags, p.languages, p.published_at, p.state_id
        FROM practices_practices p
        WHERE p.status = 'PUBLISHED' AND EXISTS (
            SELECT 1 FROM practices_terms c WHERE c.practice_id = p.id AND c.kind = 'capacity' AND c.value = :capacity
          ) AND p.id IN (
            SELECT c.practice_id FROM practices_terms c WHERE c.kind = 'language' AND c.value = :language
          )
        ORDER BY p.sort_title, p.id LIMIT (SELECT iif(language AND NOT capacity, 20, 0) FROM few)
      )
    ) c LEFT JOIN members_states t ON t.id = c.state_id
  ), ']}}}') AS BLOB)
