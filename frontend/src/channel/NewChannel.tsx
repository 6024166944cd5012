import {
  Button,
  Checkbox,
  Group,
  TextInput as Input,
  NumberInput,
  Select,
  Textarea,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { asProblem } from "../api/problem";
import type { ChannelKind, StateChange } from "../api/types";
import { Callout } from "../app/Callout";
import { Confirmation } from "../app/Confirmation";
import { PlusIcon } from "../icons";
import { strings } from "../strings";
import classes from "./Channel.module.css";
import { EMPTY, toChannel } from "./draft";
import { useCreateChannel } from "./queries";

const text = strings.channels.create;
const EVENTS = Object.keys(strings.channels.events) as StateChange[];
const KINDS = Object.entries(strings.channels.kinds);

/** Asks where a team wants to be told, and of what; shows a webhook's secret for the only time. */
export function NewChannel({ team }: { team: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [draft, setDraft] = useState(EMPTY);
  const create = useCreateChannel(team);
  const secret = create.data?.secret;
  const leave = () => {
    create.reset();
    setDraft(EMPTY);
    close();
  };
  const violations = create.error ? asProblem(create.error).violations : [];
  const errorOf = (field: string) =>
    violations.find((each) => each.field?.startsWith(field))?.message;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<PlusIcon size={12} />}
        onClick={open}
      >
        {text.action}
      </Button>
      <Confirmation
        opened={opened && !secret}
        onClose={leave}
        title={text.title(team)}
        confirm={text.confirm}
        keep={strings.cancel}
        pending={create.isPending}
        error={create.error}
        onConfirm={() =>
          create.mutate(toChannel(draft), { onSuccess: (made) => made.secret || leave() })
        }
      >
        <Input
          label={text.name}
          description={text.nameHint}
          value={draft.name}
          maxLength={63}
          data-autofocus
          error={errorOf("name")}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <Select
          label={text.kind}
          data={KINDS.map(([value, label]) => ({ value, label }))}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => kind && setDraft({ ...draft, kind: kind as ChannelKind })}
        />
        {draft.kind === "EMAIL" ? (
          <Textarea
            label={text.recipients}
            description={text.recipientsHint}
            value={draft.recipients}
            error={errorOf("recipients")}
            onChange={(event) => setDraft({ ...draft, recipients: event.currentTarget.value })}
          />
        ) : (
          <Input
            label={text.url}
            description={text.urlHint}
            value={draft.url}
            maxLength={2000}
            error={errorOf("url")}
            onChange={(event) => setDraft({ ...draft, url: event.currentTarget.value })}
          />
        )}
        <Checkbox.Group
          label={text.events}
          value={draft.events}
          onChange={(events) => setDraft({ ...draft, events: events as StateChange[] })}
        >
          <Group gap="sm" mt="xs">
            {EVENTS.map((event) => (
              <Checkbox key={event} value={event} label={strings.channels.events[event]} />
            ))}
          </Group>
        </Checkbox.Group>
        <NumberInput
          label={text.stall}
          description={text.stallHint}
          value={draft.stallMinutes}
          min={1}
          max={10_080}
          allowDecimal={false}
          error={errorOf("stallMinutes")}
          onChange={(minutes) => setDraft({ ...draft, stallMinutes: String(minutes) })}
        />
        <Textarea
          label={text.thresholds}
          description={text.thresholdsHint}
          value={draft.thresholds}
          error={errorOf("thresholds")}
          onChange={(event) => setDraft({ ...draft, thresholds: event.currentTarget.value })}
        />
      </Confirmation>
      <Confirmation
        opened={opened && secret != null}
        onClose={leave}
        title={text.madeTitle(create.data?.channel.name ?? "")}
        confirm={text.done}
        keep={strings.close}
        pending={false}
        onConfirm={leave}
      >
        <Callout tone="caution">{text.once}</Callout>
        <code className={classes.secret}>{secret}</code>
      </Confirmation>
    </>
  );
}
