import { describe, expect, it } from "vitest";
import { callsOf, expectAccessible, languages, openBoard, openEmpty, screen, waitFor } from "./window";

describe.each(languages)("practice in %s", (lang) => {
  it("is marked on every screen and asks only for practice's own data", async () => {
    const { user, backend } = await openEmpty(lang);
    await user.click(screen.getByTestId("open-practice"));
    await waitFor(() => expect(screen.getAllByTestId("customer-row")).toHaveLength(2));
    const marked = () => expect(screen.getByText(lang === "sv" ? /Inget här är på riktigt/ : /Nothing here is real/)).toBeTruthy();
    marked();
    await expectAccessible();
    const before = backend.calls.length;
    await user.click(screen.getByRole("button", { name: "All well" }));
    const check = await screen.findByTestId("check-now");
    // First look and think; the answer is folded away.
    const lesson = backend.practiceCustomers[0]?.lesson;
    const exercise = screen.getByTestId("exercise");
    const answer = screen.getByTestId("exercise-answer").closest("details");
    expect([exercise.textContent?.includes(lesson?.look ?? "?"), answer?.open, answer?.textContent?.includes(lesson?.teaches ?? "?")]).toEqual([true, false, true]);
    await user.click(screen.getByTestId("exercise-answer"));
    expect(answer?.open).toBe(true);
    await expectAccessible();
    await user.click(check);
    await screen.findByTestId("verdict");
    marked();
    await user.click(screen.getByTestId("home"));
    await user.click(screen.getByTestId("start-customer"));
    marked();
    expect(new Set(backend.calls.slice(before).map((call) => call.args[0]))).toEqual(new Set(["practice"]));
  });
});

it("goes through its exercises in their order, whatever the customers are called", async () => {
  const { user, backend } = await openEmpty("en");
  backend.practiceCustomers.reverse();
  await user.click(screen.getByTestId("open-practice"));
  await waitFor(() => expect(screen.getAllByTestId("customer-row").map((row) => row.textContent?.includes("Exercise 1"))).toEqual([true, false]));
});

it("leaves practice for the real customers, and starts over", async () => {
  const { user, backend } = await openBoard();
  await user.click(screen.getByTestId("open-practice"));
  await screen.findByRole("button", { name: "All well" });
  await user.click(screen.getByTestId("reset-practice"));
  await waitFor(() => expect(callsOf(backend, "resetPractice")).toHaveLength(1));
  await user.click(screen.getByTestId("leave-practice"));
  await screen.findByRole("button", { name: "Contoso Hospital" });
  expect(screen.queryByRole("button", { name: "All well" })).toBeNull();
});

it("says why practice did not start, and stays with the real customers", async () => {
  const { user, backend } = await openBoard();
  backend.refuse("startPractice", { code: "unexpected", detail: "no loopback" });
  await user.click(screen.getByTestId("open-practice"));
  await screen.findByText("no loopback");
  expect(screen.getByRole("button", { name: "Contoso Hospital" })).toBeTruthy();
});
