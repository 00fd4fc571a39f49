import assert from "node:assert/strict";
import { test } from "node:test";
import { guard, loaded } from "./editor.mjs";
import { address, withPage } from "./page.mjs";

test("the page loads from a sub-path, starts its worker, and complains of nothing", async () => {
  await withPage(async (page, record) => {
    await loaded(page);
    assert.deepEqual(record.complaints, []);
    assert.ok(record.requests.some((url) => url.endsWith("pyvigil-worker_bg.wasm")), "the worker's wasm was asked for");
    const own = [address, `blob:${new URL(address).origin}/`, "data:"];
    assert.deepEqual(record.requests.filter((url) => !own.some((start) => url.startsWith(start))), []);
  });
});

test("the content security policy forbids injected scripts and requests to other origins", async () => {
  await withPage(async (page) => {
    const violations = await page.evaluate(async () => {
      const seen = [];
      addEventListener("securitypolicyviolation", (event) => seen.push(`${event.effectiveDirective} ${event.blockedURI}`));
      const script = document.createElement("script");
      script.textContent = "globalThis.injected = true";
      document.body.append(script);
      const sent = await fetch("http://127.0.0.1:9/").then(() => true, () => false);
      if (globalThis.injected || sent) seen.push("but it went through");
      await new Promise((done) => setTimeout(done, 100));
      return seen;
    });
    assert.deepEqual(violations.sort(), ["connect-src http://127.0.0.1:9/", "script-src-elem inline"]);
  });
});

test("the policy binds the analyzer's worker too", async () => {
  await withPage(async (page) => {
    await guard(page, "NO_ACTIONABLE_INPUT");
    const [worker] = page.workers();
    const violations = await worker.evaluate(async () => {
      const seen = [];
      addEventListener("securitypolicyviolation", (event) => seen.push(`${event.effectiveDirective} ${event.blockedURI}`));
      const sent = await fetch("http://127.0.0.1:9/").then(() => true, () => false);
      if (sent) seen.push("but it went through");
      await new Promise((done) => setTimeout(done, 100));
      return seen;
    });
    assert.deepEqual(violations, ["connect-src http://127.0.0.1:9/"]);
  });
});
