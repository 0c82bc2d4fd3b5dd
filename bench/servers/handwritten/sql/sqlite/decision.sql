SELECT CAST(concat('{"data":{"decision":', coalesce((
  SELECT concat(
    '{"id":"Decision:', d.id, '","reference":"', d.year, '/', d.number, '","title":',
    d.title -> d.original_language, ',"stage":"', d.stage, '","tally":',
    iif(d.voting_closed_at IS NULL, 'null', concat(
      '{"eligible":', d.eligible_count, ',"present":', d.present_count, ',"yes":', d.yes_count, ',"no":', d.no_count,
      ',"abstain":', d.abstain_count, ',"presentAndVoting":', d.yes_count + d.no_count,
      ',"adopted":', iif(d.yes_count > d.no_count, 'true', 'false'), '}')),
    ',"ballots":{"nodes":[', iif(d.voting_closed_at IS NULL, '', (
      SELECT group_concat(concat('{"choice":"', b.choice, '","castAt":"', b.cast_at, '","explanation":',
        json_quote(b.explanation), ',"state":{"isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en', '}}'), ',')
      FROM (
        SELECT choice, cast_at, explanation, state_id FROM voting_ballots
        WHERE decision_id = d.id ORDER BY cast_at, id LIMIT 193
      ) b JOIN members_states t ON t.id = b.state_id
    )), ']}}')
  FROM voting_decisions d WHERE d.id = :id AND d.consensus_opened_at IS NOT NULL
), 'null'), '}}') AS BLOB)
