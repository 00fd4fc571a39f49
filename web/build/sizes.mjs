// What the built page weighs: each file's bytes, as they are and as brotli (quality 11), which is what a host
// sends. `cargo xtask size` runs it.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";

const [dist] = process.argv.slice(2);
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();
const line = (raw, brotli, name) => console.log(`${String(raw).padStart(9)} ${String(brotli).padStart(9)}  ${name}`);
const sum = [0, 0];
line("bytes", "brotli", "");
for (const file of files) {
  const content = readFileSync(file);
  const brotli = brotliCompressSync(content).length; // quality 11 is the default
  sum[0] += content.length;
  sum[1] += brotli;
  line(content.length, brotli, relative(dist, file));
}
line(...sum, "all");
