SELECT CAST(concat('{"data":{"castBallot":{"decision":', (
  SELECT concat('{"id":"Decision:', d.id, '","reference":"', d.year, '/', d.number, '","title":',
    d.title -> d.original_language, ',"stage":"', d.stage, '","votingOpenedAt":"', d.voting_opened_at, '"}')
  FROM voting_decisions d WHERE d.id = :id
), ',"errors":[]}}}') AS BLOB)
