import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { refusesFields } from "../api/problem";
import { Confirmation } from "../app/Confirmation";
import { ShownOnceDialog } from "../app/ShownOnce";
import { PlusIcon } from "../icons";
import { strings } from "../strings";
import { ChannelFields } from "./ChannelFields";
import { EMPTY, toChannel } from "./draft";
import { useCreateChannel } from "./queries";

const text = strings.channels.create;

/** Asks where a team wants to be told, and of what; shows a webhook's secret for the only time. */
export function NewChannel({ team }: { team: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [draft, setDraft] = useState(EMPTY);
  const create = useCreateChannel(team);
  const secret = create.data?.secret ?? null;
  const begin = () => {
    create.reset();
    setDraft(EMPTY);
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
        title={text.title(team)}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={create.isPending}
        error={refusesFields(create.error) ? null : create.error}
        onConfirm={() => create.mutate(toChannel(draft), { onSuccess: close })}
      >
        <ChannelFields draft={draft} onChange={setDraft} error={create.error} />
      </Confirmation>
      <ShownOnceDialog
        title={text.madeTitle(create.data?.channel.name ?? "")}
        secret={opened ? null : secret}
        why={text.once}
        onDone={create.reset}
      />
    </>
  );
}
