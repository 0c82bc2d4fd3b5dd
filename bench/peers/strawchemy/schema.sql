-- The views that strawchemy's models map, with texts in the requested language.
CREATE VIEW IF NOT EXISTS portal_states AS
SELECT t.id, 'State:' || t.id AS gid, t.iso_alpha3, t.name ->> 'en' AS name, t.formal_name ->> 'en' AS formal_name, t.region,
  t.un_member_since, g.regional_group
FROM members_states t JOIN members_regional_groups g ON g.state_id = t.id
  AND (g.since IS NULL OR g.since <= date('now')) AND (g.until IS NULL OR g.until > date('now'));
CREATE VIEW IF NOT EXISTS portal_members AS
SELECT p.id, 'Participant:' || p.id AS gid, p.state_id, p.joined_on, p.founding, s.standing, t.sort_name
FROM members_participants p JOIN members_states t ON t.id = p.state_id
JOIN members_standings s ON s.participant_id = p.id AND s.standing = 'MEMBER' AND s.since <= date('now')
  AND (s.until IS NULL OR s.until > date('now'));
CREATE VIEW IF NOT EXISTS portal_mechanisms AS
SELECT id, participant_id, name ->> original_language AS name, type, capacities FROM members_mechanisms
WHERE since <= date('now') AND (until IS NULL OR until > date('now'));
CREATE VIEW IF NOT EXISTS portal_focal_points AS
SELECT id, participant_id, name FROM members_focal_points
WHERE since <= date('now') AND (until IS NULL OR until > date('now'));
CREATE VIEW IF NOT EXISTS portal_changes AS
SELECT id, participant_id, standing, since AS "on", reason FROM members_standings;
CREATE VIEW IF NOT EXISTS portal_practices AS
SELECT id, 'Practice:' || id AS gid, participant_id, title ->> original_language AS title, tags, ordered_at
FROM practices_practices WHERE status = 'PUBLISHED';
CREATE VIEW IF NOT EXISTS portal_decisions AS
SELECT id, 'Decision:' || id AS gid, year || '/' || number AS reference, title ->> original_language AS title, stage,
  eligible_count AS eligible, present_count AS present, yes_count AS yes, no_count AS no, abstain_count AS abstain,
  yes_count + no_count AS present_and_voting, yes_count > no_count AS adopted
FROM voting_decisions WHERE consensus_opened_at IS NOT NULL;
CREATE VIEW IF NOT EXISTS portal_ballots AS
SELECT b.id, b.decision_id, b.state_id, b.choice, b.cast_at, b.explanation
FROM voting_ballots b JOIN voting_decisions d ON d.id = b.decision_id WHERE d.voting_closed_at IS NOT NULL;
