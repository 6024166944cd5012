import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const blue: MantineColorsTuple = [
  "#eaf3fb",
  "#d3e5f6",
  "#a6cbed",
  "#76afe2",
  "#4e95d6",
  "#3380c6",
  "#2570b5",
  "#1b5f9e",
  "#164e82",
  "#103a61",
];

/** Dark enough for white text on it. */
const red: MantineColorsTuple = [
  "#fdecea",
  "#fad4d0",
  "#f4a9a2",
  "#ec7d74",
  "#df5247",
  "#cf3a2f",
  "#c02f25",
  "#b3261e",
  "#901c15",
  "#6f130e",
];

/** Neutral greys with a little blue, for the dark scheme. */
const dark: MantineColorsTuple = [
  "#e4e8ef",
  "#c3cad6",
  "#9ba5b5",
  "#7f899a",
  "#3b4352",
  "#2c333f",
  "#20252f",
  "#181c24",
  "#101319",
  "#0a0c10",
];

export const theme = createTheme({
  colors: { blue, red, dark },
  primaryColor: "blue",
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
});

/** Mantine's own dimmed text and error colours are too pale for WCAG AA on our grounds. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#1a2029",
    "--mantine-color-dimmed": "#596373",
    "--mantine-color-placeholder": "#6b7585",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-default-border": "#d5dae2",
  },
  dark: {
    "--mantine-color-dimmed": "#9ba5b5",
    "--mantine-color-anchor": "#76afe2",
    "--mantine-color-error": "#ff9d94",
  },
});
