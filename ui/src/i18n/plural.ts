/** Plurals by the language's own rules; `#` in a form becomes the number. */
export function counted(lang: string) {
  const rules = new Intl.PluralRules(lang);
  return (count: number, forms: { one: string; other: string }): string =>
    (rules.select(count) === "one" ? forms.one : forms.other).replace("#", String(count));
}
