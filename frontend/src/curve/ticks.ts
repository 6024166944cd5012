interface Stretch {
  from: number;
  to: number;
}

export interface Ticks {
  at: number[];
  between: number;
}

const SECONDS = [1, 2, 5, 10, 15, 30];
const MINUTES = [60, 120, 300, 600, 900, 1800];
const HOURS = [3600, 7200, 10_800, 21_600, 43_200];
const DAYS = [1, 2, 7, 14, 30, 90, 365].map((days) => days * 86_400);

/** Round numbers within a stretch, at most so many but at least two where there is room. */
export function linearTicks({ from, to }: Stretch, most: number): Ticks {
  const least = (to - from) / Math.max(1, most);
  if (!(least > 0)) return { at: [from], between: 1 };
  const power = 10 ** Math.floor(Math.log10(least));
  const between = [1, 2, 5, 10].map((digit) => digit * power).find((each) => each >= least);
  return within({ from, to }, between ?? 10 * power);
}

/** The same of seconds, as clocks and calendars count them. */
export function timeTicks({ from, to }: Stretch, most: number): Ticks {
  const least = (to - from) / Math.max(1, most);
  const steps = [...SECONDS, ...MINUTES, ...HOURS, ...DAYS];
  return within({ from, to }, steps.find((each) => each >= least) ?? least);
}

/** Powers of ten, or fewer or more than them, as there is room; round numbers within one power. */
export function logarithmicTicks({ from, to }: Stretch, most: number): number[] {
  const decades = Math.log10(to / from);
  if (!(decades >= 1)) return linearTicks({ from, to }, most).at.filter((tick) => tick > 0);
  const first = Math.floor(Math.log10(from) + 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  const digits = decades * 3 <= most ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / most);
  const powers = Array.from(
    { length: Math.floor((last - first) / every) + 1 },
    (_, index) => first + index * every,
  );
  return powers
    .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((tick) => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9));
}

function within({ from, to }: Stretch, between: number): Ticks {
  const first = Math.ceil(from / between - 1e-9);
  const last = Math.floor(to / between + 1e-9);
  const at = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    // 3 × 0.1 is not 0.3: as many digits as there can be meaning in.
    Number(((first + index) * between).toPrecision(12)),
  );
  return { at, between };
}
