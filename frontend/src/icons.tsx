import type { ReactNode } from "react";

/** Signs beside words; hidden from screen readers, which have the words. */
function icon(content: ReactNode) {
  return function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {content}
      </svg>
    );
  };
}

export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const CheckIcon = icon(<path d="m3 8.5 3.2 3.2L13 5" />);
export const CrossIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const PauseIcon = icon(<path d="M5.5 3.5v9M10.5 3.5v9" />);
export const PlayIcon = icon(<path d="m5 3 8 5-8 5z" />);
export const ClockIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.8" />
    <path d="M8 4.8V8l2.2 1.6" />
  </>,
);
export const RunIcon = icon(<path d="M2 11.5 5.5 7l3 2.5L14 3.5M10.5 3.5H14V7" />);
export const StopIcon = icon(<rect x="4" y="4" width="8" height="8" rx="1.2" />);
export const SaveIcon = icon(
  <path d="M3 4.2c0-1 2.2-1.7 5-1.7s5 .7 5 1.7v7.6c0 1-2.2 1.7-5 1.7s-5-.7-5-1.7zM3 8c0 1 2.2 1.7 5 1.7S13 9 13 8" />,
);
export const DownloadIcon = icon(<path d="M8 2.5v7.2M4.8 6.8 8 10l3.2-3.2M3 13.2h10" />);
export const AlertIcon = icon(<path d="M8 2.2 14.4 13H1.6zM8 6.5v3M8 11.2v.1" />);
export const BackIcon = icon(<path d="M9.5 3.5 5 8l4.5 4.5" />);
export const ChevronIcon = icon(<path d="m4 6 4 4 4-4" />);
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M10.5 3.2V3a1 1 0 0 0-1-1H3.5A1.5 1.5 0 0 0 2 3.5v6a1 1 0 0 0 1 1h.2" />
  </>,
);
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
  </>,
);
export const MoonIcon = icon(<path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z" />);
export const ScreenIcon = icon(
  <path d="M2.5 3h11a.5.5 0 0 1 .5.5v7a.5.5 0 0 1-.5.5h-11a.5.5 0 0 1-.5-.5v-7a.5.5 0 0 1 .5-.5zM6 13.5h4" />,
);
export const SparkIcon = icon(
  <path d="M8 2v3M8 11v3M2 8h3M11 8h3M4 4l1.6 1.6M10.4 10.4 12 12M4 12l1.6-1.6M10.4 5.6 12 4" />,
);
export const ListIcon = icon(<path d="M5.5 4H14M5.5 8H14M5.5 12H14M2.2 4h.1M2.2 8h.1M2.2 12h.1" />);
export const PersonIcon = icon(
  <>
    <circle cx="8" cy="5.3" r="2.7" />
    <path d="M2.8 13.8c.6-2.7 2.7-4 5.2-4s4.6 1.3 5.2 4" />
  </>,
);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.3" />
    <path d="m10.2 10.2 3.3 3.3" />
  </>,
);
export const PinIcon = icon(<path d="M6 2.2h4M6.6 2.2v4L4.4 9.4h7.2L9.4 6.2v-4M8 9.4v4.4" />);
