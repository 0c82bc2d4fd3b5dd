WITH spoken(block, bits) AS MATERIALIZED (
  SELECT block, bits FROM practices_bitmaps WHERE kind = 'language' AND value = :language
), found(block, bits) AS MATERIALIZED (
  SELECT block, bit_and(bits) FROM practices_bitmaps
  WHERE (kind, value) IN (('language', :language), ('capacity', :capacity)) GROUP BY block HAVING count(*) = 2
), few(capacity, language) AS MATERIALIZED (
  SELECT coalesce((SELECT number FROM practices_counts WHERE kind = 'capacity' AND value = :capacity), 0) <= 500,
    coalesce((SELECT number FROM practices_counts WHERE kind = 'language' AND value = :language), 0) <= 500
)
SELECT CAST(concat(
  '{"data":{"practices":{"totalCount":', (SELECT coalesce(sum(bit_count(bits)), 0) FROM found),
  ',"facets":{"capacities":[', (
    SELECT group_concat(item, ',') FROM (
      SELECT concat('{"value":', json_quote(value), ',"count":', number, '}') AS item FROM (
        SELECT c.value, sum(bit_count(c.bits, f.bits)) AS number
        FROM spoken f JOIN practices_bitmaps c ON c.block = f.block WHERE c.kind = 'capacity' GROUP BY c.value
      ) WHERE number > 0 ORDER BY number DESC, value
    )
  ),
  '],"systems":[', (
    SELECT group_concat(item, ',') FROM (
      SELECT concat('{"value":', json_quote(value), ',"count":', number, '}') AS item FROM (
        SELECT c.value, sum(bit_count(c.bits, f.bits)) AS number
        FROM found f JOIN practices_bitmaps c ON c.block = f.block WHERE c.kind = 'system' GROUP BY c.value
      ) WHERE number > 0 ORDER BY number DESC, value
    )
  ),
  '],"regionalGroups":[', (
    SELECT group_concat(item, ',') FROM (
      SELECT concat('{"value":', json_quote(value), ',"count":', number, '}') AS item FROM (
        SELECT g.regional_group AS value, sum(bit_count(c.bits, f.bits)) AS number
        FROM found f JOIN practices_bitmaps c ON c.block = f.block AND c.kind = 'grouping'
        JOIN members_regional_groups g ON g.id = CAST(c.value AS INTEGER)
          AND (g.since IS NULL OR g.since <= :today) AND (g.until IS NULL OR g.until > :today)
        GROUP BY g.regional_group
      ) WHERE number > 0 ORDER BY number DESC, value
    )
  ),
  '],"tags":[', (
    SELECT group_concat(item, ',') FROM (
      SELECT concat('{"value":', json_quote(value), ',"count":', number, '}') AS item FROM (
        SELECT c.value, sum(bit_count(c.bits, f.bits)) AS number
        FROM found f JOIN practices_bitmaps c ON c.block = f.block WHERE c.kind = 'tag' GROUP BY c.value
      ) WHERE number > 0 ORDER BY number DESC, value
    )
  ),
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
