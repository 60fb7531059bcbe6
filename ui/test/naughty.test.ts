/** Texts that go wrong somewhere, as names, answers and input: whatever they are, they are text. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { customerRow, fake, northwind } from "./fake";
import { open, screen } from "./window";

const listed: Record<string, string[]> = JSON.parse(readFileSync("../tests/support/data/naughty.json", "utf8"));
const texts = [...Object.values(listed).flat().filter((text) => text.trim() !== ""), "half \ud800 of a pair", "\udc00\ud800"];
const foreign = () => document.body.querySelectorAll("script, iframe, object, embed, base, img, b, [onerror], [onload], a[href^=javascript]").length;

describe("names that go wrong", () => {
  it("are shown letter by letter, and make no element", async () => {
    const customers = texts.map((name, index) => customerRow({ row: index + 1, name, region: name, tenantId: `${String(index + 1).padStart(8, "0")}-1111-4222-8333-444444444444`, summary: name }));
    for (let at = 0; at < customers.length; at += 40) {
      document.body.replaceChildren();
      const some = customers.slice(at, at + 40);
      await open(fake({ apps: [{ ...northwind, name: texts[at] ?? "" }], customers: some }));
      const rows = screen.getAllByTestId("customer-row");
      expect(rows.map((row) => row.querySelector("button")?.textContent).sort()).toEqual(some.map((row) => row.name).sort());
      expect(foreign()).toBe(0);
    }
    expect("owned" in window).toBe(false);
  });
});

describe("input that goes wrong", () => {
  it("is looked for on the board as it is", async () => {
    const name = '<img src=x onerror=window.owned=1> "quoted" \\ %s $& (.*';
    const user = await open(fake({ apps: [northwind], customers: [customerRow({ row: 1, name, tenantId: "t" }), customerRow({ row: 2, name: "Calm", tenantId: "u" })] }));
    const field = screen.getByTestId("board-search");
    await user.click(field);
    await user.paste(name);
    expect(screen.getAllByTestId("customer-row")).toHaveLength(1);
    for (const text of texts.filter((one, index) => one.length < 300 && index % 4 === 0)) {
      await user.clear(field);
      await user.paste(text);
      expect(foreign()).toBe(0);
    }
    expect("owned" in window).toBe(false);
  });
});
