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
