import { ActionIcon, Button, Popover, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { useState } from "react";
import { ChevronIcon, CrossIcon } from "../icons";
import { strings } from "../strings";
import type { JobFilter } from "./queries";
import classes from "./SavedViews.module.css";
import { readViews, type SavedView, VIEWS_KEY, withView } from "./views";

const text = strings.jobs.views;

interface SavedViewsProps {
  filter: JobFilter;
  onChoose: (filter: JobFilter) => void;
}

/** Choices of jobs that a person comes back to, kept in this browser. */
export function SavedViews({ filter, onChoose }: SavedViewsProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const [views, setViews] = useLocalStorage<SavedView[]>({
    key: VIEWS_KEY,
    defaultValue: [],
    deserialize: readViews,
  });
  return (
    <Popover
      opened={opened}
      onChange={close}
      position="bottom-end"
      width={270}
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          rightSection={<ChevronIcon size={12} />}
          aria-expanded={opened}
          onClick={toggle}
        >
          {text.title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.title}>
        <Stack gap="xs">
          {views.length === 0 && (
            <Text size="sm" c="dimmed">
              {text.empty}
            </Text>
          )}
          {views.map((view) => (
            <div key={view.name} className={classes.view}>
              <UnstyledButton
                className={classes.name}
                onClick={() => {
                  close();
                  onChoose(view.filter);
                }}
              >
                {view.name}
                <span className={classes.what}>{describe(view.filter)}</span>
              </UnstyledButton>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label={text.remove(view.name)}
                onClick={() => setViews(views.filter((each) => each.name !== view.name))}
              >
                <CrossIcon size={12} />
              </ActionIcon>
            </div>
          ))}
          <form
            className={classes.save}
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() === "") return;
              setViews(withView(views, { name: name.trim(), filter }));
              setName("");
            }}
          >
            <TextInput
              size="xs"
              label={text.name}
              placeholder={describe(filter)}
              value={name}
              maxLength={60}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button size="xs" variant="default" type="submit">
              {text.save}
            </Button>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function describe({ state, team, q }: JobFilter): string {
  return text.describe(state ? strings.states[state] : null, team ?? null, q ?? null);
}
