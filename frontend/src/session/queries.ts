import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { client, unwrap } from "../api/client";
import { asProblem } from "../api/problem";
import type { Session } from "../api/types";

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await unwrap(client.GET("/api/v1/session", { signal }));
    } catch (error) {
      if (asProblem(error).status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** Which ways there are to sign in. */
export const signInWaysQuery = queryOptions({
  queryKey: ["sign-in-ways"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/session/ways", { signal })),
  staleTime: 5 * 60_000,
});

/** Whether somebody may change what belongs to a team: all of its people but viewers. */
export function mayWrite(session: Session | null | undefined, team: string): boolean {
  return session?.teams.some(({ name, role }) => name === team && role !== "VIEWER") ?? false;
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; password: string }) =>
      unwrap(client.POST("/api/v1/session", { body })),
    onSuccess: () => queries.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
}

export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      unwrap(client.POST("/api/v1/session/password", { body })),
    onSuccess: () => queries.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/session")),
    onSuccess: async () => {
      // Nothing that one person has seen stays for the next.
      queries.clear();
      await router.navigate({ to: "/sign-in" });
    },
  });
}
