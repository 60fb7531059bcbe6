import { describe, expect, it } from "vitest";
import { callsOf, expectAccessible, heading, languages, openBoard, screen, waitFor } from "./window";

async function openHandOver(lang: "en" | "sv" = "en") {
  const window = await openBoard(lang);
  await window.user.click(screen.getByRole("button", { name: "Fabrikam Retail" }));
  await window.user.click(await screen.findByTestId("hand-over"));
  await screen.findByTestId("snippet");
  return window;
}

describe.each(languages)("handing over in %s", (lang) => {
  it("saves and prints the summary, and says where it lies", async () => {
    const { user, backend } = await openHandOver(lang);
    expect(heading()).toBe(lang === "sv" ? "Överlämna Fabrikam Retail" : "Hand over Fabrikam Retail");
    await expectAccessible();
    await user.click(screen.getByTestId("save-summary-markdown"));
    expect((await screen.findByTestId("saved-file")).dataset.name).toBe("Fabrikam Retail Consentry.md");
    await user.click(screen.getByTestId("save-summary-html"));
    await user.click(screen.getByTestId("print-summary"));
    expect(callsOf(backend, "saveSummary")).toEqual([["real", 1, true, lang], ["real", 1, false, lang]]);
    expect(callsOf(backend, "printSummary")).toEqual([["real", 1, lang]]);
    await waitFor(() => expect(document.querySelector("[aria-live]")?.textContent).toContain("Fabrikam Retail Consentry.html"));
    expect(screen.getByTestId("summary").textContent).toContain("8f2c41d0-1b2c-4d3e-8f4a-5b6c7d8e5be1");
  });

  it("shows code in four languages, copies it and saves it", async () => {
    const { user, backend } = await openHandOver(lang);
    const shown = () => screen.getByTestId("snippet").dataset.id;
    expect(shown()).toBe("powershell-v2");
    await user.click(screen.getByTestId("code-language-csharp"));
    await user.click(screen.getByTestId("code-way-guide"));
    expect(shown()).toBe("csharp-guide");
    await expectAccessible();
    await user.click(screen.getByTestId("code-language-python"));
    expect(shown()).toBe("python-v2");
    await user.click(screen.getByTestId("code-way-v1"));
    await user.click(screen.getByTestId("copy-snippet"));
    await user.click(screen.getByTestId("save-snippet"));
    expect([callsOf(backend, "copySnippet"), callsOf(backend, "saveSnippet")]).toEqual([[["real", 1, "python-v1", lang]], [["real", 1, "python-v1", lang]]]);
    expect((await screen.findByTestId("saved-file")).dataset.folder).toBe("/home/kim/Downloads");
  });

  it("writes a token only where the person insists, counts down, and deletes", async () => {
    const { user, backend } = await openHandOver(lang);
    await user.click(screen.getByTestId("token-open"));
    const path = screen.getByTestId<HTMLInputElement>("token-path");
    await waitFor(() => expect(document.activeElement).toBe(path));
    expect(path.value).toBe("/home/kim/Downloads/Latest-token.txt");
    await user.clear(path);
    await user.type(path, "token.txt");
    await user.click(screen.getByTestId("save-token"));
    await waitFor(() => expect(path.getAttribute("aria-invalid")).toBe("true"));
    await expectAccessible();
    await user.clear(path);
    await user.type(path, "~/OneDrive/t.txt");
    await user.keyboard("{Enter}");
    const warning = await screen.findByTestId("token-warning");
    expect(warning.textContent).toContain("OneDrive");
    await expectAccessible();
    expect(screen.queryByTestId("token-file")).toBeNull();
    await user.click(screen.getByTestId("token-delete"));
    await user.click(screen.getByTestId("token-agree"));
    const file = await screen.findByTestId("token-file");
    expect(file.dataset.delete).toBe("false");
    expect(callsOf(backend, "saveToken").at(-1)).toEqual(["real", 1, "~/OneDrive/t.txt", true, false, lang]);
    await expectAccessible();
    await user.click(screen.getByTestId("token-open"));
    await user.click(screen.getByTestId("save-token"));
    expect((await screen.findByRole("region", { name: lang === "sv" ? "Det finns redan en fil med det namnet" : "A file of that name is there already" })).dataset.code).toBe("file");
    await user.click(screen.getByTestId("delete-token-file"));
    await waitFor(() => expect(screen.queryByTestId("token-file")).toBeNull());
    expect(callsOf(backend, "deleteTokenFile")).toEqual([["~/OneDrive/t.txt"]]);
  });
});

describe("handing over", () => {
  it("says why no token was got, in the core's words", async () => {
    const { user, backend } = await openHandOver();
    await user.click(screen.getByTestId("token-open"));
    backend.refuse("saveToken", { code: "no-token", cause: "wrong-secret", title: "The client secret is wrong", nextStep: "Replace the secret.", raw: "AADSTS7000215" });
    await user.click(screen.getByTestId("save-token"));
    await screen.findByRole("region", { name: "The client secret is wrong" });
    expect(screen.getByTestId<HTMLInputElement>("token-path").value).toBe("/home/kim/Downloads/Latest-token.txt");
  });
  it("can be gone through by keyboard alone", async () => {
    const { user } = await openHandOver();
    screen.getByTestId("code-language-powershell").focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByTestId("snippet").dataset.id).toBe("csharp-v2");
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId("code-way-v2"));
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId("copy-snippet"));
  });
});
