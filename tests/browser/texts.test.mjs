// The texts of the rules: one file, the same for everybody, after the analyzer; what the page does without it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, loaded, openFindings, write } from "./editor.mjs";
import { withPage } from "./page.mjs";
import * as snippets from "./snippets.mjs";

const TEXTS = /\/rule-texts-[0-9a-f]+\.txt$/;

test("the texts come once, before any code, and no wasm carries them", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    const asked = record.requests.filter((url) => TEXTS.test(url));
    assert.equal(asked.length, 1, record.requests.join());
    assert.ok(record.requests.indexOf(asked[0]) > record.requests.findIndex((url) => url.endsWith("pyvigil-worker_bg.wasm")));

    const get = async (url) => Buffer.from(await (await fetch(url)).arrayBuffer());
    const prose = (await get(asked[0])).toString().split(/[\x1d-\x1f]/).filter((field) => field.length > 80);
    assert.ok(prose.length > 100);
    for (const url of record.requests.filter((url) => url.endsWith(".wasm"))) {
      const wasm = await get(url);
      assert.deepEqual(prose.filter((field) => wasm.includes(field)), [], url);
    }
  });
});

test("a finding is there before the texts; what needs them says so, and gets them when they come", async () => {
  let arrive;
  const arrived = new Promise((done) => (arrive = done));
  const prepare = (context) => context.route(TEXTS, async (route) => {
    await arrived;
    await route.continue();
  });
  await withPage(async (page, record) => {
    await write(page, snippets.commandInjection);
    await page.locator(".row", { hasText: "S602" }).click();
    const detail = page.locator(".detail");
    await detail.locator(".message").waitFor();
    await detail.getByText("Loading the texts of the rules").waitFor();
    assert.equal(await detail.locator(".prose").count(), 0);
    await page.getByRole("tab", { name: "Reports" }).click();
    const all = page.getByRole("button", { name: "Download all (zip)" });
    assert.equal(await all.isDisabled(), true);
    assert.equal(await page.locator(".preview .prose").count(), 0);

    arrive();
    await page.locator(".preview .prose h3").first().waitFor();
    assert.equal(await all.isDisabled(), false);
    assert.equal(await page.getByText("Explanations are missing").count(), 0);
    await page.getByRole("tab", { name: "Findings" }).click();
    await detail.getByRole("heading", { name: "How to fix" }).waitFor();
    assert.equal(await page.getByText("Loading the texts of the rules").count(), 0);
    assert.deepEqual(record.complaints, []);
  }, { prepare });
});

test("texts that do not come are said to be missing, in the report too, and can be loaded again", async () => {
  let broken = true;
  const prepare = (context) => context.route(TEXTS, (route) => (broken ? route.fulfill({ status: 503, body: "" }) : route.continue()));
  await withPage(async (page) => {
    await write(page, snippets.commandInjection);
    await page.locator(".row", { hasText: "S602" }).click();
    const detail = page.locator(".detail");
    await detail.getByText("the server answered 503").waitFor();
    await page.getByRole("tab", { name: "Reports" }).click();
    await page.locator(".preview", { hasText: "Explanations are missing" }).waitFor();

    broken = false;
    await page.locator("#panel-reports").getByRole("button", { name: "Load them again" }).click();
    await eventually(() => page.getByText("Explanations are missing").count(), (count) => count === 0);
    assert.equal(await page.getByText("Explanations are missing").count(), 0);
    await page.getByRole("tab", { name: "Findings" }).click();
    await detail.getByRole("heading", { name: "How to fix" }).waitFor();
  }, { prepare });
});

test("a file of another version is refused, and a worker that starts again needs no second request", async () => {
  const prepare = (context) => context.route(TEXTS, (route) => route.fulfill({ body: "S000 something else" }), { times: 1 });
  await withPage(async (page, record) => {
    await write(page, snippets.commandInjection);
    await page.locator(".row", { hasText: "S602" }).click();
    const detail = page.locator(".detail");
    await detail.getByText("do not belong to this version").waitFor();
    await detail.getByRole("button", { name: "Load them again" }).click();
    await detail.getByRole("heading", { name: "How to fix" }).waitFor();
    assert.equal(record.requests.filter((url) => TEXTS.test(url)).length, 2);

    await page.workers()[0].evaluate(() => setTimeout(() => { throw new Error("a test stopped it"); }));
    await page.locator(".notice.problem", { hasText: "started again" }).waitFor();
    await page.getByRole("tab", { name: "Learn" }).click();
    await page.locator(".rule-row").last().click();
    await page.locator(".lesson .example").first().waitFor();
    assert.equal(record.requests.filter((url) => TEXTS.test(url)).length, 2);
  }, { prepare });
});
