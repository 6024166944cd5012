import { describe, expect, it } from "vitest";
import { readEvents, type StreamEvent } from "./eventStream";

const text = [
  ": welcome\n\n",
  'event: job\nid: 1\ndata: {"name":"é"}\n\n',
  "id: 2\r\nevent: points\r\ndata: [1,\r\ndata: 2]\r\n\r\n",
  "event: nothing\n\n",
  "data\n\n",
  "event: cut off\ndata: x",
].join("");

const expected: StreamEvent[] = [
  { type: "job", data: '{"name":"é"}', id: "1" },
  { type: "points", data: "[1,\n2]", id: "2" },
  { type: "message", data: "", id: "2" },
];

describe("readEvents", () => {
  it("reads events wherever the bytes are cut", async () => {
    const bytes = new TextEncoder().encode(text);
    for (let size = 1; size <= bytes.length; size++) {
      expect(await read(chunks(bytes, size)), `chunks of ${size}`).toEqual(expected);
    }
  });

  it("reports activity for comments too", async () => {
    let seen = 0;
    const body = stream([new TextEncoder().encode(": still here\n\n")]);
    for await (const _ of readEvents(body, () => seen++)) throw new Error("no event expected");
    expect(seen).toBe(1);
  });
});

async function read(parts: Uint8Array[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readEvents(stream(parts))) events.push(event);
  return events;
}

function stream(parts: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

function chunks(bytes: Uint8Array, size: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return parts;
}
