import { useState } from "react";
import type { SpecText } from "./useSpecText";

interface Wish {
  name: string;
  /** Fills the form, and gives the text that then stands there. */
  fill: () => string;
}

export interface Start {
  /** The name of what is to replace what somebody wrote; null when nothing is. */
  asked: string | null;
  /** The name of what was begun with last. */
  chosen: string | null;
  /** Begins with something, after a question where what somebody wrote would be lost. */
  begin: (name: string, fill: () => string) => void;
  accept: () => void;
  refuse: () => void;
}

/**
 * What a spec begins with. Nobody wrote a text that stands there as it was put there.
 *
 * @param first the text that the page began with
 */
export function useStart(spec: SpecText, first: string): Start {
  const [put, setPut] = useState(first);
  const [wish, setWish] = useState<Wish | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const carryOut = ({ name, fill }: Wish) => {
    setPut(fill());
    setChosen(name);
    setWish(null);
  };
  return {
    asked: wish?.name ?? null,
    chosen,
    begin: (name, fill) => (spec.text === put ? carryOut({ name, fill }) : setWish({ name, fill })),
    accept: () => wish && carryOut(wish),
    refuse: () => setWish(null),
  };
}
