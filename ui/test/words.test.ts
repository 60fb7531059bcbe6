import { describe, expect, it } from "vitest";
import { en } from "../src/i18n/en";
import { count, fill } from "../src/i18n/messages";
import { sv } from "../src/i18n/sv";
import { ago, clock, countdown, dateTime } from "../src/i18n/time";

function texts(catalogue: object, path = ""): [path: string, text: string][] {
  return Object.entries(catalogue).flatMap(([key, value]) => (typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : texts(value, `${path}${key}.`)));
}
const english = texts(en);
const swedish = new Map(texts(sv));

describe("the catalogues", () => {
  it("hold the same texts", () => {
    expect([...swedish.keys()].sort()).toEqual(english.map(([path]) => path).sort());
  });
  it("give every text the same slots", () => {
    const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [path, text] of english) expect([path, slots(swedish.get(path) ?? "")]).toEqual([path, slots(text)]);
  });
  it("leave nothing empty, and nothing untranslated but names", () => {
    const same = english.filter(([path, text]) => swedish.get(path) === text).map(([path]) => path);
    expect(english.every(([, text]) => text.trim() === text && text !== "")).toBe(true);
    expect(same.sort()).toEqual(["brand", "bundle.size", "check.ms", "check.said", "check.seconds", "clouds.dod", "clouds.gcc", "clouds.gcc-high", "customer.extra", "onboard.region", "handover.languages.powershell", "handover.languages.csharp", "handover.languages.python", "handover.languages.curl", "use.parameters.id", "use.columns.id", "use.columns.status", "use.columns.osPlatform", "use.columns.riskScore"].sort());
  });
});

describe("filling", () => {
  it("puts values into slots, and a brace of a value stays a brace", () => {
    expect(fill("Use {suggestion}", { suggestion: "{x}" })).toBe("Use {x}");
  });
  it("counts by the language's rules", () => {
    expect([count("en", en.board.customers, 1), count("en", en.board.customers, 7), count("sv", sv.board.connected, 1)]).toEqual(["1 customer", "7 customers", "1 ansluten"]);
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  it("are told relative while they are near", () => {
    expect(ago("en", "2026-11-22T11:59:40Z", now, "just now")).toBe("just now");
    expect(ago("en", "2026-11-22T11:48:00Z", now, "")).toBe("12 min ago");
    expect(ago("sv", "2026-11-21T10:00:00Z", now, "")).toBe("i går");
    expect(ago("en", "2026-11-01T10:00:00Z", now, "")).toBe("1 Nov");
  });
  it("are told with the date when they are not today, and with the year when it is another", () => {
    expect(dateTime("en", "2025-11-22T12:00:00Z", now)).toMatch(/2025/);
    expect(dateTime("en", "2026-11-02T12:00:00Z", now)).not.toMatch(/2026/);
    expect(clock("en", "2026-11-22T11:48:00Z", now)).toMatch(/^\d\d:\d\d$/);
  });
  it("count down to zero and no further", () => {
    expect([countdown("2026-11-22T12:00:25Z", now), countdown("2026-11-22T11:00:00Z", now)]).toEqual(["0:25", "0:00"]);
  });
});
