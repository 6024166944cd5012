import { Button, Menu, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ChevronIcon } from "../icons";
import { strings } from "../strings";
import classes from "./TemplateMenu.module.css";
import type { Template } from "./templates";

const text = strings.submit.templates;

interface TemplateMenuProps {
  onChoose: (template: Template) => void;
}

/** The examples as specs to begin with. They are loaded when somebody looks for them. */
export function TemplateMenu({ onChoose }: TemplateMenuProps) {
  const [opened, setOpened] = useState(false);
  const templates = useQuery({
    queryKey: ["templates"],
    queryFn: async () => (await import("./templates")).TEMPLATES,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: opened,
  });
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      shadow="md"
      width={380}
    >
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronIcon size={14} />}>
          {text.action}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        {templates.data?.map((template) => (
          <Menu.Item key={template.name} onClick={() => onChoose(template)}>
            <span className={classes.name}>{template.name}</span>
            <Text size="xs" c="dimmed" lineClamp={3}>
              {template.description}
            </Text>
          </Menu.Item>
        ))}
        {!templates.data &&
          (templates.error ? (
            <Menu.Item closeMenuOnClick={false} onClick={() => void templates.refetch()}>
              {strings.retry}
              <Text size="xs" c="dimmed">
                {text.failed}
              </Text>
            </Menu.Item>
          ) : (
            <Menu.Item disabled>{strings.loading}</Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
