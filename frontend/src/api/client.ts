import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "../generated/api";
import { ApiProblem } from "./problem";

const TOKEN_COOKIE = "XSRF-TOKEN";
const TOKEN_HEADER = "X-XSRF-TOKEN";

/** Proves to the server that a change comes from its own page: the cookie's value, echoed. */
const forgeryToken: Middleware = {
  async onRequest({ request }) {
    if (request.method === "GET") return;
    // The first answer of the server brings the cookie; a page may change something before it asks.
    if (!cookie(TOKEN_COOKIE)) await fetch("/api/v1/session");
    const token = cookie(TOKEN_COOKIE);
    if (token) request.headers.set(TOKEN_HEADER, token);
  },
};

export const client = createClient<paths>({
  baseUrl: "/",
  querySerializer: { array: { style: "form", explode: false } },
});
client.use(forgeryToken);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws an `ApiProblem` for a refusal or when there is no answer. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  const answer = await request.catch(() => {
    throw ApiProblem.unreachable();
  });
  if (!answer.response.ok) throw ApiProblem.from(answer.response.status, answer.error);
  return answer.data as T;
}

function cookie(name: string): string | undefined {
  const entry = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return entry && decodeURIComponent(entry.slice(name.length + 1));
}
