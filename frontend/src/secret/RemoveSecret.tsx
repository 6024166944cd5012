import { Text } from "@mantine/core";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { strings } from "../strings";
import { useRemoveSecret } from "./queries";

const text = strings.secrets.remove;

/** Forgets a secret, once the person has read what will fail without it. */
export function RemoveSecret({ team, name }: { team: string; name: string }) {
  const remove = useRemoveSecret(team);
  return (
    <ConfirmedButton
      text={text}
      label={text.label(name)}
      title={text.title(name)}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={(done) => remove.mutate(name, { onSuccess: done })}
    >
      <Text>{text.effect}</Text>
    </ConfirmedButton>
  );
}
