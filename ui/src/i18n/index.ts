import type { Lang } from "../backend/bindings";
import { en, type Messages } from "./en";
import { sv } from "./sv";

export type { Messages };
export const catalogues: Record<Lang, Messages> = { en, sv };
