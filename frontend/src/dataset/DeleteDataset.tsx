import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { strings } from "../strings";
import { useDeleteDataset } from "./queries";

const text = strings.datasets.remove;

/** Deletes a team's own data set, after saying what is lost with it. */
export function DeleteDataset({ team, name }: { team: string; name: string }) {
  const remove = useDeleteDataset(team, name);
  const navigate = useNavigate();
  return (
    <ConfirmedButton
      text={text}
      label={text.label(name)}
      title={text.title(name)}
      size="sm"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={(done) =>
        remove.mutate(undefined, {
          onSuccess: () => {
            done();
            void navigate({ to: "/datasets" });
          },
        })
      }
    >
      <Text>{text.lost(team)}</Text>
      <Text c="dimmed" size="sm">
        {text.kept}
      </Text>
    </ConfirmedButton>
  );
}
