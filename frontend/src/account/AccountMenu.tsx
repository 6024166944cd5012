import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import type { User } from "../api/types";
import { ChevronIcon } from "../icons";
import { strings } from "../strings";
import { FirstPassword } from "./CreateAccount";
import { type Deed, DeedDialog } from "./DeedDialog";
import { useResetPassword } from "./queries";
import type { Standing } from "./standing";

const text = strings.accounts.menu;

/** What can be done to an account; each asks first. */
export function AccountMenu({ user, standing }: { user: User; standing: Standing }) {
  const [deed, setDeed] = useState<Deed>("RESET");
  const [asking, setAsking] = useState(false);
  const reset = useResetPassword(user.name);
  const ask = (next: Deed) => {
    setDeed(next);
    setAsking(true);
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={230}>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            rightSection={<ChevronIcon size={12} />}
            aria-label={text.label(user.name)}
          >
            {text.open}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {deedsOf(user, standing).map((each) => (
            <Menu.Item
              key={each}
              color={each === "DISABLE" ? "red" : undefined}
              onClick={() => ask(each)}
            >
              {text.deeds[each].action}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <DeedDialog
        user={user}
        deed={deed}
        opened={asking}
        reset={reset}
        onClose={() => setAsking(false)}
      />
      <FirstPassword made={asking ? undefined : reset.data} onDone={reset.reset} />
    </>
  );
}

/** What makes sense for an account as it stands. */
function deedsOf({ administrator }: User, standing: Standing): Deed[] {
  if (standing === "DISABLED") return ["ENABLE"];
  return [
    ...(standing === "LOCKED" ? (["UNLOCK"] as const) : []),
    "RESET",
    administrator ? "DEMOTE" : "PROMOTE",
    "DISABLE",
  ];
}
