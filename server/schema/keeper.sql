-- What the keeper keeps. Plain SQL that SQLite and PostgreSQL both read (BLOB is PostgreSQL's BYTEA).
-- A period is the day it starts on, in days since 1970-01-01.
CREATE TABLE IF NOT EXISTS meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS seen (
  task BLOB NOT NULL,
  report BLOB NOT NULL,
  PRIMARY KEY (task, report)
);
CREATE TABLE IF NOT EXISTS tokens_spent (
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  token BLOB NOT NULL,
  PRIMARY KEY (task, period, token)
);
-- A repeated job gets the bytes of its first answer.
CREATE TABLE IF NOT EXISTS jobs (
  task BLOB NOT NULL,
  job BLOB NOT NULL,
  request BLOB NOT NULL,
  response BLOB NOT NULL,
  PRIMARY KEY (task, job)
);
-- job, request, sealed: set when the batch is collected; share is emptied then.
CREATE TABLE IF NOT EXISTS batches (
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  count BIGINT NOT NULL,
  checksum BLOB NOT NULL,
  share BLOB NOT NULL,
  job BLOB,
  request BLOB,
  sealed BLOB,
  PRIMARY KEY (task, period)
);
CREATE TABLE IF NOT EXISTS releases (
  number BIGINT NOT NULL PRIMARY KEY,
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  envelope TEXT NOT NULL,
  UNIQUE (task, period)
);
-- When a release was signed, milliseconds since 1970. Beside the releases, since the first version did not write it down.
CREATE TABLE IF NOT EXISTS release_times (
  number BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);
-- Reports that were not counted, by why. period: the time that they named.
CREATE TABLE IF NOT EXISTS refusals (
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  code TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (task, period, code)
);
