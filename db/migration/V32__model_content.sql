-- What a model's file holds, by its own description; null until somebody has looked, as where a server of an
-- earlier release made the model.
ALTER TABLE model ADD COLUMN parameters bigint CHECK (parameters >= 0);
ALTER TABLE model ADD COLUMN content jsonb;
