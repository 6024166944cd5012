import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { asProblem } from "../api/problem";
import type { Checkpoint, Job } from "../api/types";
import { Callout } from "../app/Callout";
import { Confirmation } from "../app/Confirmation";
import { formatCount } from "../format/numbers";
import { measuresOf } from "../measure/measures";
import { strings } from "../strings";
import { placeViolations } from "../submit/refusal";
import { useChangeRetention } from "./queries";
import { RetentionFields } from "./RetentionFields";
import { outlived, type Policy } from "./retention";
import { checkRetention, draftOfPolicy, policyOf, type RetentionDraft } from "./retentionDraft";

const text = strings.job.checkpoints.retention;
const NAMED_STEPS = 5;

interface ChangeRetentionProps {
  job: Job;
  policy: Policy;
  checkpoints: readonly Checkpoint[];
}

/** Changes what is kept of a job's checkpoints, and says beforehand what goes at once. */
export function ChangeRetention({ job, policy, checkpoints }: ChangeRetentionProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const change = useChangeRetention(job.id);
  const form = useForm<RetentionDraft>({
    mode: "controlled",
    initialValues: draftOfPolicy(policy),
    validate: checkRetention,
    validateInputOnBlur: true,
  });
  const written = policyOf(form.values);
  const going = written ? outlived(written, checkpoints) : [];
  const begin = () => {
    form.setValues(draftOfPolicy(policy));
    form.clearErrors();
    change.reset();
    open();
  };
  const refuse = (error: unknown) => {
    const hasField = (path: string) => form.getInputNode(path) !== null;
    form.setErrors(placeViolations(asProblem(error), hasField).byField);
  };
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={begin} aria-label={text.label}>
        {text.change}
      </Button>
      <Confirmation
        danger={going.length > 0}
        opened={opened}
        onClose={close}
        title={text.title}
        confirm={going.length > 0 ? text.confirmLoss(going.length) : text.confirm}
        keep={text.keep}
        pending={change.isPending}
        error={change.error}
        onConfirm={() => {
          if (form.validate().hasErrors || !written) return;
          change.mutate(written, { onSuccess: close, onError: refuse });
        }}
      >
        <Stack gap="sm">
          <RetentionFields
            draft={form.values}
            connect={(path) => form.getInputProps(path)}
            measures={measuresOf(job.spec.training)}
          />
        </Stack>
        {going.length > 0 && <Callout tone="caution">{describe(going)}</Callout>}
        <Text c="dimmed" size="sm">
          {text.pinsStay}
        </Text>
      </Confirmation>
    </>
  );
}

function describe(going: readonly Checkpoint[]): string {
  const steps = going.slice(0, NAMED_STEPS).map((each) => formatCount(each.optimizerStep));
  const more = going.length - steps.length;
  return text.going(going.length, formatCount(going.length), steps, more);
}
