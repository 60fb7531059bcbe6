"use strict";
(() => {
  const told = {{told}};
  const at = (id) => document.getElementById(id);
  const query = new URLSearchParams(location.search);
  const fragment = new URLSearchParams(location.hash.slice(1));
  const find = (name) => query.get(name) ?? fragment.get(name);
  // What comes from the address is text, of a length to be read, without signs that are not seen.
  const shown = (text) => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, " ").slice(0, 2000);

  function outcome() {
    const error = find("error");
    if (error !== null) {
      const codes = [...(find("error_description") ?? "").matchAll(/AADSTS(\d{4,8})/g)].map((one) => Number(one[1]));
      const cancelled = error === "access_denied" || find("error_subcode") === "cancel";
      if (codes.includes(65004) || error === "permission_denied" || (codes.length === 0 && cancelled)) return "declined";
      return codes.some((code) => code >= 90093 && code <= 90095) ? "notAnAdmin" : "refused";
    }
    const accepted = (find("admin_consent") ?? "").toLowerCase() === "true";
    return accepted || find("code") !== null ? "done" : "nothing";
  }

  // A code in the address is a key of a kind. Nobody needs it back, so it is not offered.
  function address() {
    const own = new URL(location.href);
    if (own.searchParams.has("code")) own.searchParams.set("code", "removed");
    if (fragment.has("code")) {
      fragment.set("code", "removed");
      own.hash = fragment.toString();
    }
    return own.href;
  }

  function tell(lang) {
    const words = told.words[lang];
    const how = outcome();
    document.documentElement.lang = lang;
    at("title").textContent = words[how].title;
    at("text").textContent = words[how].text;
    const tenant = find("tenant") ?? "";
    at("tenant-title").textContent = words.tenant;
    at("tenant").textContent = tenant;
    at("tenant-part").hidden = how !== "done" || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant);
    at("said-title").textContent = words.said;
    at("said").textContent = [find("error"), find("error_description")].filter(Boolean).map(shown).join("\n");
    at("said-part").hidden = find("error") === null;
    at("address-title").textContent = words.address;
    at("address").textContent = address();
    at("address-part").hidden = how === "nothing";
    at("copy").textContent = words.copy;
    at("copied").textContent = "";
    at("by").textContent = words.by ?? "";
    at("by").hidden = words.by === null;
    for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  }

  async function copy() {
    const words = told.words[document.documentElement.lang];
    try {
      await navigator.clipboard.writeText(at("address").value);
      at("copied").textContent = words.copied;
    } catch {
      at("address").select();
      at("copied").textContent = words.notCopied;
    }
  }

  for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => tell(button.dataset.lang));
  at("copy").addEventListener("click", () => void copy());
  const asked = navigator.languages.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in told.words);
  tell(asked ?? told.preferred);
})();
