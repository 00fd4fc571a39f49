// What every browser test needs: the page, in a fresh Chromium, with an eye on what it does.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** The page's address, with a slash at the end; `cargo xtask test browser` sets it. */
export const address = required("PYVIGIL_URL");

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// Chromium's sandbox does not start for root, which is what containers run as.
if (process.getuid?.() === 0) FLAGS.push("--no-sandbox");

/**
 * Opens the page in a browser of its own and hands it to `use`, with a record of what happened since:
 * `requests` (every address asked for, by the page or its worker) and `complaints` (console errors and warnings,
 * uncaught exceptions, violations of the content security policy, failed requests).
 * `options` go to Playwright's browser context (viewport, colorScheme …), but for `prepare`, which is called with the
 * context before the page is opened.
 */
export async function withPage(use, { prepare, ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "pyvigil-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: required("PYVIGIL_CHROMIUM"),
    headless: true,
    args: FLAGS,
    ...options,
  });
  try {
    const record = { requests: [], complaints: [] };
    context.on("request", (request) => record.requests.push(request.url()));
    context.on("requestfailed", (request) => record.complaints.push(`failed: ${request.url()}`));
    context.on("response", (response) => {
      if (response.status() >= 400) record.complaints.push(`${response.status()}: ${response.url()}`);
    });
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) record.complaints.push(message.text());
    });
    context.on("weberror", (error) => record.complaints.push(String(error.error())));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await prepare?.(context);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(address);
    await use(page, record);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`cargo xtask test browser\``);
  return value;
}
