SELECT concat('{"data":{"decision":', coalesce((
  SELECT concat(
    '{"id":"Decision:', d.id, '","reference":"', d.year, '/', d.number, '","title":',
    to_json(d.title ->> d.original_language), ',"stage":"', d.stage, '","tally":',
    CASE WHEN d.voting_closed_at IS NULL THEN 'null' ELSE concat(
      '{"eligible":', d.eligible_count, ',"present":', d.present_count, ',"yes":', d.yes_count, ',"no":', d.no_count,
      ',"abstain":', d.abstain_count, ',"presentAndVoting":', d.yes_count + d.no_count,
      ',"adopted":', to_json(d.yes_count > d.no_count), '}') END,
    ',"ballots":{"nodes":[', CASE WHEN d.voting_closed_at IS NOT NULL THEN (
      SELECT string_agg(concat('{"choice":"', b.choice, '","castAt":"',
        to_char(b.cast_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '","explanation":',
        coalesce(to_json(b.explanation), 'null'), ',"state":{"isoAlpha3":"', t.iso_alpha3, '","name":',
        to_json(t.name ->> 'en'), '}}'), ',' ORDER BY b.cast_at, b.id)
      FROM (
        SELECT id, choice, cast_at, explanation, state_id FROM voting_ballots
        WHERE decision_id = d.id ORDER BY cast_at, id LIMIT 193
      ) b JOIN members_states t ON t.id = b.state_id
    ) END, ']}}')
  FROM voting_decisions d WHERE d.id = :id AND d.consensus_opened_at IS NOT NULL
), 'null'), '}}')
