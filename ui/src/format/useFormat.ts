import { useSettings } from "../session/SettingsContext";
import { formatOf, type Format } from "./format";

/** How moments, counts and limits are written in the admin's language and time zone. */
export function useFormat(): Format {
  const { intlLocale, timeZone } = useSettings();
  return formatOf(intlLocale, timeZone);
}
