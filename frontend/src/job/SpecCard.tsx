import type { Job } from "../api/types";
import { ButtonLink } from "../app/links";
import { SpecCode } from "../spec/SpecCode";
import { asSpecValue, toYaml } from "../spec/yaml";
import { strings } from "../strings";

const text = strings.job.spec;

/** The spec as the server holds it, every default filled in. */
export function SpecCard({ job }: { job: Job }) {
  return (
    <SpecCode
      title={text.title}
      yaml={toYaml(asSpecValue(job.spec))}
      actions={
        <ButtonLink to="/jobs/new" search={{ from: job.id }} variant="subtle" size="compact-xs">
          {text.again}
        </ButtonLink>
      }
    />
  );
}
