import { Button, Switch, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { asProblem, describe } from "../api/problem";
import type { FirstPassword as Made } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { ShownOnceDialog } from "../app/ShownOnce";
import { PlusIcon } from "../icons";
import { strings } from "../strings";
import { useCreateUser } from "./queries";

const text = strings.accounts.create;

/** Opens an account, and shows its first password for the only time. */
export function CreateAccount() {
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const [administrator, setAdministrator] = useState(false);
  const create = useCreateUser();
  const violations = create.error ? asProblem(create.error).violations : [];
  const wrong = violations.find(({ field }) => field === "name");
  const begin = () => {
    create.reset();
    setName("");
    setAdministrator(false);
    open();
  };
  return (
    <>
      <Button leftSection={<PlusIcon size={14} />} onClick={begin}>
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
        onConfirm={() => create.mutate({ name: name.trim(), administrator }, { onSuccess: close })}
      >
        <TextInput
          label={text.name}
          description={text.nameHint}
          value={name}
          maxLength={39}
          data-autofocus
          autoComplete="off"
          error={wrong && describe(wrong)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Switch
          label={text.administrator}
          description={text.administratorHint}
          checked={administrator}
          onChange={(event) => setAdministrator(event.currentTarget.checked)}
        />
      </Confirmation>
      <FirstPassword made={opened ? undefined : create.data} onDone={create.reset} />
    </>
  );
}

interface FirstPasswordProps {
  made: Made | undefined;
  onDone: () => void;
}

/** A password that was made up, which its person replaces when they sign in. */
export function FirstPassword({ made, onDone }: FirstPasswordProps) {
  return (
    <ShownOnceDialog
      title={text.madeTitle(made?.user ?? "")}
      secret={made?.password ?? null}
      why={text.once}
      onDone={onDone}
    >
      <Text size="sm" c="dimmed">
        {text.next}
      </Text>
    </ShownOnceDialog>
  );
}
