import { createFormContext } from "@mantine/form";
import { createContext, useContext } from "react";
import type { Draft } from "./draft";

export const [DraftProvider, useDraft, useDraftForm] = createFormContext<Draft>();

/** What the server says of fields while they are written, by path. */
const Said = createContext<Readonly<Record<string, string>>>({});
export const SaidProvider = Said.Provider;

/** What connects a field with the form: what is wrong with it by the form's own checks or the server's. */
export function useField(): (path: string, options?: { type: "checkbox" }) => FieldInput {
  const form = useDraft();
  const said = useContext(Said);
  return (path, options) => {
    const input = form.getInputProps(path, options);
    return { ...input, error: input.error ?? said[path] };
  };
}

// Mantine leaves the type of inputs open.
type FieldInput = ReturnType<ReturnType<typeof useDraft>["getInputProps"]>;
