// Names for the generated wire types; nothing is declared here that the server does not declare.
import type { components } from "../generated/api";

type Schemas = components["schemas"];

export type Session = Schemas["SessionView"];
export type Job = Schemas["JobView"];
export type JobState = Schemas["JobState"];
export type JobPage = Schemas["JobPage"];
export type JobEvent = Schemas["JobEventView"];
export type JobSpec = Schemas["JobSpec"];
export type Checkpoint = Schemas["CheckpointView"];
export type RetentionPolicy = Schemas["RetentionPolicy"];
export type Retention = Schemas["RetentionView"];
export type XAxis = Schemas["XAxis"];
export type Metric = Schemas["Metric"];
export type CurveView = Schemas["CurveView"];
export type Series = Schemas["SeriesView"];
export type LogLine = Schemas["LogLineView"];
export type LogLevel = Schemas["LogLevel"];
export type LogPage = Schemas["LogPage"];
export type LogStream = Schemas["LogStream"];
export type LogSummary = Schemas["LogSummary"];
export type Dataset = Schemas["DatasetView"];
export type Worker = Schemas["WorkerView"];
export type Device = Schemas["DeviceView"];
export type TelemetryDevice = Schemas["TelemetryView"]["devices"][number];
export type ProblemBody = Schemas["Problem"];
export type Violation = Schemas["Violation"];
