-- Files that people upload in chunks, and what becomes of them: data sets and models.

CREATE TABLE upload (
  id              uuid        PRIMARY KEY,
  team_id         uuid        NOT NULL REFERENCES team,
  created_by      uuid        NOT NULL REFERENCES app_user,
  size_bytes      bigint      NOT NULL CHECK (size_bytes > 0),
  received_bytes  bigint      NOT NULL DEFAULT 0 CHECK (received_bytes BETWEEN 0 AND size_bytes),
  -- Set when all bytes were there and hashed to what their sender said.
  sha256          bytea       REFERENCES blob,
  idempotency_key text        CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  CHECK (sha256 IS NULL OR received_bytes = size_bytes),
  UNIQUE (created_by, idempotency_key)
);
CREATE INDEX upload_by_team ON upload (team_id);
CREATE INDEX upload_by_expiry ON upload (expires_at);
CREATE INDEX upload_by_blob ON upload (sha256);

-- Gone as soon as the upload is complete and its bytes are a blob.
CREATE TABLE upload_chunk (
  upload_id  uuid   NOT NULL REFERENCES upload ON DELETE CASCADE,
  start_byte bigint NOT NULL CHECK (start_byte >= 0),
  bytes      bytea  NOT NULL CHECK (length(bytes) BETWEEN 1 AND 8388608),
  PRIMARY KEY (upload_id, start_byte)
);
ALTER TABLE upload_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE dataset DROP CONSTRAINT dataset_format_check;
ALTER TABLE dataset ADD CONSTRAINT dataset_format_check CHECK (format IN
  ('IDX', 'NPY', 'NPZ', 'CSV', 'IMAGES_ZIP', 'JSON_LINES', 'TEXT', 'PARQUET'));
ALTER TABLE dataset ADD COLUMN created_by uuid REFERENCES app_user;
ALTER TABLE dataset ADD COLUMN idempotency_key text CHECK (length(idempotency_key) BETWEEN 1 AND 200);

-- One file holds both features and targets in the formats that have columns, and in text.
ALTER TABLE dataset_file DROP CONSTRAINT dataset_file_role_check;
ALTER TABLE dataset_file ADD CONSTRAINT dataset_file_role_check
  CHECK (role IN ('FEATURES', 'TARGETS', 'SAMPLES'));
ALTER TABLE dataset_file DROP CONSTRAINT dataset_file_dataset_id_fkey;
ALTER TABLE dataset_file ADD CONSTRAINT dataset_file_dataset_id_fkey
  FOREIGN KEY (dataset_id) REFERENCES dataset ON DELETE CASCADE;

CREATE TABLE model (
  id              uuid        PRIMARY KEY,
  team_id         uuid        NOT NULL REFERENCES team,
  name            text        NOT NULL CHECK (name ~ '^[a-z][a-z0-9._-]{0,62}$'),
  kind            text        NOT NULL CHECK (kind IN ('TORCHSCRIPT', 'SAFETENSORS')),
  description     text        NOT NULL CHECK (length(description) <= 2000),
  sha256          bytea       NOT NULL REFERENCES blob,
  size_bytes      bigint      NOT NULL CHECK (size_bytes > 0),
  -- Tensors of a SAFETENSORS, entries of a TORCHSCRIPT.
  entries         integer     NOT NULL CHECK (entries > 0),
  created_by      uuid        NOT NULL REFERENCES app_user,
  idempotency_key text        CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  created_at      timestamptz NOT NULL,
  UNIQUE (team_id, name)
);
CREATE INDEX model_by_blob ON model (sha256);
