import { Button, Group, Modal, Select, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { asProblem } from "../api/problem";
import type { CreatedToken } from "../api/types";
import { Callout } from "../app/Callout";
import { formatMoment } from "../format/time";
import { strings } from "../strings";
import classes from "./NewTokenDialog.module.css";
import { Secret } from "./Secret";

const text = strings.tokens.create;
const DAYS = [7, 30, 90, 180, 366];
const USUAL_DAYS = 90;
const DAY = 86_400_000;

interface NewTokenDialogProps {
  title: string;
  opened: boolean;
  /** The fields that this kind of token has besides its end. */
  children: ReactNode;
  pending: boolean;
  error: unknown;
  created: CreatedToken | undefined;
  onCreate: (validForDays: number) => void;
  onClose: () => void;
  /** The dialog is out of sight: nothing needs to hold the secret any more. */
  onClosed: () => void;
}

/** Asks what a token is for and, once it is made, shows its secret for the only time. */
export function NewTokenDialog(props: NewTokenDialogProps) {
  const { title, opened, children, pending, error, created, onCreate, onClose, onClosed } = props;
  const [days, setDays] = useState(USUAL_DAYS);
  // A click beside the dialog must not lose a secret that nobody can show again.
  const kept = created === undefined;
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      closeOnClickOutside={kept}
      onExitTransitionEnd={onClosed}
      closeOnEscape={kept}
      centered
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.title}>
            {created ? text.madeTitle(created.token.name) : title}
          </Modal.Title>
          {created ? (
            <Secret created={created} onDone={onClose} />
          ) : (
            <form
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                onCreate(days);
              }}
            >
              <Stack>
                {children}
                <Select
                  label={text.validFor}
                  description={text.until(
                    formatMoment(new Date(Date.now() + days * DAY).toISOString()),
                  )}
                  data={DAYS.map((each) => ({ value: String(each), label: text.days(each) }))}
                  value={String(days)}
                  allowDeselect={false}
                  onChange={(value) => value && setDays(Number(value))}
                />
                {error != null && asProblem(error).violations.length === 0 && (
                  <Callout tone="bad" role="alert">
                    {asProblem(error).message}
                  </Callout>
                )}
                <Group justify="flex-end">
                  <Button variant="default" onClick={onClose}>
                    {strings.cancel}
                  </Button>
                  <Button type="submit" loading={pending}>
                    {text.confirm}
                  </Button>
                </Group>
              </Stack>
            </form>
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
