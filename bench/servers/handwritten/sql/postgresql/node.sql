SELECT concat('{"data":{"node":', coalesce((
  SELECT concat('{"id":"State:', t.id, '","isoAlpha3":"', t.iso_alpha3, '","name":', to_json(t.name ->> 'en'),
    ',"formalName":', to_json(t.formal_name ->> 'en'), ',"region":', to_json(t.region),
    ',"unMemberSince":', t.un_member_since, '}')
  FROM members_states t WHERE t.id = :id
), 'null'), '}}')
