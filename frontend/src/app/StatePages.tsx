import { Center, Loader } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { strings } from "../strings";
import { FailureNotice } from "./Notice";
import { Page } from "./Page";

/** While a page's code or its first data travel. */
export function PendingPage() {
  return (
    <Center mih="50dvh">
      <Loader role="status" aria-label={strings.loading} />
    </Center>
  );
}

/** When a page could not be shown at all. */
export function FailurePage({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <Page title={strings.problem.title}>
      <FailureNotice error={error} onRetry={() => router.invalidate()} />
    </Page>
  );
}
