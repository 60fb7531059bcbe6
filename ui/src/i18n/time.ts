/** Points in time in the language of the window; hours and minutes as the language writes them. */
import type { Lang } from "../backend/bindings";

const locales: Record<Lang, string> = { en: "en-GB", sv: "sv-SE" };
const day = 86_400;

function format(lang: Lang, when: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locales[lang], options).format(when);
}

/** "18 Nov, 14:02"; the year only where it is not this one. */
export function dateTime(lang: Lang, at: string, now: number): string {
  const when = Date.parse(at);
  const sameYear = new Date(when).getFullYear() === new Date(now).getFullYear();
  return format(lang, when, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", ...(sameYear ? {} : { year: "numeric" }) });
}

/** The clock alone while it is today, else the date with it. */
export function clock(lang: Lang, at: string, now: number): string {
  const when = Date.parse(at);
  return new Date(when).toDateString() === new Date(now).toDateString()
    ? format(lang, when, { hour: "2-digit", minute: "2-digit" })
    : dateTime(lang, at, now);
}

/** "18 Nov". */
export function shortDate(lang: Lang, at: string): string {
  return format(lang, Date.parse(at), { day: "numeric", month: "short" });
}

export function longDate(lang: Lang, at: string): string {
  return format(lang, Date.parse(at), { day: "numeric", month: "long", year: "numeric" });
}

/** A day without a time of day, such as the last day of a secret: the same day in every time zone. */
export function wholeDay(lang: Lang, day: string): string {
  return format(lang, Date.parse(day), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** "2 min ago", "yesterday"; a date after a week. `justNow` words the first minute. */
export function ago(lang: Lang, at: string, now: number, justNow: string): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (seconds < 60) return justNow;
  if (seconds >= 7 * day) return format(lang, Date.parse(at), { day: "numeric", month: "short" });
  const relative = new Intl.RelativeTimeFormat(locales[lang], { numeric: "auto", style: "short" });
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < day) return relative.format(-Math.floor(seconds / 3600), "hour");
  return relative.format(-Math.floor(seconds / day), "day");
}

/** "0:25" until then; never negative. */
export function countdown(until: string, now: number): string {
  const left = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
