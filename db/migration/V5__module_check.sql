-- Trials of users' modules before their jobs are accepted. Rows are deleted a day later.
CREATE TABLE module_check (
  id          uuid        PRIMARY KEY,
  team_id     uuid        NOT NULL REFERENCES team,
  -- What the module has to be good for; equal tasks have equal verdicts.
  task        jsonb       NOT NULL,
  task_sha256 bytea       NOT NULL CHECK (length(task_sha256) = 32),
  worker_id   uuid        REFERENCES worker,
  -- Null until a worker has fetched it, when the token is made.
  token_hash  bytea       UNIQUE CHECK (length(token_hash) = 32),
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  finished_at timestamptz,
  passed      boolean,
  message     text        CHECK (length(message) <= 8000),
  CHECK ((finished_at IS NULL) = (passed IS NULL)),
  CHECK ((finished_at IS NULL) = (message IS NULL)),
  CHECK ((worker_id IS NULL) = (token_hash IS NULL))
);
CREATE INDEX module_check_waiting ON module_check (created_at) WHERE token_hash IS NULL;
CREATE INDEX module_check_passed ON module_check (task_sha256) WHERE passed;
CREATE INDEX module_check_by_team ON module_check (team_id) WHERE finished_at IS NULL;
