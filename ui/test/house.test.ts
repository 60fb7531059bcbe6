/** What must hold of the source itself. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = `${process.cwd()}/src/`;
const files = readdirSync(root, { recursive: true }).map(String).filter((file) => /\.(ts|svelte)$/.test(file));
const source = (file: string) => readFileSync(root + file, "utf8");
const using = (pattern: RegExp) => files.filter((file) => pattern.test(source(file)));

describe("the source", () => {
  it("knows Tauri in one file only", () => {
    expect(using(/from "@tauri-apps|__TAURI/)).toEqual(["backend/tauri.ts"]);
  });
  it("keeps nothing in the web view, asks nobody by itself, and runs no text as code", () => {
    expect(using(/localStorage|sessionStorage|indexedDB|document\.cookie|\bfetch\(|XMLHttpRequest|WebSocket|\beval\(|new Function/)).toEqual([]);
  });
  it("has no markup from text and no style attributes, which the policy would refuse", () => {
    expect(using(/\{@html|\sstyle="|\sstyle=\{|\sstyle:|transition:[a-z]+[\s/>|]|\.innerHTML/).filter((file) => /\{@html|<[^>]*\sstyle(=|:)|innerHTML/.test(source(file).split("<style>")[0] ?? ""))).toEqual([]);
  });
  it("never logs", () => {
    expect(using(/console\./)).toEqual([]);
  });
});

describe("the wire", () => {
  it("calls each method's command by its name in snake_case", () => {
    const names = (text: string) => [...text.matchAll(/^ {2}(\w+)(?:\(|: \()/gm)].map(([, name]) => name ?? "");
    const methods = names(source("backend/backend.ts").split("export interface Backend")[1] ?? "");
    const commands = [...source("backend/tauri.ts").matchAll(/call\("(\w+)"/g)].map(([, name]) => name);
    expect(methods.length).toBeGreaterThan(15);
    expect(commands).toEqual(methods.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)));
  });
});
