import type { ChangedChannel, Channel, ChannelKind, NewChannel, StateChange } from "../api/types";

/** A channel as somebody writes it. */
export interface ChannelDraft {
  name: string;
  kind: ChannelKind;
  url: string;
  recipients: string;
  events: StateChange[];
  stallMinutes: string;
  thresholds: string;
  enabled: boolean;
}

export const EMPTY: ChannelDraft = {
  name: "",
  kind: "WEBHOOK",
  url: "",
  recipients: "",
  events: ["SUCCEEDED", "FAILED"],
  stallMinutes: "",
  thresholds: "",
  enabled: true,
};

/** A channel that is there, to be changed; the server does not show its whole address. */
export function draftOf(channel: Channel): ChannelDraft {
  return {
    name: channel.name,
    kind: channel.kind,
    url: "",
    recipients: channel.recipients.join("\n"),
    events: channel.events,
    stallMinutes: channel.stallMinutes == null ? "" : String(channel.stallMinutes),
    thresholds: channel.thresholds.join("\n"),
    enabled: channel.enabled,
  };
}

/** What is sent of a change: no kind, and an address only where another was written. */
export function toChange(draft: ChannelDraft): ChangedChannel {
  const { kind: _kind, url, ...rest } = toChannel(draft);
  return { ...rest, url: url === "" ? null : url, enabled: draft.enabled };
}

/** What is sent: lists from lines and commas, and nothing that this kind does not have. */
export function toChannel(draft: ChannelDraft): NewChannel {
  const mail = draft.kind === "EMAIL";
  const minutes = draft.stallMinutes.trim();
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    url: mail ? null : draft.url.trim(),
    recipients: mail ? parts(draft.recipients) : null,
    events: draft.events,
    stallMinutes: minutes === "" ? null : Number(minutes),
    thresholds: parts(draft.thresholds),
  };
}

function parts(written: string): string[] {
  return written
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
