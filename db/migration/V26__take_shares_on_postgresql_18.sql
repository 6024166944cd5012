-- From version 18 on, RETURNING knows NEW as the row as it was updated, so that the trigger's own NEW was ambiguous
-- there and no device could be lent.
CREATE OR REPLACE FUNCTION attempt_device_take() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted bigint := NEW.memory_bytes;
  taken  bigint;
BEGIN
  UPDATE device SET held_bytes = held_bytes + coalesce(wanted, memory_bytes)
  WHERE id = NEW.device_id
  RETURNING coalesce(wanted, memory_bytes) INTO taken;
  NEW.held_bytes := taken;
  RETURN NEW;
END $$;
