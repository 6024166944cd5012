-- What requests with an Idempotency-Key were answered, for as long as they may be sent again. Answers may hold
-- secrets: they are encrypted under the key, of which only a digest is here.
CREATE TABLE first_answer (
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  key_sha256 bytea NOT NULL CHECK (length(key_sha256) = 32),
  request_sha256 bytea NOT NULL CHECK (length(request_sha256) = 32),
  -- Null only inside the transaction that makes what is answered.
  sealed_answer bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, key_sha256)
);

CREATE INDEX first_answer_expires_at ON first_answer (expires_at);
