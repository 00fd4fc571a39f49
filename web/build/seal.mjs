// Trunk's post_build hook, over the finished files in the staging folder:
// 1. moves the worker's files, which Trunk leaves without a hash in their names, into a folder named
//    by their content, so that a cached worker never meets a newer page; the page reads the folder's
//    address from <meta name="pyvigil-worker">;
// 2. puts the texts of all rules, which xtask has had written, and the index of advisories beside the page, in files
//    named by their content;
// 3. allows the style of the HTML report, and writes the hashes of the page's inline scripts into its content security policy.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { TRUNK_STAGING_DIR: staging, PYVIGIL_RULE_TEXTS: texts } = process.env;
if (!staging || !texts) throw new Error("seal.mjs is Trunk's post_build hook; run `cargo xtask build`");
const page = join(staging, "index.html");
let html = readFileSync(page, "utf8");

/** Replaces `mark`, which must stand in the page exactly once. */
function fill(mark, value) {
  if (html.split(mark).length !== 2) throw new Error(`web/index.html must contain ${mark} exactly once`);
  html = html.replace(mark, () => value);
}

/** Names the content of `files`. */
function hash(...files) {
  const content = createHash("sha256");
  for (const file of files) content.update(readFileSync(file));
  return content.digest("hex").slice(0, 16);
}

const script = "pyvigil-worker.js";
const wasm = "pyvigil-worker_bg.wasm";
const folder = `worker-${hash(join(staging, script), join(staging, wasm))}`;
mkdirSync(join(staging, folder));
for (const name of [script, wasm]) renameSync(join(staging, name), join(staging, folder, name));
fill("%WORKER%", `./${folder}/`);

const name = `rule-texts-${hash(texts)}.txt`;
copyFileSync(texts, join(staging, name));
fill("%RULE_TEXTS%", `./${name}`);

const advisories = fileURLToPath(new URL("../../public/advisories.bin", import.meta.url));
const index = `advisories-${hash(advisories)}.bin`;
copyFileSync(advisories, join(staging, index));
fill("%ADVISORIES%", `./${index}`);

// The HTML report is shown in a frame that inherits the page's policy: of inline styles it allows this one alone.
const style = fileURLToPath(new URL("../../crates/report/src/formats/html/style.css", import.meta.url));
fill("%REPORT_STYLE%", `'sha256-${createHash("sha256").update(readFileSync(style)).digest("base64")}'`);

const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
const hashes = inline.map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
fill("%SCRIPT_HASHES%", hashes.join(" "));

writeFileSync(page, html);
