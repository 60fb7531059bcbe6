import { expect, it } from "vitest";
import { openBoard, screen, waitFor } from "./window";

const focused = () => document.activeElement;

it("arrives on the title of every screen that is gone to", async () => {
  const { user } = await openBoard();
  expect(focused()).toBe(document.body);
  for (const go of [() => screen.getByTestId("start-customer"), () => screen.getByTestId("home"), () => screen.getByRole("button", { name: "Partner app" })]) {
    await user.click(go());
    await waitFor(() => expect(focused()).toBe(screen.getByRole("heading", { level: 1 })));
  }
});

it("follows a check from its button to its verdict", async () => {
  const { user, backend } = await openBoard();
  const release = backend.hold("checkNow");
  await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
  (await screen.findByTestId("check-now")).focus();
  await user.keyboard("{Enter}");
  await screen.findByTestId("running");
  await waitFor(() => expect(focused()?.id).toBe("running-title"));
  release();
  await screen.findByTestId("verdict");
  await waitFor(() => expect(focused()?.id).toBe("verdict-headline"));
});

it("shows the steps of a journey that follows on another one", async () => {
  const { user } = await openBoard();
  await user.click(screen.getByRole("button", { name: "Partner app" }));
  await user.click(screen.getByTestId("edit-app"));
  await user.click(screen.getByTestId("next"));
  await user.click(screen.getByTestId("next"));
  await user.click(await screen.findByTestId("save-app"));
  await screen.findByTestId("secret-status");
  await user.click(screen.getByTestId("start-customer"));
  await waitFor(() => expect(screen.getByRole("list", { name: "Onboard a customer" })).toBeTruthy());
});
