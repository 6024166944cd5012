import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MenuHint } from "../app/MenuHint";
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
  const [wanted, setWanted] = useState(false);
  const templates = useQuery({
    queryKey: ["templates"],
    queryFn: async () => (await import("./templates")).TEMPLATES,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: wanted,
    retry: false,
  });
  // Open only once there is something in it that can have the focus.
  const opened = wanted && !templates.isPending;
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      opened={opened}
      onChange={setWanted}
      position="bottom-end"
      shadow="md"
      width={380}
    >
      <Menu.Target>
        <Button
          variant="default"
          aria-busy={wanted && !opened}
          rightSection={<ChevronIcon size={14} />}
        >
          {text.action}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        {templates.data?.map((template) => (
          <Menu.Item key={template.name} onClick={() => onChoose(template)}>
            <span className={classes.name}>{template.name}</span>
            <MenuHint>{template.description}</MenuHint>
          </Menu.Item>
        ))}
        {templates.error && (
          <Menu.Item closeMenuOnClick={false} onClick={() => void templates.refetch()}>
            {strings.retry}
            <MenuHint>{text.failed}</MenuHint>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
