-- Files that the server fetches by URL. One that succeeded is a complete upload.
CREATE TABLE download (
  id              uuid        PRIMARY KEY,
  team_id         uuid        NOT NULL REFERENCES team,
  created_by      uuid        NOT NULL REFERENCES app_user,
  url             text        NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
  -- What the bytes have to hash to, if anybody says so.
  wanted_sha256   bytea       CHECK (length(wanted_sha256) = 32),
  state           text        NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED')),
  received_bytes  bigint      NOT NULL DEFAULT 0 CHECK (received_bytes >= 0),
  -- Why it failed.
  message         text        CHECK (length(message) <= 1000),
  upload_id       uuid        REFERENCES upload ON DELETE SET NULL,
  idempotency_key text        CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  created_at      timestamptz NOT NULL,
  -- The server that fetches it is gone if it is still running then.
  deadline_at     timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  CHECK ((state = 'FAILED') = (message IS NOT NULL)),
  CHECK (upload_id IS NULL OR state = 'SUCCEEDED'),
  UNIQUE (created_by, idempotency_key)
);
CREATE INDEX download_running ON download (team_id) WHERE state = 'RUNNING';
CREATE INDEX download_by_upload ON download (upload_id);
CREATE INDEX download_by_expiry ON download (expires_at);
