import type { Token } from "../api/types";
import { strings } from "../strings";

const text = strings.tokens.scope;

/** What a token opens, in words. */
export function scopeWords({
  administrator,
  team,
  role,
}: Pick<Token, "administrator" | "team" | "role">): string {
  if (administrator) return text.administrator;
  const where = team == null ? text.allTeams : text.team(team);
  return role == null ? text.everything(where) : text.as(strings.roles[role].toLowerCase(), where);
}
