import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter, useSearch } from "@tanstack/react-router";
import { asProblem } from "../api/problem";
import { Callout } from "../app/Callout";
import { strings } from "../strings";
import { Gate } from "./Gate";
import { useSignIn } from "./queries";

const text = strings.signIn;

export function SignInPage() {
  const router = useRouter();
  const { next } = useSearch({ from: "/sign-in" });
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

  return (
    <Gate title={text.title} lead={text.lead}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {signIn.isError && <SignInFailure error={signIn.error} />}
          <TextInput
            label={text.name}
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            {...form.getInputProps("name")}
            key={form.key("name")}
          />
          <PasswordInput
            label={text.password}
            autoComplete="current-password"
            {...form.getInputProps("password")}
            key={form.key("password")}
          />
          <Button type="submit" loading={signIn.isPending}>
            {text.submit}
          </Button>
          <Text size="xs" c="dimmed">
            {text.firstStart}
          </Text>
        </Stack>
      </form>
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
