import { Skeleton, Stack } from "@mantine/core";
import { strings } from "../strings";

/** While rows travel. */
export function LoadingRows({ count = 3, height = 40 }: { count?: number; height?: number }) {
  return (
    <Stack gap="xs" role="status" aria-label={strings.loading}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </Stack>
  );
}
