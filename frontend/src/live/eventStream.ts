/** One server-sent event. */
export interface StreamEvent {
  type: string;
  data: string;
  /** What to send as `Last-Event-ID` to go on after this one, if the server said so. */
  id: string | undefined;
}

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * `EventSource` would do, but it hides why a connection failed and forgets its place when it is
 * closed for a pause.
 *
 * @param onActivity called whenever bytes arrive, comments included
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onActivity: () => void = () => {},
): AsyncGenerator<StreamEvent> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onActivity();
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

class EventParser {
  #rest = "";
  #type = "";
  #data: string[] = [];
  #id: string | undefined;

  *push(text: string): Generator<StreamEvent> {
    // A carriage return at the end may be half of a line end: it waits for what follows.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") yield* this.#dispatch();
      else this.#take(line);
    }
  }

  #take(line: string): void {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#type = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
  }

  *#dispatch(): Generator<StreamEvent> {
    if (this.#data.length > 0) {
      yield { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id };
    }
    this.#type = "";
    this.#data = [];
  }
}
