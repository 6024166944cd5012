-- Labels, orderly ends, problems, and devices that several attempts share.

ALTER TABLE worker
  -- What specs select workers by: {"gpu": "a100"}.
  ADD labels            jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(labels) = 'object'),
  -- Since when it is given nothing new; null: it is. Outlives a restart of the agent.
  ADD draining_at       timestamptz,
  -- From when on a draining worker's attempts are preempted; null: they may finish.
  ADD drain_deadline_at timestamptz CHECK (draining_at IS NOT NULL OR drain_deadline_at IS NULL),
  -- Since when it is stopping in order, or has stopped so. Its next registration clears it.
  ADD left_at           timestamptz,
  -- Why it cannot take anything new, in its own words; null: it can.
  ADD problem           text        CHECK (length(problem) BETWEEN 1 AND 4000);

ALTER TABLE device
  -- The driver's name for the very card, which stays when cards change places.
  ADD uuid       text   CHECK (length(uuid) BETWEEN 1 AND 80),
  ADD driver     text   CHECK (length(driver) BETWEEN 1 AND 100),
  ADD problem    text   CHECK (length(problem) BETWEEN 1 AND 4000),
  -- The memory that live attempts hold of it. Kept by the triggers below and by nothing else.
  ADD held_bytes bigint NOT NULL DEFAULT 0,
  -- A device is never lent beyond what it has: whoever holds something adds it here in the same
  -- transaction, so two that hold at once come one after the other, and the second is refused.
  ADD CONSTRAINT device_not_overcommitted CHECK (held_bytes BETWEEN 0 AND memory_bytes);

ALTER TABLE attempt_device
  -- The attempt's share; null: the whole device, which then has no room for another.
  ADD memory_bytes bigint CHECK (memory_bytes > 0),
  -- What the share amounted to when it was taken, so that its release gives back the same.
  ADD held_bytes   bigint CHECK (held_bytes > 0);

UPDATE attempt_device h SET held_bytes = d.memory_bytes FROM device d WHERE d.id = h.device_id;
UPDATE device d SET held_bytes = d.memory_bytes
WHERE EXISTS (SELECT FROM attempt_device h WHERE h.device_id = d.id AND NOT h.released);
ALTER TABLE attempt_device ALTER held_bytes SET NOT NULL;

DROP INDEX attempt_device_held;
CREATE INDEX attempt_device_held ON attempt_device (device_id) WHERE NOT released;

CREATE FUNCTION attempt_device_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE device SET held_bytes = held_bytes + coalesce(NEW.memory_bytes, memory_bytes)
  WHERE id = NEW.device_id
  RETURNING coalesce(NEW.memory_bytes, memory_bytes) INTO NEW.held_bytes;
  RETURN NEW;
END $$;

CREATE FUNCTION attempt_device_give_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE device SET held_bytes = held_bytes - OLD.held_bytes WHERE id = OLD.device_id;
  RETURN NULL;
END $$;

CREATE FUNCTION attempt_device_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a share of a device is taken and given back, never changed';
END $$;

CREATE TRIGGER attempt_device_taken BEFORE INSERT ON attempt_device
  FOR EACH ROW WHEN (NOT NEW.released) EXECUTE FUNCTION attempt_device_take();
CREATE TRIGGER attempt_device_released AFTER UPDATE ON attempt_device
  FOR EACH ROW WHEN (NEW.released AND NOT OLD.released) EXECUTE FUNCTION attempt_device_give_back();
CREATE TRIGGER attempt_device_deleted AFTER DELETE ON attempt_device
  FOR EACH ROW WHEN (NOT OLD.released) EXECUTE FUNCTION attempt_device_give_back();
CREATE TRIGGER attempt_device_fixed BEFORE UPDATE ON attempt_device
  FOR EACH ROW WHEN (
    (OLD.released AND NOT NEW.released) OR NEW.device_id <> OLD.device_id
    OR NEW.memory_bytes IS DISTINCT FROM OLD.memory_bytes OR NEW.held_bytes <> OLD.held_bytes)
  EXECUTE FUNCTION attempt_device_refuse();

CREATE FUNCTION device_refuse_resize() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'device % is held; its memory changes when it is free', OLD.id;
END $$;

CREATE TRIGGER device_size_fixed BEFORE UPDATE OF memory_bytes ON device
  FOR EACH ROW WHEN (OLD.held_bytes > 0 AND NEW.memory_bytes <> OLD.memory_bytes)
  EXECUTE FUNCTION device_refuse_resize();
