-- What a company decided to do about a shortfall: each row is a step of an action, and a row is never changed or taken away.
-- Plain SQL that SQLite and PostgreSQL both read. Times are milliseconds since 1970. who: the login that did it.
-- body: the proposal's own JSON, in the first step alone; no column is about whom the action is for.
CREATE TABLE IF NOT EXISTS action_steps (
  number BIGINT NOT NULL,
  step BIGINT NOT NULL,
  act TEXT NOT NULL,
  note TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, step)
);
