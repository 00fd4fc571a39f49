// Trunk's post_build hook, over the finished files in the staging folder:
// 1. moves the worker's files, which Trunk leaves without a hash in their names, into a folder named
//    by their content, so that a cached worker never meets a newer page; the page reads the folder's
//    address from <meta name="pyvigil-worker">;
// 2. writes the hashes of the page's inline scripts into its content security policy.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error("seal.mjs is Trunk's post_build hook; run `cargo xtask build`");
const page = join(staging, "index.html");
let html = readFileSync(page, "utf8");

/** Replaces `mark`, which must stand in the page exactly once. */
function fill(mark, value) {
  if (html.split(mark).length !== 2) throw new Error(`web/index.html must contain ${mark} exactly once`);
  html = html.replace(mark, () => value);
}

const script = "pyvigil-worker.js";
const wasm = "pyvigil-worker_bg.wasm";
const content = createHash("sha256");
for (const name of [script, wasm]) content.update(readFileSync(join(staging, name)));
const folder = `worker-${content.digest("hex").slice(0, 16)}`;
mkdirSync(join(staging, folder));
for (const name of [script, wasm]) renameSync(join(staging, name), join(staging, folder, name));
fill("%WORKER%", `./${folder}/`);

const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
const hashes = inline.map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
fill("%SCRIPT_HASHES%", hashes.join(" "));

writeFileSync(page, html);
