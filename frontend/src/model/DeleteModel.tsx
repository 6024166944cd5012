import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Model } from "../api/types";
import { ConfirmedButton } from "../app/ConfirmedButton";
import { formatBytes } from "../format/numbers";
import { strings } from "../strings";
import { useDeleteModel } from "./queries";

const text = strings.models.remove;

/** Deletes a model, after saying what is lost with it. */
export function DeleteModel({ model }: { model: Model }) {
  const remove = useDeleteModel(model);
  const navigate = useNavigate();
  return (
    <ConfirmedButton
      text={text}
      label={text.label(model.name)}
      title={text.title(model.name)}
      size="sm"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={(done) =>
        remove.mutate(undefined, {
          onSuccess: () => {
            done();
            void navigate({ to: "/models" });
          },
        })
      }
    >
      <Text>{text.lost(formatBytes(model.sizeBytes), model.team)}</Text>
      <Text c="dimmed" size="sm">
        {text.kept}
      </Text>
    </ConfirmedButton>
  );
}
