// The dependency audit: a pasted manifest becomes a table, without any request.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, loaded, write } from "./editor.mjs";
import { withPage } from "./page.mjs";

const MANIFEST = "django==1.11.29\n# a comment\nreqeusts>=2.0\n";

test("a pasted requirements file is audited in the page, and nothing is requested for it", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    const before = record.requests.length;
    await write(page, MANIFEST);
    const rows = page.locator(".dependencies tbody tr");
    const texts = await eventually(() => rows.allTextContents(), (seen) => seen.some((text) => /CVE-/.test(text)));
    const django = texts.filter((text) => text.startsWith("django"));
    assert.ok(django.some((text) => /CVE-\d{4}-\d+/.test(text)), texts.join("\n"));
    assert.ok(django.every((text) => text.includes("1.11.29")), django.join("\n"));
    assert.ok(texts.some((text) => text.startsWith("reqeusts") && text.includes(":3")), texts.join("\n"));
    assert.equal(record.requests.length, before, record.requests.slice(before).join());

    await rows.first().getByRole("button").click();
    assert.ok(await page.locator(".cm-content").evaluate((element) => element.getRootNode().activeElement === element));
    assert.deepEqual(record.complaints, []);
  });
});

test("without the advisories the page says so, and loads them when asked", async () => {
  let broken = true;
  const route = /\/advisories-[0-9a-f]+\.bin$/;
  const prepare = (context) => context.route(route, (request) => (broken ? request.fulfill({ status: 503, body: "" }) : request.continue()));
  await withPage(async (page) => {
    await write(page, MANIFEST);
    await page.getByText("Known vulnerabilities were not looked up").waitFor();
    broken = false;
    await page.getByRole("button", { name: "Load them again" }).click();
    const rows = page.locator(".dependencies tbody tr");
    const texts = await eventually(() => rows.allTextContents(), (seen) => seen.some((text) => /CVE-/.test(text)));
    assert.ok(texts.some((text) => /CVE-/.test(text)), texts.join("\n"));
  }, { prepare });
});
