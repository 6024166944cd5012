import { Button, Menu, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Trouble } from "../app/Trouble";
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
    <Menu opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={380}>
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
            <div className={classes.other}>
              <Trouble error={templates.error} onRetry={() => void templates.refetch()} />
            </div>
          ) : (
            <Skeleton
              className={classes.other}
              height={96}
              role="status"
              aria-label={strings.loading}
            />
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
