import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";

const SECRET = "/api/v1/teams/{team}/secrets/{name}";

export const secretsQuery = (team: string) =>
  queryOptions({
    queryKey: ["teams", team, "secrets"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/teams/{team}/secrets", { params: { path: { team } }, signal })),
  });

export function useSetSecret(team: string) {
  return useSecretChange(team, ({ name, value }: { name: string; value: string }) =>
    unwrap(client.PUT(SECRET, { params: { path: { team, name } }, body: { value } })),
  );
}

export function useRemoveSecret(team: string) {
  return useSecretChange(team, (name: string) =>
    unwrap(client.DELETE(SECRET, { params: { path: { team, name } } })),
  );
}

function useSecretChange<T>(team: string, change: (what: T) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: secretsQuery(team).queryKey }),
  });
}
