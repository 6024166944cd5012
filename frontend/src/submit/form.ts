import { createFormContext } from "@mantine/form";
import type { Draft } from "./draft";

export const [DraftProvider, useDraft, useDraftForm] = createFormContext<Draft>();
