import {
  Popover,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import type { Session } from "../api/types";
import { MoonIcon, PersonIcon, ScreenIcon, SunIcon } from "../icons";
import { useSignOut } from "../session/queries";
import { strings } from "../strings";
import classes from "./AccountMenu.module.css";

const text = strings.navigation;

/** Who is signed in, and what concerns only them. */
export function AccountMenu({ session }: { session: Session }) {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <Popover
      opened={opened}
      onChange={close}
      position="bottom-end"
      width={250}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal={false}
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.avatar}
          aria-label={text.account(session.name)}
          onClick={toggle}
        >
          <PersonIcon />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu} aria-label={text.account(session.name)}>
        <div className={classes.who}>
          <Text size="sm" fw={550} truncate>
            {session.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {describe(session)}
          </Text>
        </div>
        <ColorSchemeChoice />
        <UnstyledButton
          className={classes.item}
          onClick={() => {
            close();
            void navigate({ to: "/tokens" });
          }}
        >
          {text.tokens}
        </UnstyledButton>
        <UnstyledButton className={classes.item} onClick={() => navigate({ to: "/password" })}>
          {text.changePassword}
        </UnstyledButton>
        <UnstyledButton className={classes.item} onClick={() => signOut.mutate()}>
          {text.signOut}
        </UnstyledButton>
        <Text size="xs" c="dimmed" className={`tabular ${classes.version}`}>
          {text.version(session.serverVersion)}
          {" · "}
          <a href="/swagger-ui/index.html">{text.api}</a>
          {" · "}
          <a href="/licenses.txt">{text.licenses}</a>
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}

function describe(session: Session): string {
  const teams = session.teams.map((team) => team.name);
  return (session.administrator ? [text.administrator, ...teams] : teams).join(" · ");
}

function ColorSchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const label = text.colorScheme;
  const option = (value: "light" | "dark" | "auto", icon: React.ReactNode) => ({
    value,
    label: (
      <span className={classes.scheme} title={label[value]}>
        {icon}
        <VisuallyHidden>{label[value]}</VisuallyHidden>
      </span>
    ),
  });
  return (
    <div className={classes.schemes}>
      <Text size="sm" id="color-scheme">
        {label.label}
      </Text>
      <SegmentedControl
        size="xs"
        aria-labelledby="color-scheme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          option("light", <SunIcon />),
          option("dark", <MoonIcon />),
          option("auto", <ScreenIcon />),
        ]}
      />
    </div>
  );
}
