import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { SearchIcon } from "../icons";
import { strings } from "../strings";
import { LONGEST_SEARCH } from "./queries";

const text = strings.jobs.search;
const PAUSE_MILLIS = 250;

interface JobSearchProps {
  value: string;
  onChange: (text: string) => void;
}

/** Words to look for, sent once somebody stops typing. `/` leads here from anywhere on the page. */
export function JobSearch({ value, onChange }: JobSearchProps) {
  const box = useRef<HTMLInputElement>(null);
  const [written, setWritten] = useState(value);
  // What this box said last: another value comes from elsewhere, such as a saved view.
  const said = useRef(value);
  useEffect(() => {
    if (value === said.current) return;
    said.current = value;
    setWritten(value);
  }, [value]);
  const say = (words: string) => {
    said.current = words.trim();
    onChange(said.current);
  };
  const sayLater = useDebouncedCallback(say, PAUSE_MILLIS);
  useHotkeys([["/", () => box.current?.focus()]]);
  const clear = () => {
    sayLater.cancel();
    setWritten("");
    say("");
    box.current?.focus();
  };
  return (
    <TextInput
      ref={box}
      type="search"
      size="xs"
      aria-label={text.label}
      aria-keyshortcuts="/"
      placeholder={text.placeholder}
      maxLength={LONGEST_SEARCH}
      leftSection={<SearchIcon size={14} />}
      rightSection={
        written !== "" && <CloseButton size="xs" aria-label={text.clear} onClick={clear} />
      }
      value={written}
      onChange={({ currentTarget }) => {
        setWritten(currentTarget.value);
        sayLater(currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" && written !== "") clear();
        if (event.key === "Enter") sayLater.flush();
      }}
    />
  );
}
