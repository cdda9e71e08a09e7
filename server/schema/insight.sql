-- What insight keeps. Plain SQL that SQLite and PostgreSQL both read (BLOB is PostgreSQL's BYTEA).
-- A period is the day it starts on, in days since 1970-01-01; moments are milliseconds.
CREATE TABLE IF NOT EXISTS meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
-- The keeper's release of a batch, and the sums that the collector added up: a JSON array; NULL where the release carries them.
-- recorded: 1 for a release of the sample company that was not collected here.
CREATE TABLE IF NOT EXISTS collections (
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  measure TEXT NOT NULL,
  cell TEXT NOT NULL,
  envelope TEXT NOT NULL,
  sums TEXT,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  recorded BIGINT NOT NULL,
  PRIMARY KEY (task, period)
);
-- Why a batch is not there yet: the code of the last attempt, and since when it is that one.
CREATE TABLE IF NOT EXISTS attempts (
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  code TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (task, period)
);
