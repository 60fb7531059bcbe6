import { within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { callsOf, expectAccessible, heading, languages, openBoard, screen, waitFor } from "./window";

async function ofCustomer(lang: "en" | "sv" = "en", name = "Contoso Hospital") {
  const { backend, user } = await openBoard(lang);
  await user.click(screen.getByRole("button", { name }));
  await user.click(await screen.findByTestId("support-file"));
  await screen.findByTestId("support-text");
  return { backend, user };
}
const text = () => screen.getByTestId("support-text").textContent ?? "";

describe.each(languages)("a support file in %s", (lang) => {
  it("is shown word for word before it is saved, and opens as the same page", async () => {
    const { backend, user } = await ofCustomer(lang);
    expect(text()).toContain("Customer 1");
    expect(text()).not.toContain("Contoso");
    expect(screen.getByTestId("support-replaced").textContent).toContain("Contoso Hospital");
    expect(screen.getByTestId("support-figures").dataset.customers).toBe("1");
    await expectAccessible();
    await user.click(screen.getByTestId("save-support-file"));
    expect((await screen.findByTestId("saved-file")).dataset.name).toBe("Consentry support file 2026-11-22.json");
    expect(callsOf(backend, "saveSupportFile")).toEqual([[1]]);

    const file = text();
    const verdict = screen.getByTestId("verdict").dataset.cause;
    await user.click(within(screen.getByTestId("support-sheet")).getByTestId("close-sheet"));
    await user.click(screen.getByTestId("open-diagnose"));
    await user.upload(screen.getByTestId("open-support-file"), new File([file], "Consentry support file.json", { type: "application/json" }));
    await waitFor(() => expect(heading()).toBe("Customer 1"));
    expect(screen.getByTestId("verdict").dataset.cause).toBe(verdict);
    expect(screen.getByTestId("check-permissions").dataset.status).toBe("fail");
    expect(screen.getByTestId("from-support-file").textContent).toContain("consentry 0.1.0");
    for (const acting of ["check-now", "ask-for-consent", "ask-again", "hand-over", "use-api", "remove-customer", "support-file"]) expect(screen.queryByTestId(acting)).toBeNull();
    expect(backend.calls.some((call) => call.name === "checkNow")).toBe(false);
    await expectAccessible();
  });
});

describe("the sheet", () => {
  it("keeps names only when told to, and shows the other file then", async () => {
    const { backend, user } = await ofCustomer();
    await user.click(screen.getByTestId("support-keep-names"));
    await waitFor(() => expect(text()).toContain("Contoso Hospital"));
    expect(screen.queryByTestId("support-replaced")).toBeNull();
    expect(callsOf(backend, "previewSupportFile").map((args) => args[2])).toEqual([false, true]);
    await user.click(screen.getByTestId("save-support-file"));
    expect(callsOf(backend, "saveSupportFile")).toEqual([[2]]);
  });

  it("makes a new file whenever it is opened, with nothing of the one before", async () => {
    const { backend, user } = await ofCustomer();
    await user.click(screen.getByTestId("save-support-file"));
    await screen.findByTestId("saved-file");
    await user.click(within(screen.getByTestId("support-sheet")).getByTestId("close-sheet"));
    await user.click(screen.getByTestId("support-file"));
    await waitFor(() => expect(callsOf(backend, "previewSupportFile").length).toBe(2));
    await screen.findByTestId("support-text");
    expect(screen.queryByTestId("saved-file")).toBeNull();
    await user.click(screen.getByTestId("save-support-file"));
    expect(callsOf(backend, "saveSupportFile")).toEqual([[1], [2]]);
  });

  it("asks for one file at a time, and shows the one that was chosen last", async () => {
    const { backend, user } = await ofCustomer();
    const made = backend.previewSupportFile.bind(backend);
    const waiting: (() => void)[] = [];
    backend.previewSupportFile = async (...args) => {
      await new Promise<void>((go) => waiting.push(go));
      return made(...args);
    };
    const keep = screen.getByTestId("support-keep-names");
    await user.click(keep);
    await user.click(keep);
    await user.click(keep);
    expect(waiting.length).toBe(1);
    waiting.shift()?.();
    await waitFor(() => expect(waiting.length).toBe(1));
    expect(screen.queryByTestId("support-text")).toBeNull();
    waiting.shift()?.();
    await waitFor(() => expect(text()).toContain("Contoso Hospital"));
    expect(callsOf(backend, "previewSupportFile").map((args) => args[2])).toEqual([false, true, true]);
    await user.click(screen.getByTestId("save-support-file"));
    expect(callsOf(backend, "saveSupportFile")).toEqual([[3]]);
  });

  it("takes from the board those that need attention, or all", async () => {
    const { backend, user } = await openBoard();
    await user.click(screen.getByTestId("support-file"));
    await screen.findByTestId("support-text");
    const rows = callsOf(backend, "previewSupportFile").map((args) => (args[1] as number[]).toSorted());
    expect(rows).toEqual([[2, 3, 5, 6, 7]]);
    await user.click(screen.getByTestId("support-which-all"));
    await waitFor(() => expect(screen.getByTestId("support-figures").dataset.customers).toBe("7"));
    await expectAccessible();
  });
});

describe("a long file", () => {
  it("is shown part by part, and the parts are the whole file", async () => {
    const { backend, user } = await openBoard();
    await user.click(screen.getByTestId("support-file"));
    await user.click(await screen.findByTestId("support-which-all"));
    const part = await screen.findByTestId("support-part");
    expect([part.dataset.part, part.dataset.parts]).toEqual(["1", "2"]);
    expect(screen.getByTestId("checks-left-out").dataset.number).toBe("38");
    const before = screen.getByTestId("support-part-before");
    expect(before.getAttribute("aria-disabled")).toBe("true");
    const first = text();
    const next = screen.getByTestId("support-part-next");
    await user.click(next);
    await waitFor(() => expect(part.dataset.part).toBe("2"));
    expect(document.activeElement).toBe(next);
    expect(next.getAttribute("aria-disabled")).toBe("true");
    expect((JSON.parse(first + text()) as { customers: unknown[] }).customers.length).toBe(7);
    await user.click(next);
    await expectAccessible();
    await user.click(before);
    await waitFor(() => expect(text()).toBe(first));
    expect(callsOf(backend, "supportFilePart").map((args) => args[1])).toEqual([1, 0]);
    // Another file begins at its beginning.
    await user.click(next);
    await waitFor(() => expect(part.dataset.part).toBe("2"));
    await user.click(screen.getByTestId("support-keep-names"));
    await waitFor(() => expect(screen.getByTestId("support-part").dataset.part).toBe("1"));
  });
});

describe.each(languages)("a check in a support file in %s", (lang) => {
  it("is opened from the history, says what the file says of it, and leads to the ones beside it", async () => {
    const { backend, user } = await ofCustomer(lang);
    const file = text();
    await user.click(within(screen.getByTestId("support-sheet")).getByTestId("close-sheet"));
    await user.click(screen.getByTestId("open-diagnose"));
    await user.upload(screen.getByTestId("open-support-file"), new File([file], "x.json", { type: "application/json" }));
    await waitFor(() => expect(heading()).toBe("Customer 1"));
    expect(screen.getByTestId("checks-left-out").dataset.number).toBe("38");
    expect(screen.getByTestId("judged-otherwise").textContent).not.toBe("");
    expect(screen.getByTestId("left-out-here").textContent).toContain("38");
    const said = screen.getByTestId("judged-then").textContent;
    expect(said).toContain("not-consented");
    const runs = screen.getAllByTestId("history-run");
    await user.click(within(runs[1] as HTMLElement).getByTestId("open-past"));
    await screen.findByTestId("past-of");
    expect(heading()).toBe("Customer 1");
    expect(screen.getByTestId("judged-then").textContent).toBe(said);
    expect(screen.getByTestId("from-support-file")).not.toBeNull();
    await expectAccessible();
    await user.click(screen.getByTestId("past-later"));
    await waitFor(() => expect(screen.queryByTestId("judged-then")).toBeNull());
    expect(callsOf(backend, "supportPastCheck").map((args) => args.slice(0, 2))).toEqual([[0, 51], [0, 52]]);
    expect(callsOf(backend, "pastCheck")).toEqual([]);
    for (const acting of ["check-now", "ask-for-consent", "support-file"]) expect(screen.queryByTestId(acting)).toBeNull();
    await user.click(screen.getByTestId("back-to-customer"));
    await waitFor(() => expect(screen.getAllByTestId("history-run").length).toBe(runs.length));
  });
});

describe("opening", () => {
  it("shows who is in a file of several, and goes back to them", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByTestId("support-file"));
    await screen.findByTestId("support-text");
    const file = text();
    await user.click(within(screen.getByTestId("support-sheet")).getByTestId("close-sheet"));
    await user.click(screen.getByTestId("open-diagnose"));
    await user.click(screen.getByTestId("paste-box"));
    await user.paste(file);
    await user.click(screen.getByTestId("explain"));
    const all = await screen.findAllByTestId("support-customer");
    expect(all.length).toBe(5);
    expect(all.some((one) => one.dataset.cause === "role-missing")).toBe(true);
    await expectAccessible();
    const first = all[0]?.querySelector("button");
    if (first) await user.click(first);
    await waitFor(() => expect(heading()).toBe("Customer 1"));
    await user.click(screen.getByTestId("support-back"));
    expect((await screen.findAllByTestId("support-customer")).length).toBe(5);
  });

  it("says why a file cannot be opened, and loses nothing", async () => {
    const { backend, user } = await openBoard();
    await user.click(screen.getByTestId("open-diagnose"));
    await user.click(screen.getByTestId("paste-box"));
    await user.paste("AADSTS");
    await user.upload(screen.getByTestId("open-support-file"), new File(["{}"], "x.json", { type: "application/json" }));
    await waitFor(() => expect(document.querySelector("[data-code=support-file]")).not.toBeNull());
    expect((screen.getByTestId("paste-box") as HTMLTextAreaElement).value).toBe("AADSTS");
    expect(backend.calls.some((call) => call.name === "saveCustomer")).toBe(false);
    await expectAccessible();
  });
});
