-- How devices were, as their workers say every few seconds; kept for a while.
CREATE TABLE device_telemetry (
  device_id           uuid             NOT NULL REFERENCES device ON DELETE CASCADE,
  -- By the server's clock, cut to five seconds: a worker that says more writes no more rows.
  at                  timestamptz      NOT NULL,
  utilization_percent double precision CHECK (utilization_percent BETWEEN 0 AND 100),
  memory_bytes        bigint           CHECK (memory_bytes >= 0),
  temperature_celsius double precision CHECK (temperature_celsius BETWEEN -100 AND 1000),
  power_watts         double precision CHECK (power_watts BETWEEN 0 AND 100000),
  PRIMARY KEY (device_id, at)
);
CREATE INDEX device_telemetry_by_age ON device_telemetry (at);
