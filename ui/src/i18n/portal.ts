/** When somebody last held the portal's words in the catalogues (the `aside…Steps`) against the portal. */
export const portalWordsChecked = "2026-11-22";
