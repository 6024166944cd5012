import { Button, CopyButton as Copy } from "@mantine/core";
import { CheckIcon, CopyIcon } from "../icons";
import { strings } from "../strings";

interface CopyButtonProps {
  value: string;
  /** What is written on it, where it is not plain what is copied. */
  label?: string;
  primary?: boolean;
}

/** Copies a text and says that it has. */
export function CopyButton({
  value,
  label = strings.secretOnce.copy,
  primary = false,
}: CopyButtonProps) {
  return (
    <Copy value={value}>
      {({ copied, copy }) => (
        <Button
          data-autofocus={primary || undefined}
          variant={primary ? "filled" : "default"}
          size={primary ? "sm" : "compact-sm"}
          leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
          onClick={copy}
        >
          {copied ? strings.secretOnce.copied : label}
        </Button>
      )}
    </Copy>
  );
}
