import { Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ApiProblem, asProblem, describe } from "../api/problem";
import { Callout } from "../app/Callout";
import { ButtonLink } from "../app/links";
import { strings } from "../strings";
import { Gate } from "./Gate";
import { sessionQuery, useChangePassword } from "./queries";

const text = strings.password;
/** Only spares a round trip; the server has the say. */
const LEAST_CHARACTERS = 12;

/** Changes the caller's password; the first one has to be. */
export function PasswordPage() {
  const router = useRouter();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const change = useChangePassword();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { currentPassword: "", newPassword: "", repeated: "" },
    validate: {
      currentPassword: (password) => (password ? null : text.missing),
      newPassword: (password) =>
        password.length >= LEAST_CHARACTERS ? null : text.tooShort(LEAST_CHARACTERS),
      repeated: (repeated, values) => (repeated === values.newPassword ? null : text.different),
    },
  });

  const submit = form.onSubmit(({ currentPassword, newPassword }) =>
    change.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => router.navigate({ to: "/" }),
        onError: (error) => form.setErrors(errorsOf(asProblem(error))),
      },
    ),
  );

  const first = session?.mustChangePassword ?? false;
  const field = (name: "currentPassword" | "newPassword" | "repeated") => ({
    ...form.getInputProps(name),
    key: form.key(name),
    autoComplete: name === "currentPassword" ? "current-password" : "new-password",
  });
  return (
    <Gate title={first ? text.firstTitle : text.title} lead={first ? text.firstLead : undefined}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {/* Password managers file the new password under this name. */}
          <input type="hidden" autoComplete="username" value={session?.name ?? ""} readOnly />
          {change.isError && Object.keys(errorsOf(asProblem(change.error))).length === 0 && (
            <Callout tone="bad" role="alert">
              {asProblem(change.error).message}
            </Callout>
          )}
          <PasswordInput label={text.current} autoFocus {...field("currentPassword")} />
          <PasswordInput
            label={text.next}
            description={text.nextHint(LEAST_CHARACTERS)}
            {...field("newPassword")}
          />
          <PasswordInput label={text.repeat} {...field("repeated")} />
          <Button type="submit" loading={change.isPending}>
            {text.submit}
          </Button>
          {!first && (
            <ButtonLink to="/" variant="subtle">
              {text.back}
            </ButtonLink>
          )}
        </Stack>
      </form>
    </Gate>
  );
}

/** A password that is wrong is told as if somebody signed in with it. */
function errorsOf(problem: ApiProblem): Record<string, string> {
  return problem.status === 401
    ? { currentPassword: text.wrongCurrent }
    : Object.fromEntries(problem.violations.map((each) => [each.field, describe(each)]));
}
