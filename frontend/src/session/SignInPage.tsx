import { Button, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { asProblem } from "../api/problem";
import { Callout } from "../app/Callout";
import { strings } from "../strings";
import { Gate } from "./Gate";
import { Providers } from "./Providers";
import { signInWaysQuery, useSignIn } from "./queries";

const text = strings.signIn;

export function SignInPage() {
  const router = useRouter();
  const { next, refused } = useSearch({ from: "/sign-in" });
  const { data: ways } = useSuspenseQuery(signInWaysQuery);
  const signIn = useSignIn();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", password: "" },
    validate: {
      name: (name) => (name.trim() ? null : text.nameMissing),
      password: (password) => (password ? null : text.passwordMissing),
    },
  });

  const submit = form.onSubmit(async ({ name, password }) => {
    await signIn.mutateAsync({ name: name.trim(), password });
    router.history.push(next ?? "/");
  });

  const alone = ways.providers.length === 0;
  return (
    <Gate title={text.title} lead={text.lead}>
      <Stack>
        {refused && !signIn.isError && (
          <Callout tone="bad" role="alert">
            {text.refused[refused]}
          </Callout>
        )}
        {!alone && (
          <>
            <Providers providers={ways.providers} next={next} />
            <Divider label={text.orPassword} />
          </>
        )}
        <form onSubmit={submit} noValidate>
          <Stack>
            {signIn.isError && <SignInFailure error={signIn.error} />}
            <TextInput
              label={text.name}
              autoComplete="username"
              autoCapitalize="none"
              autoFocus={alone}
              {...form.getInputProps("name")}
              key={form.key("name")}
            />
            <PasswordInput
              label={text.password}
              autoComplete="current-password"
              {...form.getInputProps("password")}
              key={form.key("password")}
            />
            <Button type="submit" variant={alone ? "filled" : "default"} loading={signIn.isPending}>
              {text.submit}
            </Button>
            <Text size="xs" c="dimmed">
              {ways.passwords === "ADMINISTRATORS" ? text.administratorsOnly : text.firstStart}
            </Text>
          </Stack>
        </form>
      </Stack>
    </Gate>
  );
}

function SignInFailure({ error }: { error: unknown }) {
  const problem = asProblem(error);
  return (
    <Callout tone="bad" role="alert">
      {problem.status === 401 ? text.wrong : problem.message}
    </Callout>
  );
}
