import styles from "./Meter.module.css";

interface MeterProps {
  /** What is measured, for screen readers. */
  label: string;
  value: number;
  /** 0: full from the start. */
  max: number;
  size?: "thin" | "regular";
}

/** A bar that shows how much of something is used; more than all is all. */
export function Meter({ label, value, max, size = "regular" }: MeterProps) {
  return (
    <meter
      className={`${styles["meter"] ?? ""} ${styles[size] ?? ""}`}
      aria-label={label}
      max={max === 0 ? 1 : max}
      value={max === 0 ? 1 : Math.min(value, max)}
    />
  );
}
