import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Confirmation } from "../app/Confirmation";
import { strings } from "../strings";
import { useRemoveSecret } from "./queries";

const text = strings.secrets.remove;

/** Forgets a secret, once the person has read what will fail without it. */
export function RemoveSecret({ team, name }: { team: string; name: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useRemoveSecret(team);
  return (
    <>
      <Button variant="default" size="compact-sm" aria-label={text.label(name)} onClick={open}>
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title(name)}
        confirm={text.confirm}
        keep={text.keep}
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(name, { onSuccess: close })}
      >
        <Text>{text.effect}</Text>
      </Confirmation>
    </>
  );
}
