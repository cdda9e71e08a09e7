-- What planners suppose. Plain SQL that SQLite and PostgreSQL both read.
-- body: JSON of the format in `format`; a reader that knows a later one keeps reading the earlier. who: a console login.
CREATE TABLE IF NOT EXISTS plan_scenarios (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  format BIGINT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
-- Series from outside, such as postings of a skill, by quarter.
CREATE TABLE IF NOT EXISTS plan_series (
  series TEXT NOT NULL,
  period TEXT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (series, period)
);
