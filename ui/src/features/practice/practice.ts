/** The way into practice. The realm is part of every question to the core, so the two can not mix. */
import type { Session } from "../../app/session.svelte";

/** The cloud is started first; without it there is nothing to show. The board says what is waited for, or what failed. */
export async function openPractice(session: Session): Promise<void> {
  if (session.screen.name !== "home") session.go({ name: "home" });
  if (session.realm === "practice" || session.startingPractice) return;
  session.startingPractice = true;
  const started = await session.backend.startPractice();
  // Somebody stopped waiting meanwhile.
  if (!session.startingPractice) return;
  session.startingPractice = false;
  session.practiceFailure = started.ok ? null : started.error;
  if (started.ok) await session.enter("practice");
}
