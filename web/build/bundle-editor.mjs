// Trunk's pre_build hook: bundles web/editor/editor.ts and what it imports into one script.
import { fileURLToPath } from "node:url";
import { build } from "../editor/node_modules/esbuild/lib/main.js";

const editor = fileURLToPath(new URL("../editor/", import.meta.url));
await build({
  entryPoints: [`${editor}editor.ts`],
  outfile: `${editor}dist/editor.js`,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
