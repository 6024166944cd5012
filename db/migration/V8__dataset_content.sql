-- What is in a file of a data set, found out once: its columns or arrays with their statistics, and
-- a small preview. A file that could not be looked into has no columns.
CREATE TABLE dataset_content (
  dataset_id uuid  NOT NULL,
  split      text  NOT NULL,
  role       text  NOT NULL,
  columns    jsonb NOT NULL CHECK (octet_length(columns::text) <= 16777216),
  preview    jsonb NOT NULL CHECK (octet_length(preview::text) <= 4194304),
  PRIMARY KEY (dataset_id, split, role),
  -- Deferred, since the files' rows are written last.
  FOREIGN KEY (dataset_id, split, role) REFERENCES dataset_file ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED
);
