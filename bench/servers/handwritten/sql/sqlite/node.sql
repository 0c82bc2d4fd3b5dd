SELECT CAST(concat('{"data":{"node":', coalesce((
  SELECT concat('{"id":"State:', t.id, '","isoAlpha3":"', t.iso_alpha3, '","name":', t.name -> 'en',
    ',"formalName":', t.formal_name -> 'en', ',"region":', json_quote(t.region),
    ',"unMemberSince":', t.un_member_since, '}')
  FROM members_states t WHERE t.id = :id
), 'null'), '}}') AS BLOB)
