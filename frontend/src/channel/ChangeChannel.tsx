import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { refusesFields } from "../api/problem";
import type { Channel } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { strings } from "../strings";
import { ChannelFields } from "./ChannelFields";
import { draftOf, toChange } from "./draft";
import { useChangeChannel } from "./queries";

const text = strings.channels.change;

/** Changes what a channel is, but for its kind; its address stays unless another is written. */
export function ChangeChannel({ team, channel }: { team: string; channel: Channel }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [draft, setDraft] = useState(() => draftOf(channel));
  const change = useChangeChannel(team, channel.id);
  const begin = () => {
    change.reset();
    setDraft(draftOf(channel));
    open();
  };
  return (
    <>
      <Button variant="default" onClick={begin}>
        {text.action}
      </Button>
      <Confirmation
        opened={opened}
        onClose={close}
        title={text.title(channel.name)}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={change.isPending}
        error={refusesFields(change.error) ? null : change.error}
        onConfirm={() => change.mutate(toChange(draft), { onSuccess: close })}
      >
        <ChannelFields
          draft={draft}
          onChange={setDraft}
          error={change.error}
          origin={channel.origin ?? null}
        />
      </Confirmation>
    </>
  );
}
