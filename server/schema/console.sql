-- Logins of a console, beside the role's own tables. Plain SQL that SQLite and PostgreSQL both read (BLOB is PostgreSQL's BYTEA).
-- Times are milliseconds since 1970. No password and no session is here in clear: argon2id of the one, SHA-256 of the other.
CREATE TABLE IF NOT EXISTS users (
  name TEXT NOT NULL PRIMARY KEY,
  role TEXT NOT NULL,
  password TEXT NOT NULL,
  must_change BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS sessions (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  csrf TEXT NOT NULL,
  begun BIGINT NOT NULL,
  seen BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_by_name ON sessions (name);
-- Logins that failed, for as long as they count.
CREATE TABLE IF NOT EXISTS failures (
  name TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS failures_by_name ON failures (name, at);
