-- A worker belongs to the token that it first registered with: another token neither speaks for it nor
-- takes its name, until that one is revoked. Null for those that registered before there was this.
ALTER TABLE worker ADD token_id uuid REFERENCES worker_token;
CREATE INDEX worker_by_token ON worker (token_id);
