-- What the company measures itself, by cell and period. Plain SQL that SQLite and PostgreSQL both read.
-- A row is about at least five people; no column is about one. month: of a time to something, else -1. sd: -1 where it is not told.
CREATE TABLE IF NOT EXISTS impact_endpoints (
  metric TEXT NOT NULL,
  cell TEXT NOT NULL,
  period TEXT NOT NULL,
  month BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  people BIGINT NOT NULL,
  sd DOUBLE PRECISION NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (metric, cell, period, month)
);
