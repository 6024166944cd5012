import { Button, NumberInput, Radio, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { Worker } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { strings } from "../strings";
import { useDrainWorker, useResumeWorker } from "./queries";

const text = strings.workers.drain;
const MOST_MINUTES = 100_000;

type Way = "finish" | "preempt";

/** Takes a worker out of service: nothing new, and what it runs ends by itself or makes room. */
export function DrainWorker({ worker }: { worker: Worker }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [way, setWay] = useState<Way>("finish");
  const [minutes, setMinutes] = useState<number | string>(30);
  const drain = useDrainWorker(worker.id);
  const running = worker.devices.filter(({ busy }) => busy).length;
  const after = typeof minutes === "number" ? minutes : 0;
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={open}>
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title(worker.name)}
        confirm={text.confirm}
        keep={text.keep}
        pending={drain.isPending}
        error={drain.error}
        onConfirm={() => drain.mutate(way === "preempt" ? after : null, { onSuccess: close })}
      >
        <Text>{text.effect(running)}</Text>
        <Radio.Group label={text.running} value={way} onChange={(value) => setWay(value as Way)}>
          <Stack gap="xs" mt="xs">
            <Radio value="finish" label={text.finish} />
            <Radio value="preempt" label={text.preempt} description={text.preemptHint} />
          </Stack>
        </Radio.Group>
        {way === "preempt" && (
          <NumberInput
            label={text.minutes}
            value={minutes}
            onChange={setMinutes}
            min={0}
            max={MOST_MINUTES}
            allowDecimal={false}
          />
        )}
      </Confirmation>
    </>
  );
}

/** Takes a worker into service again; nothing is lost by that, so nobody is asked. */
export function ResumeWorker({ worker }: { worker: Worker }) {
  const resume = useResumeWorker(worker.id);
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={resume.isPending}
      onClick={() => resume.mutate(undefined)}
    >
      {text.resume}
    </Button>
  );
}
