import { Button, Center } from "@mantine/core";
import { strings } from "../strings";

interface MoreProps {
  /** An infinite query, or what of it counts here. */
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  children?: string;
}

/** Leads to the next page of a list, while there is one. */
export function More({ of, children = strings.more }: MoreProps) {
  if (!of.hasNextPage) return null;
  return (
    <Center mt="sm">
      <Button
        variant="default"
        loading={of.isFetchingNextPage}
        onClick={() => void of.fetchNextPage()}
      >
        {children}
      </Button>
    </Center>
  );
}
