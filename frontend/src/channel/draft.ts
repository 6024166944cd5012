import type { ChannelKind, NewChannel, StateChange } from "../api/types";

/** A channel as somebody writes it. */
export interface ChannelDraft {
  name: string;
  kind: ChannelKind;
  url: string;
  recipients: string;
  events: StateChange[];
  stallMinutes: string;
  thresholds: string;
}

export const EMPTY: ChannelDraft = {
  name: "",
  kind: "WEBHOOK",
  url: "",
  recipients: "",
  events: ["SUCCEEDED", "FAILED"],
  stallMinutes: "",
  thresholds: "",
};

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
