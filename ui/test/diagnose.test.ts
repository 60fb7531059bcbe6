import { describe, expect, it } from "vitest";
import { expectAccessible, heading, languages, openBoard, openEmpty, screen, waitFor } from "./window";

async function paste(text: string, lang: "en" | "sv" = "en") {
  const { backend, user } = await openBoard(lang);
  await user.click(screen.getByTestId("open-diagnose"));
  await user.click(screen.getByTestId("paste-box"));
  await user.paste(text);
  await user.click(screen.getByTestId("explain"));
  await screen.findByTestId("explanation");
  return { backend, user };
}

describe.each(languages)("diagnosing in %s", (lang) => {
  it("says what a pasted number means and who acts", async () => {
    await paste("AADSTS700016", lang);
    const told = screen.getByTestId("explanation");
    expect([told.dataset.kind, told.dataset.cause, told.dataset.whoActs]).toEqual(["aadsts", "not-consented", "customer"]);
    expect(document.activeElement?.id).toBe("explanation-title");
    expect(told.textContent).toContain("AADSTS700016");
    await expectAccessible();
  });

  it("tells every flaw of a link and what to send instead", async () => {
    await paste("https://login.evil.example/common/oauth2/authorize", lang);
    expect(screen.getByTestId("flaw-wrong-host").dataset.severity).toBe("error");
    expect(screen.getByTestId("corrected-link").textContent).toMatch(/^https:\/\/login\.microsoftonline\.com\//);
    await expectAccessible();
  });

  it("shows a token entry by entry, unverified until it is asked for", async () => {
    const { backend, user } = await paste("Bearer eyJ0eXAi.e30.x", lang);
    expect(screen.getByTestId("token-parts").dataset.verified).toBe("false");
    expect(screen.getByTestId("claim-roles").dataset.status).toBe("fail");
    expect(screen.getByTestId("claim-xms_brand_new").textContent).toContain("<img src=x onerror=alert(1)>");
    expect(document.querySelector("[data-testid=token-parts] img")).toBeNull();
    expect(backend.calls.some((call) => call.name === "inspectToken")).toBe(false);
    await expectAccessible();
    await user.click(screen.getByTestId("verify-token"));
    await waitFor(() => expect(screen.getByTestId("token-parts").dataset.verified).toBe("true"));
    const asked = backend.calls.find((call) => call.name === "inspectToken");
    expect(asked?.args.slice(1, 4)).toEqual([null, "Bearer eyJ0eXAi.e30.x", false]);
    await expectAccessible();
  });
});

describe("the paste box", () => {
  it("does not guess, and shows what it read", async () => {
    await paste("hello there");
    expect(screen.getByTestId("explanation").dataset.kind).toBe("unrecognised");
    expect(screen.getByTestId("explanation-raw").textContent).toBe("hello there");
    expect(screen.getByTestId("explanation-raw").closest("details")?.open).toBe(true);
  });

  it("sends the token to Defender only when told to", async () => {
    const { backend, user } = await paste("eyJ0eXAi.e30.x");
    await user.click(screen.getByTestId("call-with-token"));
    await waitFor(() => expect(backend.calls.filter((call) => call.name === "inspectToken").map((call) => call.args[3])).toEqual([true]));
  });

  it("holds it against the chosen customer, and asks again when another is chosen", async () => {
    const { backend, user } = await paste("AADSTS700016");
    await user.selectOptions(screen.getByTestId("paste-about"), "3");
    await waitFor(() => expect(backend.calls.filter((call) => call.name === "explain").map((call) => call.args[1])).toEqual([null, 3]));
  });

  it("asks for nothing while it is empty, and can be emptied", async () => {
    const { backend, user } = await openEmpty();
    await user.click(screen.getByTestId("open-diagnose"));
    expect(heading()).toBe("Diagnose");
    await user.click(screen.getByTestId("explain"));
    expect(backend.calls.some((call) => call.name === "explain")).toBe(false);
    await user.type(screen.getByTestId("paste-box"), "x");
    await user.click(screen.getByTestId("explain"));
    await screen.findByTestId("explanation");
    await user.click(screen.getByTestId("clear-paste"));
    expect(screen.queryByTestId("explanation")).toBeNull();
    expect(screen.getByTestId<HTMLTextAreaElement>("paste-box").value).toBe("");
  });

  it("drops the answer to a text that was emptied meanwhile", async () => {
    const { backend, user } = await openBoard();
    await user.click(screen.getByTestId("open-diagnose"));
    await user.type(screen.getByTestId("paste-box"), "AADSTS700016");
    const release = backend.hold("explain");
    await user.click(screen.getByTestId("explain"));
    await user.click(screen.getByTestId("clear-paste"));
    release();
    await waitFor(() => expect(backend.calls.at(-1)?.name).toBe("explain"));
    expect(screen.queryByTestId("explanation")).toBeNull();
  });

  it("leads to a customer that needs somebody", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByTestId("open-diagnose"));
    await user.click(screen.getByRole("button", { name: /^Contoso Hospital/ }));
    await waitFor(() => expect(heading()).toBe("Contoso Hospital"));
  });
});
