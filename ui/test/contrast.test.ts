/** Computes the contrast of every pair of tokens that is used for text (4.5 to 1) or for an edge that means something (3 to 1). */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Rgb = [number, number, number];
const css = readFileSync("src/styles/tokens.css", "utf8");

/** Oklch to linear sRGB, after Björn Ottosson's definition; clipped to what a screen can show. */
function linear(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s), clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s), clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)];
}

const tokens = new Map<string, Record<"light" | "dark", Rgb>>();
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)/g)) {
  const read = (text = "") => linear(...(text.split(" ").map(Number) as Rgb));
  tokens.set(name ?? "", { light: read(light), dark: read(dark) });
}
function luminance(token: string, theme: "light" | "dark"): number {
  const colour = tokens.get(token)?.[theme];
  if (!colour) throw new Error(`no token ${token}`);
  return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
}
function contrast(one: string, other: string, theme: "light" | "dark"): number {
  const [low = 0, high = 0] = [luminance(one, theme), luminance(other, theme)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const text = [
  ...["ink", "ink-2", "ink-3", "accent"].flatMap((ink) => ["paper", "card", "sunk"].map((ground) => [ink, ground] as const)),
  ["accent", "accent-wash"], ["accent-ink", "accent"], ["good", "good-wash"], ["warn", "warn-wash"], ["bad", "bad-wash"], ["bad", "card"], ["bad", "paper"],
  ["ink", "good-wash"], ["ink", "warn-wash"], ["ink", "bad-wash"], ["ink-2", "good-wash"], ["ink-2", "warn-wash"], ["ink-2", "bad-wash"], ["ink-3", "warn-wash"],
] as const;
const edges = [["edge", "card"], ["edge", "paper"], ["good", "card"], ["warn", "card"], ["bad", "card"], ["accent", "paper"], ["accent", "sunk"]] as const;

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(text)("%s on %s can be read", (ink, ground) => expect(contrast(ink, ground, theme)).toBeGreaterThanOrEqual(4.5));
  it.each(edges)("%s on %s can be seen", (edge, ground) => expect(contrast(edge, ground, theme)).toBeGreaterThanOrEqual(3));
});

it("reads the tokens it judges", () => expect(tokens.size).toBeGreaterThan(15));
