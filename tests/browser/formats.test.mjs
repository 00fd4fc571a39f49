// The Reports panel: every format, the same bytes as from the command line, an earlier report beside this one, secrets on demand.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { test } from "node:test";
import { eventually, loaded, openFindings, write } from "./editor.mjs";
import { withPage } from "./page.mjs";
import * as snippets from "./snippets.mjs";

const SECRET = "Kestrel-rain-1974";

/** Opens the Reports panel and waits for what it shows first. */
async function reports(page) {
  await page.getByRole("tab", { name: "Reports" }).click();
  await page.locator(".preview .prose h3").first().waitFor();
  return page.getByLabel("Format");
}

test("every format can be looked at, and the HTML report runs and fetches nothing", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    await write(page, snippets.sqlInjection);
    await eventually(() => openFindings(page), (found) => found.length > 0);
    const format = await reports(page);
    const before = record.requests.length;
    for (const [name, shown] of [
      ["SARIF 2.1.0", '"columnKind": "unicodeCodePoints"'],
      ["JSON", '"schema": "pyvigil/1"'],
      ["CSV", "id,state,kind,severity"],
      ["CycloneDX 1.6 with VEX", '"specVersion": "1.6"'],
      ["Tool set-up files", "exclude_dirs:"],
      ["Prompts for an assistant", "Security scan this Python code:"],
      ["Pull request comment", "Pyvigil security review"],
    ]) {
      await format.selectOption({ label: name });
      await page.locator(".preview", { hasText: shown }).waitFor();
    }
    await format.selectOption({ label: "HTML report" });
    const verdict = page.frameLocator(".report-page").locator(".verdict");
    await verdict.waitFor();
    assert.equal(await verdict.evaluate((element) => getComputedStyle(element).borderLeftWidth), "6px");
    const asked = record.requests.slice(before).filter((url) => !/^(about|blob|data):/.test(url));
    assert.deepEqual(asked, []);
    assert.deepEqual(record.complaints, []);
  });
});

test("the command line gives the same bytes", { skip: !process.env.PYVIGIL_CLI }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "pyvigil-bytes-"));
  try {
    const files = { "app.py": `${snippets.sqlInjection}\nPASSWORD = "${SECRET}"\n`, "requirements.txt": "django==1.11.29\nflask>=0.5\n" };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await withPage(async (page) => {
      await loaded(page);
      await page.locator(".file-tools input[type=file]").setInputFiles(Object.keys(files).map((name) => join(folder, name)));
      await page.locator(".file-tab", { hasText: "requirements.txt" }).waitFor();
      await eventually(() => page.locator(".dependencies tbody tr").count(), (count) => count > 1);
      await reports(page);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download all (zip)" }).click(),
      ]);
      const theirs = join(folder, "page.zip");
      await download.saveAs(theirs);
      const date = download.suggestedFilename().match(/\d{4}-\d\d-\d\d/)[0];
      const run = spawnSync(process.env.PYVIGIL_CLI, ["scan", ...Object.keys(files), "--format", "zip", "--date", date], { cwd: folder, maxBuffer: 1 << 28 });
      assert.equal(run.status, 1, String(run.stderr));
      const list = "import sys, zipfile, hashlib; z = zipfile.ZipFile(sys.argv[1]); print(*(n + ' ' + hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist()), sep='\\n')";
      const ours = join(folder, "ours.zip");
      writeFileSync(ours, run.stdout);
      const listed = (path) => execFileSync(process.env.PYVIGIL_PYTHON ?? "python3", ["-c", list, path], { encoding: "utf8" }).split("\n");
      assert.deepEqual(listed(theirs), listed(ours));
      assert.ok(readFileSync(theirs).equals(readFileSync(ours)));
      await eachFormat(page, folder, Object.keys(files), date);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Every file of every format, as the page hands it out and as the command line writes it. */
async function eachFormat(page, folder, inputs, date) {
  const out = join(folder, "out");
  spawnSync(process.env.PYVIGIL_CLI, ["scan", ...inputs, "--out", out, "--date", date], { cwd: folder });
  const written = readdirSync(out, { recursive: true }).filter((name) => statSync(join(out, name)).isFile());
  const seen = new Set();
  const format = page.getByLabel("Format");
  for (const word of await format.locator("option").evaluateAll((options) => options.map((option) => option.value))) {
    const shown = () => page.locator(".preview").innerHTML();
    const before = await shown();
    if ((await format.inputValue()) !== word) {
      await format.selectOption(word);
      await eventually(shown, (now) => now !== before);
    }
    const choice = page.locator(".reports label.report-bar select");
    const names = () => choice.locator("option").allTextContents();
    // One file has no choice.
    for (let at = 0; at < Math.max(1, (await names()).length); at += 1) {
      if (await choice.count()) await choice.selectOption(String(at));
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download this one" }).click()]);
      const theirs = join(folder, "one");
      await download.saveAs(theirs);
      // A browser takes the dot off that a name begins with.
      const name = written.find((name) => basename(name).replace(/^\./, "") === basename(download.suggestedFilename()) && !seen.has(name));
      assert.ok(name, `${word}: ${download.suggestedFilename()} is not among ${written}`);
      assert.ok(readFileSync(theirs).equals(readFileSync(join(out, name))), `${word}: ${name}`);
      seen.add(name);
    }
  }
  assert.deepEqual(written.filter((name) => !seen.has(name)).map((name) => extname(name)), [".zip"]);
}

test("an earlier report is compared, and what is no report is refused", async () => {
  await withPage(async (page) => {
    await write(page, snippets.sqlInjection);
    await eventually(() => openFindings(page), (found) => found.length > 0);
    const format = await reports(page);
    await format.selectOption({ label: "JSON" });
    // The page before has several blocks of code.
    const blocks = () => page.locator(".preview pre").allTextContents();
    const [json] = await eventually(blocks, (texts) => texts.length === 1 && texts[0].includes("pyvigil/1"));
    const input = page.locator(".compare input[type=file]");
    await input.setInputFiles({ name: "old.json", mimeType: "application/json", buffer: Buffer.from(json) });
    const changes = page.locator(".changes");
    await changes.getByText("New: 0").waitFor();
    await changes.getByText("Fixed: 0").waitFor();
    await write(page, "import os\n\n\ndef run(name):\n    os.system(name)\n");
    await changes.getByText(/^New: [1-9]/).waitFor();
    await changes.getByText(/^Fixed: [1-9]/).waitFor();
    await changes.getByRole("button", { name: "Stop comparing" }).click();
    await changes.waitFor({ state: "detached" });
    await input.setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.locator(".notice.problem", { hasText: "Not compared" }).waitFor();
  });
});

test("secrets are masked until a person wants to see them", async () => {
  await withPage(async (page) => {
    await write(page, `PASSWORD = "${SECRET}"\n`);
    await eventually(() => openFindings(page), (found) => found.length > 0);
    await reports(page);
    const preview = page.locator(".preview");
    assert.ok(!(await preview.textContent()).includes(SECRET));
    const box = page.getByLabel(/Show secrets as they are/);
    await box.check();
    await eventually(() => preview.textContent(), (text) => text.includes(SECRET));
    assert.ok((await preview.textContent()).includes(SECRET));
    await box.uncheck();
    await eventually(() => preview.textContent(), (text) => !text.includes(SECRET));
    assert.ok(!(await preview.textContent()).includes(SECRET));
  });
});
