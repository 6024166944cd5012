import { Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { Link, type LinkProps, useLocation } from "@tanstack/react-router";
import type { Session } from "../api/types";
import { ChevronIcon } from "../icons";
import { mayAudit } from "../session/rights";
import { strings } from "../strings";
import classes from "./Navigation.module.css";

const text = strings.navigation;

interface Place {
  to: LinkProps["to"] & string;
  name: string;
}

/** Where people go often, on any screen. */
const FIRST: readonly Place[] = [
  { to: "/", name: text.overview },
  { to: "/jobs", name: text.jobs },
  { to: "/workers", name: text.workers },
  { to: "/teams", name: text.teams },
];

/** Where they go at times: behind a button on a phone. */
function others(session: Session): readonly Place[] {
  return [
    { to: "/datasets", name: text.datasets },
    { to: "/models", name: text.models },
    { to: "/usage", name: text.usage },
    ...(mayAudit(session) ? [{ to: "/audit", name: text.audit } as const] : []),
    ...(session.administrator ? [{ to: "/accounts", name: text.accounts } as const] : []),
  ];
}

/** The ways to the parts of the app. */
export function Navigation({ session }: { session: Session }) {
  // At once, so that nothing jumps on a phone.
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const rest = others(session);
  return (
    <nav aria-label={text.main} className={classes.navigation}>
      {FIRST.map((place) => (
        <PlaceLink key={place.to} {...place} />
      ))}
      {phone ? (
        <Others places={rest} />
      ) : (
        rest.map((place) => <PlaceLink key={place.to} {...place} />)
      )}
    </nav>
  );
}

function PlaceLink({ to, name, onClick }: Place & { onClick?: () => void }) {
  return (
    <Link
      to={to}
      className={classes.link}
      activeOptions={{ exact: to === "/", includeSearch: false }}
      activeProps={{ className: classes.active }}
      onClick={onClick}
    >
      {name}
    </Link>
  );
}

function Others({ places }: { places: readonly Place[] }) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const here = places.find(({ to }) => path.startsWith(to));
  return (
    <Popover
      opened={opened}
      onChange={close}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
      withinPortal={false}
    >
      <Popover.Target>
        <UnstyledButton
          className={`${classes.link} ${classes.more} ${here ? classes.active : ""}`}
          aria-expanded={opened}
          onClick={toggle}
        >
          {here?.name ?? text.more}
          <ChevronIcon size={12} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.others} aria-label={text.more}>
        {places.map((place) => (
          <PlaceLink key={place.to} {...place} onClick={close} />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
