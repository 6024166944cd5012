import type { Role, Session } from "../api/types";

/** From the least to the most. */
export const ROLES: readonly Role[] = ["VIEWER", "MEMBER", "MAINTAINER"];

/** What somebody is in a team; null where they are not in it. */
export function roleIn(session: Session | null | undefined, team: string): Role | null {
  return session?.teams.find(({ name }) => name === team)?.role ?? null;
}

/** Whether somebody may say who belongs to a team, and make tokens of its services. */
export function mayMaintain(session: Session | null | undefined, team: string): boolean {
  return (session?.administrator ?? false) || roleIn(session, team) === "MAINTAINER";
}

/** Whether somebody may submit jobs of a team, and so know the names of its secrets. */
export function maySubmit(session: Session | null | undefined, team: string): boolean {
  const role = roleIn(session, team);
  return (session?.administrator ?? false) || role === "MEMBER" || role === "MAINTAINER";
}

/** The teams in which somebody has a part beyond looking on: where their jobs, data and models go. */
export function submittingTeams(session: Session | null | undefined): readonly string[] {
  return (session?.teams ?? []).filter(({ role }) => role !== "VIEWER").map(({ name }) => name);
}

/** Whether somebody is told what a team used: its people, and administrators. */
export function mayMeasure(session: Session | null | undefined, team: string): boolean {
  return (session?.administrator ?? false) || roleIn(session, team) !== null;
}

/** Whether somebody may read a part of the audit log at all. */
export function mayAudit(session: Session | null | undefined): boolean {
  return (
    (session?.administrator ?? false) ||
    (session?.teams.some(({ role }) => role === "MAINTAINER") ?? false)
  );
}

/** The roles that are no more than the given one. */
export function rolesUpTo(role: Role): readonly Role[] {
  return ROLES.slice(0, ROLES.indexOf(role) + 1);
}
