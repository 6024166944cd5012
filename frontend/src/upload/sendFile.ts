import { client, unwrap } from "../api/client";
import { asProblem } from "../api/problem";
import { Sha256 } from "./sha256";

const CHUNK_BYTES = 4 * 1024 * 1024;
const TRIES = 5;
const PAUSE_MILLIS = 1000;

export interface Progress {
  /** Its digest is taken first: the same file, chosen again, goes on where it was. */
  phase: "reading" | "sending";
  bytes: number;
}

/** Sends a file, or what the server does not have of it yet; returns the upload's identifier. */
export async function sendFile(
  team: string,
  file: File,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<string> {
  const sha256 = await digestOf(file, onProgress, signal);
  const upload = await unwrap(
    client.POST("/api/v1/uploads", {
      params: { header: { "Idempotency-Key": `web-${sha256}-${team}` } },
      body: { team, sizeBytes: file.size },
      signal,
    }),
  );
  if (upload.sha256) return upload.id;
  let failures = 0;
  for (let place = upload.receivedBytes; place < file.size; ) {
    onProgress({ phase: "sending", bytes: place });
    try {
      place = await sendChunk(upload.id, file, place, signal);
      failures = 0;
    } catch (error) {
      // Whether it arrived, nobody knows; the same chunk sent again changes nothing.
      if (signal.aborted || asProblem(error).status !== 0 || ++failures === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
    }
  }
  await unwrap(
    client.POST("/api/v1/uploads/{id}/complete", {
      params: { path: { id: upload.id } },
      body: { sha256 },
      signal,
    }),
  );
  return upload.id;
}

async function sendChunk(id: string, file: File, offset: number, signal: AbortSignal) {
  const { receivedBytes } = await unwrap(
    client.PUT("/api/v1/uploads/{id}/bytes", {
      params: { path: { id }, query: { offset } },
      body: file.slice(offset, offset + CHUNK_BYTES) as never,
      bodySerializer: (body) => body,
      headers: { "Content-Type": "application/octet-stream" },
      signal,
    }),
  );
  return receivedBytes;
}

async function digestOf(
  file: File,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<string> {
  const sum = new Sha256();
  for (let place = 0; place < file.size; place += CHUNK_BYTES) {
    signal.throwIfAborted();
    onProgress({ phase: "reading", bytes: place });
    sum.update(new Uint8Array(await file.slice(place, place + CHUNK_BYTES).arrayBuffer()));
  }
  return sum.hex();
}
