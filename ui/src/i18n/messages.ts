/** The shape of a catalogue, taken from the English one: a text that lacks a translation is a compile error. */
import type { en } from "./en";

export type Messages = typeof en;

type Shape<T> = T extends string ? string : { readonly [K in keyof T]: Shape<T[K]> };
export type Translation = Shape<Messages>;

/** The names in braces in a text. */
type Slots<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;

/** Every slot of the English text must get a value; a test holds the other language to the same slots. */
export function fill<S extends string>(text: S, values: Record<Slots<S>, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String((values as Record<string, string | number>)[name] ?? slot));
}

/** A counted text in the form that the language's own rules ask for. */
export function count(lang: string, forms: { readonly one: string; readonly other: string }, n: number): string {
  const form = new Intl.PluralRules(lang).select(n) === "one" ? forms.one : forms.other;
  return form.replace("{n}", String(n));
}
