/** The text of a file as spreadsheets save it. The bytes say which encoding it is; the person sees which was taken. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** As people know them. */
export const encodingNames: Record<Encoding, string> = { "utf-8": "UTF-8", "utf-16le": "UTF-16", "utf-16be": "UTF-16", "windows-1252": "Windows-1252" };

/** As the core has it: a longer list is refused before it is read. */
export const LONGEST = 8 * 1024 * 1024;

export function decoded(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const as = (encoding: Encoding, fatal = false) => ({ text: new TextDecoder(encoding, { fatal }).decode(bytes), encoding });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return as("utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return as("utf-16be");
  try {
    return as("utf-8", true);
  } catch {
    // Excel's plain "CSV" on a western system.
    return as("windows-1252");
  }
}
