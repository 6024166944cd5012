import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { Confirmation } from "../app/Confirmation";
import { PlusIcon } from "../icons";
import { strings } from "../strings";
import { useSetSecret } from "./queries";

const text = strings.secrets.set;

/** Keeps a secret under a name; under one that is there, in place of it. */
export function SetSecret({ team, name: given }: { team: string; name?: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState(given ?? "");
  const [value, setValue] = useState("");
  const [missing, setMissing] = useState(false);
  const set = useSetSecret(team);
  const leave = () => {
    setValue("");
    setMissing(false);
    set.reset();
    close();
  };
  const send = () => {
    if (name.trim() === "" || value === "") return setMissing(true);
    set.mutate({ name: name.trim(), value }, { onSuccess: leave });
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={given && text.replaceLabel(given)}
        leftSection={given ? undefined : <PlusIcon size={12} />}
        onClick={open}
      >
        {given ? text.replace : text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={leave}
        title={given ? text.replaceTitle(given) : text.title(team)}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={set.isPending}
        error={set.error}
        onConfirm={send}
      >
        {!given && (
          <TextInput
            label={text.name}
            description={text.nameHint}
            value={name}
            maxLength={63}
            data-autofocus
            error={missing && name.trim() === "" && text.missing}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          label={text.value}
          description={text.valueHint}
          value={value}
          autoComplete="off"
          error={missing && value === "" && text.missing}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      </Confirmation>
    </>
  );
}
