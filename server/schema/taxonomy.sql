-- What is proposed to change in the company's vocabulary, and what was. Plain SQL that SQLite and PostgreSQL both read.
-- Times are milliseconds since 1970. No column is about a person: who raised and who decided is a kind of source, never a name.
-- body: the proposal's own JSON. version: counts up with every change of the row; whoever decides says which one was read.
-- status: open, deferred, accepted, rejected, and released once a pack that has it is in place.
CREATE TABLE IF NOT EXISTS taxonomy_proposals (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  domain TEXT NOT NULL,
  raised TEXT NOT NULL,
  status TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL,
  decided BIGINT,
  body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS taxonomy_proposals_by_status ON taxonomy_proposals (status, at);
-- The skills that a proposal names.
CREATE TABLE IF NOT EXISTS taxonomy_proposal_skills (
  skill TEXT NOT NULL,
  proposal TEXT NOT NULL,
  PRIMARY KEY (skill, proposal)
);
-- SHA-256 of files that were taken: one that is brought twice counts once.
CREATE TABLE IF NOT EXISTS taxonomy_files (
  digest TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);
-- What was changed in a pack that is in place, in the order of its releases.
CREATE TABLE IF NOT EXISTS taxonomy_changes (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  number BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS taxonomy_change_skills (
  skill TEXT NOT NULL,
  change_id TEXT NOT NULL,
  PRIMARY KEY (skill, change_id)
);
