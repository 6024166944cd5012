-- Since when a worker that is gone for good is on no list. Its row stays for the attempts that it
-- ran; when the worker is heard of again it is null again.
ALTER TABLE worker ADD removed_at timestamptz;
