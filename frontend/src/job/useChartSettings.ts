import { useLocalStorage } from "@mantine/hooks";
import { type ChartSettings, readSettings, SETTINGS_KEY, USUAL_SETTINGS } from "../curve/settings";

/** How the person likes charts, and what changes it for all charts from now on. */
export function useChartSettings(): [ChartSettings, (change: Partial<ChartSettings>) => void] {
  const [settings, set] = useLocalStorage<ChartSettings>({
    key: SETTINGS_KEY,
    defaultValue: USUAL_SETTINGS,
    deserialize: readSettings,
    // Read before the first drawing, which would else be another.
    getInitialValueInEffect: false,
  });
  return [settings, (change) => set((known) => ({ ...known, ...change }))];
}
