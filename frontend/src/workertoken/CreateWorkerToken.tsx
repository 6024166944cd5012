import { Button, Group, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import { Confirmation } from "../app/Confirmation";
import { CopyButton } from "../app/CopyButton";
import { ShownOnceDialog } from "../app/ShownOnce";
import { PlusIcon } from "../icons";
import { strings } from "../strings";
import classes from "./CreateWorkerToken.module.css";
import { useCreateWorkerToken } from "./queries";

const text = strings.workerTokens.create;

/** Lets a machine in: makes its token, and says how the worker is started with it. */
export function CreateWorkerToken() {
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const create = useCreateWorkerToken();
  const violations = create.error ? asProblem(create.error).violations : [];
  const wrong = violations.find(({ field }) => field === "name");
  const command = commandFor(window.location.origin);
  const begin = () => {
    create.reset();
    setName("");
    open();
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<PlusIcon size={12} />}
        onClick={begin}
      >
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={create.isPending}
        error={wrong ? null : create.error}
        onConfirm={() => create.mutate(name.trim(), { onSuccess: close })}
      >
        <TextInput
          label={text.name}
          description={text.nameHint}
          value={name}
          maxLength={100}
          data-autofocus
          error={wrong && describe(wrong)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Confirmation>
      <ShownOnceDialog
        title={text.madeTitle(create.data?.token.name ?? "")}
        secret={opened ? null : (create.data?.secret ?? null)}
        why={text.once}
        onDone={create.reset}
      >
        <Text size="sm">{text.file}</Text>
        <div>
          <pre className={classes.command}>{command}</pre>
          <Group justify="flex-end" mt="xs">
            <CopyButton value={command} label={text.copyCommand} />
          </Group>
        </div>
      </ShownOnceDialog>
    </>
  );
}

/** What starts a worker of this server on a machine that has the token in a file. */
export function commandFor(server: string): string {
  return `./accrue worker --server ${server} --token-file worker-token`;
}
