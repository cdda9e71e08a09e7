-- What audits found, and what came of it. Rows are only added. Plain SQL that SQLite and PostgreSQL both read.
-- state: open, explained, fixed. who: a console login, never a person of the figures.
CREATE TABLE IF NOT EXISTS audit_findings (
  number BIGINT NOT NULL,
  step BIGINT NOT NULL,
  period TEXT NOT NULL,
  measure TEXT NOT NULL,
  subject TEXT NOT NULL,
  owner TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (number, step)
);
