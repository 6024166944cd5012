-- Traces of how jobs come to their first optimizer step.

-- When the first point of the series came to a server; null for those before this was noted.
ALTER TABLE series ADD first_at timestamptz;

-- Attempts whose beginning was told to the collector of traces.
CREATE TABLE traced_attempt (
  attempt_id uuid        PRIMARY KEY REFERENCES attempt ON DELETE CASCADE,
  traced_at  timestamptz NOT NULL
);
