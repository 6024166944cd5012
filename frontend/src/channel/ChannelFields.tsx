import {
  Checkbox,
  Group,
  TextInput as Input,
  NumberInput,
  Select,
  Switch,
  Textarea,
} from "@mantine/core";
import { asProblem, describe } from "../api/problem";
import type { ChannelKind, StateChange } from "../api/types";
import { strings } from "../strings";
import type { ChannelDraft } from "./draft";
import { EVENTS } from "./words";

const text = strings.channels.create;
const KINDS = Object.entries(strings.channels.kinds);

interface ChannelFieldsProps {
  draft: ChannelDraft;
  onChange: (draft: ChannelDraft) => void;
  /** Why the server did not take it. */
  error: unknown;
  /** Where it leads now, for a channel that is there: an empty address keeps that. */
  origin?: string | null;
}

/** What a channel is made of. */
export function ChannelFields({ draft, onChange, error, origin }: ChannelFieldsProps) {
  const isNew = origin === undefined;
  const violations = error ? asProblem(error).violations : [];
  const errorOf = (field: string) => {
    const violation = violations.find((each) => each.field?.startsWith(field));
    return violation && describe(violation);
  };
  return (
    <>
      <Input
        label={text.name}
        description={text.nameHint}
        value={draft.name}
        maxLength={63}
        data-autofocus
        error={errorOf("name")}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <Select
        label={text.kind}
        data={KINDS.map(([value, label]) => ({ value, label }))}
        value={draft.kind}
        allowDeselect={false}
        onChange={(kind) => kind && onChange({ ...draft, kind: kind as ChannelKind })}
      />
      {draft.kind === "EMAIL" ? (
        <Textarea
          label={text.recipients}
          description={text.recipientsHint}
          value={draft.recipients}
          error={errorOf("recipients")}
          onChange={(event) => onChange({ ...draft, recipients: event.currentTarget.value })}
        />
      ) : (
        <Input
          label={text.url}
          description={text.urlHint}
          value={draft.url}
          maxLength={2000}
          error={errorOf("url")}
          onChange={(event) => onChange({ ...draft, url: event.currentTarget.value })}
        />
      )}
      <Checkbox.Group
        label={text.events}
        value={draft.events}
        onChange={(events) => onChange({ ...draft, events: events as StateChange[] })}
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
        onChange={(minutes) => onChange({ ...draft, stallMinutes: String(minutes) })}
      />
      <Textarea
        label={text.thresholds}
        description={text.thresholdsHint}
        value={draft.thresholds}
        error={errorOf("thresholds")}
        onChange={(event) => onChange({ ...draft, thresholds: event.currentTarget.value })}
      />
      {!isNew && (
        <Switch
          label={text.enabled}
          description={text.enabledHint}
          checked={draft.enabled}
          onChange={(event) => onChange({ ...draft, enabled: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
