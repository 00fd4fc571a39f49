// Fixes of code: shown with the finding, applied one by one or all that are safe, taken back, never about an older text.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { eventually, loaded, write } from "./editor.mjs";
import { withPage } from "./page.mjs";

// Characters before the edits that UTF-16 counts as two.
const PROGRAM = [
  "import yaml  # 🐍",
  "import requests",
  "",
  "",
  "def settings(text):",
  '    name = "🔑"; return yaml.load(text, Loader=yaml.Loader), name',
  "",
  "",
  "def ask(url):",
  "    return requests.get(url, verify=False, timeout=5)",
  "",
].join("\n");

/** The text of the editor, without the steps that are drawn into its lines. */
const code = (page) => page.locator(".cm-line").evaluateAll((lines) => lines.map((line) => {
  const own = line.cloneNode(true);
  own.querySelectorAll(".cm-step-badge, .cm-step-note").forEach((mark) => mark.remove());
  return own.textContent;
}).join("\n"));
const open = async (page, rule) => {
  await page.locator(".rows .row", { hasText: rule }).first().click();
  return page.getByRole("region", { name: "Fix" });
};

test("a fix is shown, applied with one key, and taken back", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    const before = record.requests.length;
    await write(page, PROGRAM);
    const fix = await open(page, "S506");
    await fix.waitFor();
    assert.match(await fix.locator(".diff").textContent(), /\+.*yaml\.safe_load\(text\)/);
    assert.equal(await fix.locator(".badge").textContent(), "Safe");

    await page.keyboard.press("Alt+Enter");
    const fixed = await eventually(() => code(page), (text) => text.includes("safe_load"));
    assert.ok(fixed.includes('name = "🔑"; return yaml.safe_load(text), name'), fixed);
    await eventually(() => page.locator(".rows .row", { hasText: "S506" }).count(), (count) => count === 0);

    await page.locator(".cm-content").focus();
    await page.keyboard.press("ControlOrMeta+z");
    assert.equal(await eventually(() => code(page), (text) => text.includes("yaml.load(")), PROGRAM);
    assert.equal(record.requests.slice(before).filter((address) => !address.startsWith("blob:")).length, 0);
    assert.deepEqual(record.complaints, []);
  });
});

test("all safe fixes leave those that need a review", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    await write(page, PROGRAM);
    const all = page.getByRole("button", { name: /^Apply \d+ safe fix/ });
    await all.waitFor();
    await all.click();
    const fixed = await eventually(() => code(page), (text) => text.includes("safe_load"));
    assert.ok(fixed.includes("verify=False"), fixed);
    const fix = await open(page, "S501");
    await fix.waitFor();
    assert.equal(await fix.locator(".badge").textContent(), "Needs review");
    assert.deepEqual(record.complaints, []);
  });
});

test("the secure version stands beside the code and is downloaded", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    await write(page, PROGRAM);
    await page.getByRole("button", { name: "Show the secure version" }).click();
    const version = page.getByRole("region", { name: "Secure version" });
    await version.waitFor();
    await version.getByLabel("With the fixes that need a review").check();
    await eventually(() => version.locator(".sides .added").allTextContents(), (lines) =>
      lines.some((text) => text.includes("requests.get(url, timeout=5)")));
    const download = page.waitForEvent("download");
    await version.getByRole("button", { name: "Download the file" }).click();
    const saved = await readFile(await (await download).path(), "utf8");
    assert.ok(saved.includes("safe_load") && !saved.includes("verify=False"), saved);
    assert.equal(await code(page), PROGRAM);
    assert.deepEqual(record.complaints, []);
  });
});

test("a fix of an older text is not applied", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    await write(page, PROGRAM);
    const fix = await open(page, "S506");
    await fix.waitFor();
    await page.locator(".cm-content").focus();
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.type("# a line of its own\n");
    await page.keyboard.press("Alt+Enter");
    await page.getByText("There is no checked fix for the code as it is now.").waitFor();
    assert.equal(await code(page), `# a line of its own\n${PROGRAM}`);
    // When they were checked again the same key applies it, behind the new line.
    await page.locator("section.fix", { hasText: "Safe" }).waitFor();
    await page.keyboard.press("Alt+Enter");
    const fixed = await eventually(() => code(page), (text) => text.includes("safe_load"));
    assert.ok(fixed.includes('name = "🔑"; return yaml.safe_load(text), name'), fixed);
    assert.deepEqual(record.complaints, []);
  });
});
