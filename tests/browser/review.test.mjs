// From paste to report, in the served release page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, guard, loaded, openFindings, write } from "./editor.mjs";
import { address, withPage } from "./page.mjs";
import * as snippets from "./snippets.mjs";

const NO_ACTIONABLE_INPUT = `NO_ACTIONABLE_INPUT

Please provide Python code or dependencies to analyze:
- Source files
- requirements.txt / pyproject.toml
- Specific security concerns`;

test("the three vulnerable snippets are found, with severity, rule and line", async () => {
  await withPage(async (page, record) => {
    for (const [code, expected] of [
      [snippets.sqlInjection, ["Critical S608 snippet:3"]],
      [snippets.commandInjection, ["Critical S602 snippet:4"]],
      [snippets.weakCryptography, ["High S324 snippet:6", "High S311 snippet:9"]],
    ]) {
      await write(page, code);
      const all = (found) => expected.every((finding) => found.includes(finding));
      const found = await eventually(() => openFindings(page), all);
      assert.ok(all(found), `expected ${expected.join(", ")} among: ${found.join(", ")}`);
    }
    assert.deepEqual(record.complaints, []);
  });
});

test("the secure versions give NO_SECURITY_ISSUES, and say what was not checked", async () => {
  await withPage(async (page) => {
    for (const code of [snippets.secureSql, snippets.secureCommand, snippets.secureCryptography]) {
      await write(page, code);
      const text = await guard(page, "NO_SECURITY_ISSUES");
      assert.match(text, /^NO_SECURITY_ISSUES\n\n✅ Security scan complete — no vulnerabilities detected\.\n\nChecks performed:\n/);
      assert.match(text, /- SQL\/Command injection: ✓\n/);
      assert.match(text, /- Vulnerable dependencies: – not in scope \(no dependencies provided\)\n/);
      await page.locator(".checked", { hasText: "Vulnerable dependencies: no dependencies provided" }).waitFor();
      // The next snippet's block must not be taken for this one's.
      await write(page, snippets.sqlInjection);
      await page.locator(".guard").waitFor({ state: "detached" });
    }
  });
});

test("empty input gives NO_ACTIONABLE_INPUT, exactly", async () => {
  await withPage(async (page) => {
    assert.equal((await guard(page, "NO_ACTIONABLE_INPUT")).trimEnd(), NO_ACTIONABLE_INPUT);
    await write(page, snippets.sqlInjection);
    await page.locator(".guard").waitFor({ state: "detached" });
    await write(page, "");
    assert.equal((await guard(page, "NO_ACTIONABLE_INPUT")).trimEnd(), NO_ACTIONABLE_INPUT);
  });
});

test("a mode without rules for code promises nothing", async () => {
  await withPage(async (page) => {
    await write(page, "import os\n\n\ndef run(command):\n    os.system(command)\n");
    await page.locator(".row", { hasText: "S605" }).waitFor();
    await page.locator("input[name=mode][value=deps]").check();
    await page.getByText("Nothing was checked").waitFor();
    const text = await page.locator("#panel-findings").innerText();
    assert.ok(!text.includes("NO_SECURITY_ISSUES") && !/^\s*Checked/m.test(text), text);
  });
});

test("a constant eval is dismissed, with its reason, and is no open finding", async () => {
  await withPage(async (page) => {
    await write(page, 'eval("2 + 2")\n');
    const folded = page.locator("details.dismissed");
    await folded.locator("summary").click();
    const row = folded.locator(".row");
    await row.first().waitFor(); // folded lists are drawn when they are opened
    assert.equal(await row.count(), 1);
    assert.equal(await row.locator(".codes code").first().textContent(), "S307");
    assert.match(await row.locator(".reason").textContent(), /constant/i);
    assert.deepEqual(await openFindings(page), []);
  });
});

test("the zip downloads, Python opens it, it holds the deliverables, and nothing was requested on the way", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    const before = record.requests.length;
    await write(page, snippets.sqlInjection);
    await eventually(() => openFindings(page), (found) => found.length > 0);
    for (const mode of ["Quick", "Full"]) await page.locator(".modes label", { hasText: mode }).click();
    await page.getByRole("tab", { name: "Overview" }).click();
    await page.getByRole("tab", { name: "Learn" }).click();
    await page.locator(".rule-row").first().click();
    await page.locator(".lesson .example").first().waitFor();
    await page.getByRole("tab", { name: "Reports" }).click();
    await page.locator(".preview .prose h3").first().waitFor();

    const folder = mkdtempSync(join(tmpdir(), "pyvigil-zip-"));
    try {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download all (zip)" }).click(),
      ]);
      const date = new Date();
      const two = (number) => String(number).padStart(2, "0");
      const name = `security-analysis-${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
      assert.equal(download.suggestedFilename(), `${name}.zip`);
      const path = join(folder, "all.zip");
      await download.saveAs(path);
      const program = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist(), sep='\\n')";
      const names = execFileSync(process.env.PYVIGIL_PYTHON ?? "python3", ["-c", program, path], { encoding: "utf8" }).trim().split("\n");
      assert.ok(names.includes(`${name}.md`), names.join());
      assert.ok(names.includes(`${name}/finding-001-security-vulnerability.md`), names.join());
    } finally {
      rmSync(folder, { recursive: true });
    }
    await page.locator(".privacy").click();
    await page.getByRole("button", { name: "Count requests" }).click();
    await page.locator("#dialog-privacy [role=status]", { hasText: "No request in the" }).waitFor();
    const sent = record.requests.slice(before).filter((url) => !url.startsWith("blob:") && !url.startsWith("data:"));
    assert.deepEqual(sent, []);
    assert.deepEqual(record.complaints, []);
    assert.ok(record.requests.every((url) => url.startsWith(address) || /^(blob|data):/.test(url)), record.requests.join());
  });
});

test("pasted code never becomes markup", async () => {
  await withPage(async (page, record) => {
    const hostile = `import os\n\ndef run(name):\n    os.system("<img src=x onerror=alert(1)></code><script>alert(1)</script>" + name)  # \`\`\`\n`;
    await write(page, hostile);
    await page.locator(".row").first().click();
    await page.locator(".evidence", { hasText: "<script>alert(1)" }).waitFor();
    await page.getByRole("tab", { name: "Reports" }).click();
    await page.locator(".preview", { hasText: "<script>alert(1)" }).waitFor();
    assert.equal(await page.locator("img:not(.cm-widgetBuffer), .panel script").count(), 0);
    assert.deepEqual(record.complaints, []);
  });
});

test("findings follow typing in 5,000 lines, and no key is lost", async () => {
  await withPage(async (page) => {
    const filler = Array.from({ length: 5000 }, (_, number) => `value_${number} = compute(${number})\n`).join("");
    await write(page, `import os\n${filler}`);
    await page.locator("#covered", { hasText: "5001 lines" }).waitFor();
    await page.keyboard.press("ControlOrMeta+End");
    const typed = "os.system(input())";
    await page.keyboard.type(typed, { delay: 5 });
    const found = await eventually(() => openFindings(page), (found) => found.length > 0);
    assert.ok(found.some((finding) => finding.endsWith("snippet:5002")), found.join());
    assert.equal(await page.locator(".cm-activeLine").textContent(), typed);
  });
});

test("files open as tabs, binary ones are refused, and each keeps its text", async () => {
  await withPage(async (page) => {
    await page.locator(".file-tools input[type=file]").setInputFiles([
      { name: "crypto.py", mimeType: "text/x-python", buffer: Buffer.from(snippets.weakCryptography) },
      { name: "shell.py", mimeType: "text/x-python", buffer: Buffer.from(`\ufeff${snippets.commandInjection.replaceAll("\n", "\r\n")}`) },
      { name: "logo.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]) },
    ]);
    await page.locator(".notice.problem", { hasText: "logo.png" }).waitFor();
    const expected = ["Critical S602 shell.py:4", "High S324 crypto.py:6", "High S311 crypto.py:9"];
    const found = await eventually(() => openFindings(page), (found) => expected.every((finding) => found.includes(finding)));
    for (const finding of expected) assert.ok(found.includes(finding), found.join());
    assert.deepEqual((await page.locator(".file-tab").evaluateAll((tabs) => tabs.map((tab) => tab.firstChild.textContent))).sort(), ["crypto.py", "shell.py"]);

    await page.locator(".row", { hasText: "S324" }).click();
    await page.locator(".file.shown", { hasText: "crypto.py" }).waitFor();
    await page.getByRole("button", { name: "Close crypto.py" }).click();
    await eventually(() => openFindings(page), (found) => found.every((finding) => !finding.includes("crypto.py")));
    assert.match(await page.locator(".cm-content").textContent(), /process_file/);
  });
});

test("a worker that dies is started again, says so, and loses nothing", async () => {
  await withPage(async (page) => {
    await write(page, snippets.commandInjection);
    await eventually(() => openFindings(page), (found) => found.length > 0);
    // An error in the worker is what a crash of the analyzer looks like from outside.
    const worker = page.workers()[0];
    await worker.evaluate(() => setTimeout(() => { throw new Error("a test stopped it"); }));
    await page.locator(".notice.problem", { hasText: "started again" }).waitFor();
    await page.keyboard.press("ControlOrMeta+End");
    await page.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText("\nimport hashlib\nhashlib.md5(b'x')\n");
    const found = await eventually(() => openFindings(page), (found) => found.length > 1);
    assert.ok(found.includes("Critical S602 snippet:4"), found.join());
    assert.ok(found.some((finding) => finding.includes("S324")), found.join());
  });
});
