// The page as a person handles it: writing code, reading findings.

/** Puts `code` in place of what the editor shows, by a paste. */
export async function write(page, code) {
  const content = page.locator(".cm-content");
  await content.focus();
  await page.keyboard.press("ControlOrMeta+a");
  if (code === "") return page.keyboard.press("Delete");
  await content.evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, code);
}

/** The open findings that are listed, as `severity rule file:line`. */
export async function openFindings(page) {
  return page.locator("#panel-findings ul[aria-label='Open findings'] .row").evaluateAll((rows) =>
    rows.map((row) => {
      const text = (selector) => row.querySelector(selector)?.textContent ?? "";
      return `${text(".word")} ${text(".codes code")} ${text(".where")}`;
    }),
  );
}

/** Calls `look` until what it gives satisfies `enough`, and gives that; after ten seconds, what it gave last. */
export async function eventually(look, enough) {
  const end = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (enough(seen) || Date.now() > end) return seen;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Waits until page, analyzer, the texts of the rules and the advisories are there: from then on nothing may be requested. */
export async function loaded(page) {
  await guard(page, "NO_ACTIONABLE_INPUT");
  await page.waitForFunction(() => {
    const files = performance.getEntriesByType("resource").filter(({ responseEnd }) => responseEnd > 0);
    return ["/rule-texts-", "/advisories-"].every((part) => files.some(({ name }) => name.includes(part)));
  });
}

/** Waits for the guard block that begins with `word` and gives its text. */
export async function guard(page, word) {
  const block = page.locator(".guard pre", { hasText: word });
  await block.waitFor();
  return block.textContent();
}
