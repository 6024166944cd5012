-- Sign-in by OpenID Connect, and memberships that come from groups of the provider.

-- Who an account is at a provider. Never by name or mail address, which change hands.
CREATE TABLE oidc_identity (
  issuer        text        NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
  subject       text        NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  user_id       uuid        NOT NULL UNIQUE REFERENCES app_user,
  -- Whether it is groups that made the account an administrator's.
  administrator boolean     NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  signed_in_at  timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE TRIGGER audit AFTER INSERT OR DELETE ON oidc_identity FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('IDENTITY', '-');

ALTER TABLE team_member
  -- What groups give; null: the membership was given by hand.
  ADD group_role text CHECK (group_role IN ('VIEWER', 'MEMBER', 'MAINTAINER')),
  -- What was given by hand beside it, and stays when the groups are gone.
  ADD given_role text CHECK (given_role IN ('VIEWER', 'MEMBER', 'MAINTAINER')),
  ADD CHECK (group_role IS NOT NULL OR given_role IS NULL);
