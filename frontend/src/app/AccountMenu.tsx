import {
  Menu,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Session } from "../api/types";
import { MoonIcon, ScreenIcon, SunIcon } from "../icons";
import { useSignOut } from "../session/queries";
import { strings } from "../strings";
import classes from "./AccountMenu.module.css";

const text = strings.navigation;

export function AccountMenu({ session }: { session: Session }) {
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={250} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.avatar} aria-label={text.account(session.name)}>
          {session.name.slice(0, 2)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text size="sm" fw={550} truncate>
            {session.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {describe(session)}
          </Text>
        </div>
        <Menu.Divider />
        <ColorSchemeChoice />
        <Menu.Divider />
        <Menu.Item onClick={() => navigate({ to: "/password" })}>{text.changePassword}</Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()}>{text.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
