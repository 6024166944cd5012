-- An attempt's row is written again and again while it lives, by renewals above all. A write that
-- changes no indexed column and finds room in its page touches no index at all. What expired or ran
-- over its time is found among the live attempts, which are few: `attempt_live` holds them.
DROP INDEX attempt_by_expiry;
DROP INDEX attempt_by_deadline;
ALTER TABLE attempt SET (fillfactor = 50);

-- Without the attempts that no worker has yet: "IS NULL" would be read from an index of all that
-- ever were such.
ALTER TABLE attempt DROP CONSTRAINT attempt_lease_token_hash_key;
CREATE UNIQUE INDEX attempt_by_lease_token ON attempt (lease_token_hash)
WHERE lease_token_hash IS NOT NULL;
