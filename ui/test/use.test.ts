import { describe, expect, it } from "vitest";
import { callsOf, expectAccessible, heading, languages, openBoard, screen, waitFor } from "./window";

async function openUse(lang: "en" | "sv" = "en", customer = "Fabrikam Retail") {
  const window = await openBoard(lang);
  await window.user.click(screen.getByRole("button", { name: customer }));
  await window.user.click(await screen.findByTestId("use-api"));
  await screen.findByTestId("send-call");
  return window;
}

describe.each(languages)("the API page in %s", (lang) => {
  it("lists alerts as a table and as raw text that stays text", async () => {
    const { user, backend } = await openUse(lang);
    expect(heading()).toContain("Fabrikam Retail");
    expect(screen.getByTestId("token-in-hand").dataset.expires).toBeUndefined();
    await expectAccessible();
    await user.selectOptions(screen.getByTestId("api-host"), "eu");
    await user.selectOptions(screen.getByTestId("api-amount"), "50");
    await user.click(screen.getByTestId("send-call"));
    const answer = await screen.findByTestId("api-answer");
    expect(answer.dataset.status).toBe("200");
    expect(callsOf(backend, "callApi")).toEqual([["real", 1, "eu", "alerts.list", null, 50, lang]]);
    expect(screen.getByTestId("api-table").querySelectorAll("tbody tr").length).toBe(3);
    expect(screen.getByTestId("api-json").textContent).toContain("<img src=x onerror=alert(1)>");
    expect(document.querySelector("img")).toBeNull();
    await waitFor(() => expect(document.activeElement?.id).toBe("answer-title"));
    await waitFor(() => expect(screen.getByTestId("token-in-hand").dataset.expires).toBe("2026-11-22T11:40:12Z"));
    await expectAccessible();
  });

  it("explains a refusal and says before it what is missing", async () => {
    const { user } = await openUse(lang);
    await user.selectOptions(screen.getByTestId("api-call"), "software.list");
    expect(screen.getByText(/Software\.Read\.All\)/)).toBeTruthy();
    await user.click(screen.getByTestId("send-call"));
    const why = await screen.findByTestId("api-why");
    expect(why.textContent).toContain("Missing application roles");
    expect(screen.getByTestId("api-answer").dataset.status).toBe("403");
    await expectAccessible();
  });

  it("tells of every call whether it is allowed, and by what", async () => {
    const { user } = await openUse(lang);
    expect(document.querySelectorAll("li[data-allowed]").length).toBe(113);
    expect(screen.getByTestId("call-alerts.list").dataset.allowed).toBe("allowed");
    expect(screen.getByTestId("call-machines.isolate").dataset.allowed).toBe("not");
    expect(screen.getByTestId("call-machines.isolate").textContent).toContain("Machine.Isolate");
    expect(screen.getByTestId("call-hunting.run").textContent).toContain("MC1220762");
    await user.type(screen.getByTestId("call-search"), "isolate machine");
    await waitFor(() => expect(document.querySelectorAll("li[data-allowed]").length).toBeLessThan(8));
    await user.clear(screen.getByTestId("call-search"));
    await user.click(screen.getByTestId("only-allowed"));
    expect(document.querySelectorAll('li[data-allowed="not"]').length).toBe(0);
  });
});

describe("the API page", () => {
  it("asks for what a call needs, and keeps it when it cannot be right", async () => {
    const { user, backend } = await openUse();
    await user.selectOptions(screen.getByTestId("api-call"), "ips.alerts");
    const field = screen.getByTestId<HTMLInputElement>("api-parameter");
    await user.type(field, "10.0.0.1/8");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect([field.value, field.getAttribute("aria-invalid")]).toEqual(["10.0.0.1/8", "true"]);
    await user.clear(field);
    await user.type(field, "10.0.0.1{Enter}");
    await screen.findByTestId("api-answer");
    expect(callsOf(backend, "callApi").at(-1)?.slice(2, 5)).toEqual(["default", "ips.alerts", "10.0.0.1"]);
  });
  it("can be stopped, and forgets the token when it is left", async () => {
    const { user, backend } = await openUse();
    const release = backend.hold("callApi");
    await user.click(screen.getByTestId("send-call"));
    await user.click(await screen.findByTestId("cancel-call"));
    expect(callsOf(backend, "cancelCall")).toEqual([["real", 1]]);
    release();
    await waitFor(() => expect(screen.queryByTestId("cancel-call")).toBeNull());
    await user.click(screen.getByTestId("back"));
    await waitFor(() => expect(callsOf(backend, "leaveApi")).toEqual([["real", 1, "en"]]));
    expect(heading()).toBe("Fabrikam Retail");
  });
  it("takes a call from the list below into the form", async () => {
    const { user } = await openUse();
    await user.click(screen.getByRole("button", { name: "Try it: List devices" }));
    expect(screen.getByTestId<HTMLSelectElement>("api-call").value).toBe("machines.list");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("api-call")));
  });
  it("says no-token in the core's words", async () => {
    const { user, backend } = await openUse();
    backend.refuse("callApi", { code: "no-token", cause: "not-consented", title: "They have not consented yet", nextStep: "Send the link.", raw: "AADSTS700016" });
    await user.click(screen.getByTestId("send-call"));
    await screen.findByRole("region", { name: "They have not consented yet" });
  });
});
