-- What trainers print. Lines are numbered by attempt, from 1, and stored together in chunks; the row
-- of the attempt says how far its log has come and is what writers wait for.
CREATE TABLE attempt_log (
  attempt_id   uuid        PRIMARY KEY REFERENCES attempt ON DELETE CASCADE,
  last_line    bigint      NOT NULL CHECK (last_line >= 0),
  -- The text of its lines in UTF-8, with a line break after each.
  size_bytes   bigint      NOT NULL CHECK (size_bytes >= 0),
  -- The job's logs have reached their limit: the last line says so, and none comes after it.
  is_full      boolean     NOT NULL DEFAULT false,
  -- When the worker said that no line comes any more; null if it never could.
  completed_at timestamptz
);
ALTER TABLE attempt_log SET (fillfactor = 50);

CREATE TABLE log_chunk (
  attempt_id uuid     NOT NULL REFERENCES attempt_log ON DELETE CASCADE,
  first_line bigint   NOT NULL CHECK (first_line > 0),
  last_line  bigint   NOT NULL CHECK (last_line >= first_line),
  -- Bit n is set when a line of level n is there: 0 DEBUG, 1 INFO, 2 WARN, 3 ERROR.
  levels     smallint NOT NULL CHECK (levels BETWEEN 1 AND 15),
  size_bytes integer  NOT NULL CHECK (size_bytes > 0),
  content    bytea    NOT NULL CHECK (length(content) <= 1048576),
  PRIMARY KEY (attempt_id, first_line)
);
-- Compressed already. The newest chunk of a log is written again while it is small.
ALTER TABLE log_chunk ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE log_chunk SET (fillfactor = 80);
