/** Opens a file for support and goes where it is shown; one customer is shown at once. */
import type { Session } from "../../app/session.svelte";
import type { CommandError } from "../../backend/bindings";

/** Why it cannot be opened; null where it was. What was open before stays open then. */
export async function openSupportFile(session: Session, text: string): Promise<CommandError | null> {
  const result = await session.backend.openSupportFile(text, session.lang);
  if (!result.ok) return result.error;
  session.go({ name: "support-file", customer: result.value.customers.length === 1 ? 0 : null });
  return null;
}
