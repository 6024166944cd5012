import { Button, Stack } from "@mantine/core";
import type { SignInProvider } from "../api/types";
import { strings } from "../strings";
import { beginning } from "./refusal";

/** A button for each provider. They are links, because the way leads to another site. */
export function Providers({ providers, next }: { providers: SignInProvider[]; next?: string }) {
  return (
    <Stack gap="sm">
      {providers.map(({ name, path }) => (
        <Button key={path} component="a" href={beginning(path, next)}>
          {strings.signIn.with(name)}
        </Button>
      ))}
    </Stack>
  );
}
