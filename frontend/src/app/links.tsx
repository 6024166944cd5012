import {
  type AnchorProps,
  type ButtonProps,
  Anchor as MantineAnchor,
  Button as MantineButton,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Native = AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> };

/** Links that the router knows, so that an address that does not exist fails to compile. */
export const Anchor = createLink((props: AnchorProps & Omit<Native, keyof AnchorProps>) => (
  <MantineAnchor {...props} />
));

export const ButtonLink = createLink((props: ButtonProps & Omit<Native, keyof ButtonProps>) => (
  <MantineButton component="a" {...props} />
));
