/**
 * The saving of a partner app. The core goes on with it when nobody waits any more, a keychain may ask for its password
 * late; so this outlives the screen that asked. There is one at a time: two would race for the same keychain entry.
 */
import type { Result } from "../backend/backend";
import type { AppSaved, CommandError } from "../backend/bindings";

export class AppSave {
  underWay = $state(false);
  /** Why an app was not saved, when its screen was left before that came out. */
  failure = $state.raw<CommandError | null>(null);

  async run(question: () => Promise<Result<AppSaved>>): Promise<Result<AppSaved>> {
    this.underWay = true;
    this.failure = null;
    const result = await question();
    this.underWay = false;
    return result;
  }
}
