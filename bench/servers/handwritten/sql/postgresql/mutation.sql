SELECT concat('{"data":{"castBallot":{"decision":', (
  SELECT concat('{"id":"Decision:', d.id, '","reference":"', d.year, '/', d.number, '","title":',
    to_json(d.title ->> d.original_language), ',"stage":"', d.stage, '","votingOpenedAt":"',
    to_char(d.voting_opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '"}')
  FROM voting_decisions d WHERE d.id = :id
), ',"errors":[]}}}')
