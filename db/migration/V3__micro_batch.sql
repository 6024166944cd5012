-- Micro-batches that were found to fit, so that a team's next job with the same model on the same
-- kind of device need not search again.
CREATE TABLE micro_batch (
  team_id       uuid        NOT NULL REFERENCES team,
  -- The SHA-256 of circumstances.
  key           bytea       NOT NULL CHECK (length(key) = 32),
  circumstances text        NOT NULL CHECK (length(circumstances) <= 2000),
  micro         integer     NOT NULL CHECK (micro > 0),
  found_at      timestamptz NOT NULL,
  PRIMARY KEY (team_id, key)
);
CREATE INDEX micro_batch_by_age ON micro_batch (team_id, found_at DESC);
