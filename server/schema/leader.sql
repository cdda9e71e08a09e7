-- What the leader keeps. Plain SQL that SQLite and PostgreSQL both read (BLOB is PostgreSQL's BYTEA).
-- No time of arrival, no address, no subject: a period is the day it starts on, in days since 1970-01-01.
CREATE TABLE IF NOT EXISTS meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
-- state: 0 waits, 1 in an aggregation job, 2 counted, 3 refused. The bytes go when it is counted or refused; the id stays.
CREATE TABLE IF NOT EXISTS reports (
  task BLOB NOT NULL,
  report BLOB NOT NULL,
  period BIGINT NOT NULL,
  state BIGINT NOT NULL,
  job BLOB,
  bytes BLOB,
  PRIMARY KEY (task, report)
);
CREATE INDEX IF NOT EXISTS reports_by_state ON reports (state, task, period, report);
CREATE INDEX IF NOT EXISTS reports_by_job ON reports (task, job, report);
CREATE TABLE IF NOT EXISTS tokens_spent (
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  token BLOB NOT NULL,
  PRIMARY KEY (task, period, token)
);
-- subject: keyed hash of whom the portal vouched for. request: hash of the one blinded message that was signed.
CREATE TABLE IF NOT EXISTS tokens_issued (
  period BIGINT NOT NULL,
  subject BLOB NOT NULL,
  request BLOB NOT NULL,
  PRIMARY KEY (period, subject)
);
-- An aggregation job that the keeper has not answered yet.
CREATE TABLE IF NOT EXISTS jobs (
  task BLOB NOT NULL,
  job BLOB NOT NULL,
  period BIGINT NOT NULL,
  PRIMARY KEY (task, job)
);
-- job: the collection job that has the batch; from then on no report is added. share: emptied when it was collected.
CREATE TABLE IF NOT EXISTS batches (
  task BLOB NOT NULL,
  period BIGINT NOT NULL,
  count BIGINT NOT NULL,
  checksum BLOB NOT NULL,
  share BLOB NOT NULL,
  job BLOB,
  PRIMARY KEY (task, period)
);
-- state: 0 open, 1 done, 2 failed.
CREATE TABLE IF NOT EXISTS collections (
  task BLOB NOT NULL,
  job BLOB NOT NULL,
  period BIGINT NOT NULL,
  request BLOB NOT NULL,
  state BIGINT NOT NULL,
  response BLOB,
  problem TEXT,
  PRIMARY KEY (task, job)
);
