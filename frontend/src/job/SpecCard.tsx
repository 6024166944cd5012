import type { JobSpec } from "../api/types";
import { SpecCode } from "../spec/SpecCode";
import { toYaml } from "../spec/yaml";
import { strings } from "../strings";

/** The spec as the server holds it, every default filled in. */
export function SpecCard({ spec }: { spec: JobSpec }) {
  return <SpecCode title={strings.job.spec.title} yaml={toYaml({ ...spec })} />;
}
