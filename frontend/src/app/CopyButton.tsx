import { Button, CopyButton as Copy } from "@mantine/core";
import { CheckIcon, CopyIcon } from "../icons";
import { strings } from "../strings";

interface CopyButtonProps {
  value: string;
  /** What is copied, for those who do not see what it stands beside. */
  label?: string;
  primary?: boolean;
}

/** Copies a text and says that it has. */
export function CopyButton({ value, label, primary = false }: CopyButtonProps) {
  return (
    <Copy value={value}>
      {({ copied, copy }) => (
        <Button
          data-autofocus={primary || undefined}
          variant={primary ? "filled" : "default"}
          size={primary ? "sm" : "compact-sm"}
          leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
          aria-label={copied ? undefined : label}
          onClick={copy}
        >
          {copied ? strings.secretOnce.copied : strings.secretOnce.copy}
        </Button>
      )}
    </Copy>
  );
}
