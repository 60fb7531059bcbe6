/** Customers from a list: read, look at, look up, add. */
import { describe, expect, it } from "vitest";
import { decoded } from "../src/features/import/decode";
import { callsOf, expectAccessible, heading, languages, openBoard, screen, waitFor } from "./window";

const spoken = () => document.querySelector("[aria-live]")?.textContent ?? "";

describe("the text of a file", () => {
  const text = "Namn;Domän\r\nÅkeri;a.example";
  const utf16 = (little: boolean) => new Uint8Array([...`\ufeff${text}`].flatMap((one) => { const code = one.charCodeAt(0); return little ? [code & 255, code >> 8] : [code >> 8, code & 255]; }));
  it("is told by its bytes", () => {
    expect(decoded(new TextEncoder().encode(text))).toEqual({ text, encoding: "utf-8" });
    expect(decoded(new TextEncoder().encode(`\ufeff${text}`))).toEqual({ text, encoding: "utf-8" });
    expect(decoded(utf16(true))).toEqual({ text, encoding: "utf-16le" });
    expect(decoded(utf16(false))).toEqual({ text, encoding: "utf-16be" });
    expect(decoded(new Uint8Array([...text].map((one) => one.charCodeAt(0))))).toEqual({ text, encoding: "windows-1252" });
  });
});

async function openImport(lang: "en" | "sv" = "en") {
  const opened = await openBoard(lang);
  await opened.user.click(screen.getByTestId("start-import"));
  await waitFor(() => expect(heading()).toBe(lang === "sv" ? "Importera kunder" : "Import customers"));
  return opened;
}

describe.each(languages)("a list in %s", (lang) => {
  it("is looked at before anything is added, and bad rows are left out only when told to", async () => {
    const { user, backend } = await openImport(lang);
    await expectAccessible();
    await user.click(screen.getByTestId("import-text"));
    await user.paste("Alfa;alfa.example\n;beta.example\nGamma;nonsense\nDelta;delta.example");
    await user.click(screen.getByTestId("import-read"));
    const read = await screen.findByTestId("import-reading");
    expect([read.dataset.ready, read.dataset.problems]).toEqual(["2", "2"]);
    expect(document.activeElement).toBe(read);
    expect(spoken()).toContain(lang === "sv" ? "2 kunder kan läggas till · 2 rader kan det inte" : "2 customers can be added · 2 rows cannot");
    expect(screen.getAllByTestId("import-problem").map((one) => [one.dataset.line, one.dataset.fault])).toEqual([["2", "no-name"], ["3", "not-a-tenant"]]);
    expect((screen.getByTestId("import-look-up") as HTMLButtonElement).disabled).toBe(true);
    await expectAccessible();
    await user.click(screen.getByTestId("import-leave-out"));
    await user.click(screen.getByTestId("import-look-up"));
    const added = await screen.findByTestId("import-added");
    expect(added.dataset.added).toBe("2");
    await waitFor(() => expect(document.activeElement?.id).toBe("import-added"));
    await expectAccessible();
    await user.click(screen.getByTestId("import-check"));
    await waitFor(() => expect(callsOf(backend, "checkAll")[0]?.[1]).toEqual([8, 9]));
    expect(screen.getByRole("button", { name: "Delta" })).toBeTruthy();
  });
});

describe("looking up", () => {
  it("asks again where a tenant was not found", async () => {
    const { user, backend } = await openImport();
    await user.click(screen.getByTestId("import-text"));
    await user.paste("Alfa;alfa.example\nBeta;nowhere.example");
    await user.click(screen.getByTestId("import-read"));
    await user.click(await screen.findByTestId("import-look-up"));
    await screen.findByRole("heading", { name: "1 tenant was found · 1 was not" });
    expect(callsOf(backend, "addImport")).toEqual([]);
    expect(screen.getByTestId("import-problem").textContent).toContain("The tenant was not found. Correct the domain.");
    await expectAccessible();
    await user.click(screen.getByTestId("import-add"));
    expect((await screen.findByTestId("import-added")).dataset.added).toBe("1");
  });
  it("can be stopped, and then nothing was added", async () => {
    const { user, backend } = await openImport();
    const release = backend.hold("keychain");
    await user.click(screen.getByTestId("import-text"));
    await user.paste("Alfa;alfa.example");
    await user.click(screen.getByTestId("import-read"));
    await user.click(await screen.findByTestId("import-look-up"));
    expect(document.activeElement?.id).toBe("import-looking");
    await user.click(await screen.findByTestId("cancel-import"));
    release();
    await waitFor(() => expect(spoken()).toBe("Stopped. Nothing was added."));
    expect(callsOf(backend, "addImport")).toEqual([]);
    expect((screen.getByTestId("import-text") as HTMLTextAreaElement).value).toBe("Alfa;alfa.example");
  });
});

describe("what is no list", () => {
  it("is said at the field, and nothing typed is lost", async () => {
    const { user } = await openImport();
    await user.click(screen.getByTestId("import-read"));
    await screen.findByText("Paste the rows first, or choose a file.");
    await user.type(screen.getByTestId("import-text"), "nothing here");
    await user.click(screen.getByTestId("import-read"));
    await screen.findByText(/There are no two columns/);
    expect((screen.getByTestId("import-text") as HTMLTextAreaElement).value).toBe("nothing here");
    await expectAccessible();
  });
  it("reads a chosen file and says in which encoding", async () => {
    const { user } = await openImport();
    const bytes = new Uint8Array([...("Åkeri;akeri.example")].map((one) => one.charCodeAt(0)));
    await user.upload(screen.getByTestId("import-file"), new File([bytes], "kunder.csv", { type: "text/csv" }));
    expect((await screen.findByTestId("import-reading")).dataset.ready).toBe("1");
    expect(screen.getByText(/kunder\.csv, read as Windows-1252/)).toBeTruthy();
    expect(screen.getByRole("cell", { name: "Åkeri" })).toBeTruthy();
  });
});
