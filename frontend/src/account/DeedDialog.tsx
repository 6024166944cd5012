import { Text } from "@mantine/core";
import type { User } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { strings } from "../strings";
import { useChangeUser, type useResetPassword, useUnlock } from "./queries";

/** What an administrator does to an account. */
export type Deed = "UNLOCK" | "RESET" | "PROMOTE" | "DEMOTE" | "ENABLE" | "DISABLE";

const text = strings.accounts.menu;

interface DeedDialogProps {
  user: User;
  deed: Deed;
  opened: boolean;
  /** Its answer is shown by whoever asked. */
  reset: ReturnType<typeof useResetPassword>;
  onClose: () => void;
}

/** Says what follows from a deed before it is done. */
export function DeedDialog({ user, deed, opened, reset, onClose }: DeedDialogProps) {
  const change = useChangeUser(user);
  const unlock = useUnlock(user.name);
  const words = text.deeds[deed];
  const asked = [change, unlock, reset];
  const leave = () => {
    change.reset();
    unlock.reset();
    if (reset.isError) reset.reset();
    onClose();
  };
  const done = { onSuccess: leave };
  const carryOut = () => {
    switch (deed) {
      case "UNLOCK":
        return unlock.mutate(undefined, done);
      case "RESET":
        return reset.mutate(undefined, done);
      case "PROMOTE":
        return change.mutate({ administrator: true }, done);
      case "DEMOTE":
        return change.mutate({ administrator: false }, done);
      case "ENABLE":
        return change.mutate({ disabled: false }, done);
      case "DISABLE":
        return change.mutate({ disabled: true }, done);
    }
  };
  return (
    <Confirmation
      danger={deed === "DISABLE" || deed === "RESET"}
      opened={opened}
      onClose={leave}
      title={words.title(user.name)}
      confirm={words.action}
      keep={strings.cancel}
      pending={asked.some(({ isPending }) => isPending)}
      error={asked.find(({ error }) => error)?.error}
      onConfirm={carryOut}
    >
      <Text>{words.effect}</Text>
    </Confirmation>
  );
}
