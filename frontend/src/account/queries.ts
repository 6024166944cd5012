import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { NewUser, User } from "../api/types";

const USERS = "/api/v1/users";
const USER = "/api/v1/users/{name}";

/** Accounts by name; for administrators. */
export const usersQuery = infiniteQueryOptions({
  queryKey: ["users"],
  queryFn: ({ pageParam, signal }) =>
    unwrap(
      client.GET(USERS, {
        params: { query: { cursor: pageParam ?? undefined, limit: 100 } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor ?? null,
});

export const useCreateUser = () =>
  useUserChange((body: NewUser) => unwrap(client.POST(USERS, { body })));

/** Says what an account may do; the rest stays. */
export const useChangeUser = (user: User) =>
  useUserChange((change: { administrator?: boolean; disabled?: boolean }) =>
    unwrap(
      client.PUT(USER, {
        params: { path: { name: user.name } },
        body: {
          administrator: user.administrator,
          disabled: user.disabledAt != null,
          ...change,
        },
      }),
    ),
  );

export const useResetPassword = (name: string) =>
  useUserChange(() => unwrap(client.POST(`${USER}/password`, { params: { path: { name } } })));

export const useUnlock = (name: string) =>
  useUserChange(() => unwrap(client.POST(`${USER}/unlock`, { params: { path: { name } } })));

function useUserChange<T, R>(change: (what: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
}
