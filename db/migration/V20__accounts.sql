-- Accounts that are closed, services, and tokens that may do less than whoever they belong to.

ALTER TABLE app_user
  -- Since when it may neither sign in nor use its tokens.
  ADD disabled_at     timestamptz,
  -- The team whose service this is; null for a person. Services have tokens and no password.
  ADD service_team_id uuid REFERENCES team,
  ALTER password_hash DROP NOT NULL,
  DROP CONSTRAINT app_user_name_check,
  ADD CONSTRAINT app_user_name_check CHECK (
    CASE WHEN service_team_id IS NULL THEN name ~ '^[a-z][a-z0-9._-]{0,38}$'
         ELSE name ~ '^[a-z][a-z0-9-]{0,38}/[a-z][a-z0-9._-]{0,38}$' END),
  ADD CHECK (service_team_id IS NULL OR (password_hash IS NULL AND NOT administrator));

ALTER TABLE api_token
  -- The one team that it opens; null: all of its user's.
  ADD team_id       uuid    REFERENCES team,
  -- The most that it may do in a team; null: whatever its user may.
  ADD role          text    CHECK (role IN ('VIEWER', 'MEMBER', 'MAINTAINER')),
  -- Whether it carries its user's rights as an administrator: those made until now do.
  ADD administrator boolean NOT NULL DEFAULT true,
  ADD CHECK (NOT administrator OR (team_id IS NULL AND role IS NULL));
ALTER TABLE api_token ALTER administrator DROP DEFAULT;
CREATE INDEX api_token_by_user ON api_token (user_id, created_at DESC, id DESC);
CREATE INDEX api_token_by_team ON api_token (team_id, created_at DESC, id DESC);
