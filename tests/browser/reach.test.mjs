// The page for everyone: by keyboard, on a phone, in both themes, for assistive technology.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { eventually, guard, openFindings, write } from "./editor.mjs";
import { withPage } from "./page.mjs";
import * as snippets from "./snippets.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const three = [snippets.sqlInjection, snippets.commandInjection, snippets.weakCryptography].join("\n");

async function withFindings(use, options) {
  await withPage(async (page, record) => {
    await write(page, three);
    const found = await eventually(() => openFindings(page), (found) => found.length >= 4);
    assert.ok(found.length >= 4, found.join());
    await use(page, record);
  }, options);
}

/** The line of the row whose detail is open. */
const selectedPlace = (page) => page.locator(".finding.selected .where").first().textContent();

test("F8 walks the findings in reading order, arrows move in the list, Enter opens, Escape closes", async () => {
  await withFindings(async (page) => {
    const lines = [];
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press("F8");
      lines.push(Number((await selectedPlace(page)).split(":")[1]));
    }
    assert.deepEqual(lines, [...lines].sort((a, b) => a - b), "F8 goes downwards");
    assert.equal(new Set(lines).size, lines.length);
    await page.keyboard.press("Shift+F8");
    assert.equal(Number((await selectedPlace(page)).split(":")[1]), lines.at(-2));

    const rows = page.locator("#panel-findings ul[aria-label='Open findings'] .row");
    await rows.first().focus();
    await page.keyboard.press("Escape"); // what F8 opened
    await rows.first().focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await rows.nth(1).evaluate((row) => row === document.activeElement), true);
    await page.keyboard.press("Enter");
    assert.equal(await rows.nth(1).getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Escape");
    assert.equal(await rows.nth(1).getAttribute("aria-expanded"), "false");
    assert.equal(await rows.nth(1).evaluate((row) => row === document.activeElement), true);
  });
});

test("Tab indents in the editor; Escape, then Tab, leaves it", async () => {
  await withPage(async (page) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Tab");
    await page.keyboard.type("x");
    assert.equal(await page.locator(".cm-line").first().textContent(), "    x");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.classList.contains("editor-host")), false);
  });
});

test("a caret in a marked line selects its finding, and the trace is drawn in the code", async () => {
  await withFindings(async (page) => {
    await page.locator(".cm-line", { hasText: "subprocess.run(" }).click();
    await page.locator(".finding.selected .row", { hasText: "S602" }).waitFor();
    assert.ok((await page.locator(".cm-step-badge").count()) >= 2, "source and sink are numbered");
  });
});

test("severity is told by word, shape and colour, in list and gutter", async () => {
  await withFindings(async (page) => {
    const critical = page.locator(".finding.critical .row").first();
    assert.equal(await critical.locator(".word").textContent(), "Critical");
    const listShape = await critical.locator(".shape path").getAttribute("d");
    assert.equal(await page.locator(".cm-shape-critical path").first().getAttribute("d"), listShape);
    assert.notEqual(await page.locator(".cm-shape-high path").first().getAttribute("d"), listShape);
  });
});

test("filters say what they hide", async () => {
  await withFindings(async (page) => {
    const all = await openFindings(page);
    const rows = page.locator("#panel-findings ul.rows .row");
    const listed = await rows.count();
    await page.locator(".severity.high").click();
    const high = await eventually(() => openFindings(page), (found) => found.length < all.length);
    assert.ok(high.length > 0 && high.every((finding) => finding.startsWith("High")), high.join());
    await page.locator(".hidden-note", { hasText: `hides ${listed - high.length} open finding` }).waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("md5");
    await eventually(() => openFindings(page), (found) => found.length === 1);
    assert.match((await openFindings(page)).join(), /^High S324 snippet:\d+$/);
  });
});

for (const width of [320, 390]) {
  test(`at ${width} px every part of the page fits, and a finding opens as a sheet`, async () => {
    await withPage(async (page, record) => {
      const fits = async (what) => {
        const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(scroll <= client, `${what}: ${scroll} px in ${client} px`);
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll(".page *")]
            .filter((element) => element.checkVisibility() && !element.closest(".sr, svg, .table, pre, .file-tabs, select"))
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
            .map((element) => `${element.tagName}.${element.className}`));
        assert.deepEqual(wide, [], what);
      };
      await page.locator(".invitation").waitFor();
      await fits("empty");
      await write(page, three);
      const bar = page.getByRole("navigation");
      await bar.getByRole("button", { name: /Findings/ }).click();
      await eventually(() => openFindings(page), (found) => found.length >= 4);
      await fits("findings");
      await page.locator(".row").first().click();
      const sheet = page.getByRole("dialog");
      await sheet.locator(".evidence").waitFor();
      await fits("detail");
      await sheet.getByRole("button", { name: "Findings" }).click();
      for (const name of ["Overview", "Report", "Learn", "Code"]) {
        await bar.getByRole("button", { name }).click();
        await fits(name);
      }
      assert.deepEqual(record.complaints, []);
    }, { viewport: { width, height: 844 }, hasTouch: true });
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds no serious violation in the ${colorScheme} theme`, async () => {
    await withPage(async (page) => {
      await page.evaluate(axe);
      const check = async (what) => {
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        const serious = violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`));
        assert.deepEqual(serious, [], what);
      };
      await guard(page, "NO_ACTIONABLE_INPUT");
      await check("empty");
      await write(page, three);
      await page.locator(".row", { hasText: "S602" }).click();
      await page.locator(".detail .prose").first().waitFor();
      await check("findings");
      for (const tab of ["Overview", "Reports", "Learn"]) {
        await page.getByRole("tab", { name: tab }).click();
        await page.locator(".panel:not([hidden]) :is(h3, .rule-row)").first().waitFor();
        await check(tab);
      }
      await page.locator(".rule-row").first().click();
      await page.locator(".lesson .example").first().waitFor();
      await check("a rule's page");
      await page.keyboard.press("?");
      await check("keys");
    }, { colorScheme });
  });
}

test("the theme button changes the theme, and the choice is kept", async () => {
  await withPage(async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    const button = page.getByRole("button", { name: /^Theme/ });
    await button.click();
    await button.click();
    assert.notEqual(await ground(), light);
    await page.reload();
    await guard(page, "NO_ACTIONABLE_INPUT");
    assert.notEqual(await ground(), light);
  }, { colorScheme: "light" });
});
