import { strings } from "../strings";
import type { JobFilter } from "./queries";

/** A choice of jobs that somebody gave a name, kept in their browser. */
export interface SavedView {
  name: string;
  filter: JobFilter;
}

export const VIEWS_KEY = "accrue-job-views";
const MOST_VIEWS = 30;

/** Reads what a browser kept, perhaps of another version: what makes no sense is left out. */
export function readViews(text: string | undefined): SavedView[] {
  const stored = parse(text);
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each): SavedView[] => {
    const { name, filter } = (each ?? {}) as Partial<SavedView>;
    if (typeof name !== "string" || typeof filter !== "object" || filter === null) return [];
    const { state, team, q } = filter;
    return [
      {
        name,
        filter: {
          state: state !== undefined && Object.hasOwn(strings.states, state) ? state : undefined,
          team: typeof team === "string" ? team : undefined,
          q: typeof q === "string" ? q : undefined,
        },
      },
    ];
  });
}

/** Adds a view, in the place of one of the same name; the oldest makes room. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view].slice(-MOST_VIEWS);
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
