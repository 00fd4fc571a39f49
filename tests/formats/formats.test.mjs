// The deliverables of the command line, read by validators and readers that are not ours.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";
import { parse } from "parse5";

const { PYVIGIL_CLI: cli, PYVIGIL_READERS: python, PYVIGIL_RUFF: ruff, PYVIGIL_BANDIT: bandit } = process.env;
if (!cli || !python || !ruff || !bandit) throw new Error("run `cargo xtask test formats`");
const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../..");
const STEM = "security-analysis-2026-11-20";

const APPLICATION = `import sqlite3
import subprocess

from flask import Flask, request

app = Flask(__name__)
PASSWORD = "Kestrel-rain-1974"


@app.route("/user")
def user():
    query = f"SELECT * FROM users WHERE id = {request.args['id']}"
    return sqlite3.connect("app.db").execute(query).fetchall()


@app.route("/run")
def run():
    subprocess.run("convert " + request.args["name"], shell=True)
    eval("2 + 2")
    eval(request.args["x"])  # nosec: the author's reason, with "quotes", <b>markup</b> and =1+1
    return "done"
`;
const REQUIREMENTS = `Django==1.11.29
pyyaml==5.3.1 ; python_version < "3"
flask>=0.5
torch==2.6.0+cu124
reqeusts
tool @ git+https://example.org/tool.git
`;

/** The projects by name: a vulnerable one with dependencies, a clean one, and one of hostile texts. */
const projects = { vulnerable: null, clean: null, hostile: null };
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "pyvigil-formats-"));
  const make = (name, files) => {
    const project = join(folder, name);
    mkdirSync(project);
    for (const [path, text] of Object.entries(files)) writeFileSync(join(project, path), text);
    return project;
  };
  make("vulnerable", { "app.py": APPLICATION, "requirements.txt": REQUIREMENTS, "broken one é.py": "def f(:\n  eval(x\n", "logo.py": "\0\0" });
  make("clean", { "a.py": "def add(a: int, b: int) -> int:\n    return a + b\n" });
  cpSync(join(repository, "tests/hostile/corpus"), make("hostile", {
    // A name can hold what no path can: everything but `/`.
    "x](javascript:alert(1)) `t` | <b>\n# y ..\\..\\z.py": 'import os\nos.system(input("```\\n# heading\\n<script>"))\n',
    "markup.py": 'import os\nos.system("</style><script>alert(1)</script>" + input())  # ]]> \u202e\n',
  }), { recursive: true });
  for (const name of Object.keys(projects)) {
    const run = spawnSync(cli, ["scan", ".", "--out", "../out-" + name, "--date", "2026-11-20"], { cwd: join(folder, name), encoding: "utf8" });
    assert.ok([0, 1].includes(run.status), run.stderr);
    const file = (ending) => join(folder, `out-${name}`, STEM + ending);
    projects[name] = { file, text: (ending) => readFileSync(file(ending), "utf8"), json: JSON.parse(readFileSync(file(".json"), "utf8")) };
  }
});

after(() => rmSync(folder, { recursive: true, force: true }));

const each = (what, check) => test(what, async (context) => {
  for (const [name, project] of Object.entries(projects)) await context.test(name, (inner) => check(project, inner));
});

// Microsoft's validator: the public schema, the standard's rules, and those of GitHub's code scanning. Made for Linux.
each("SARIF is valid, and what GitHub asks for is there", (project, context) => {
  const home = join(here, "node_modules/@microsoft/sarif-multitool-linux");
  if (process.platform !== "linux" || !existsSync(home)) return context.skip("no validator for this system");
  const tool = join(home, "Sarif.Multitool");
  chmodSync(tool, 0o755); // npm packs it without the right to run
  const report = join(folder, "validation.sarif");
  const options = ["--json-schema", join(home, "sarif-2.1.0.json"), "--level", "Error;Warning", "--kind", "Fail", "--rule-kind", "Sarif;Ghas"];
  const run = spawnSync(tool, ["validate", ...options, project.file(".sarif"), "--output", report, "--log", "ForceOverwrite"], {
    encoding: "utf8",
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
  });
  assert.ok(existsSync(report), run.stdout + run.stderr);
  const { results } = JSON.parse(readFileSync(report, "utf8").replace(/^\ufeff/, "")).runs[0];
  // The program has no public address yet that it could name.
  const told = (results ?? []).filter(({ ruleId }) => ruleId !== "SARIF2005");
  assert.deepEqual(told.map(({ ruleId, message, locations }) => [ruleId, message, locations?.[0]]), []);
});

each("sarif-tools lists the findings that the JSON has", (project) => {
  const script = `import json, sys
from sarif import loader
print(json.dumps([[r["Code"], r["Location"], r["Line"]] for r in loader.load_sarif_file(sys.argv[1]).get_records()]))`;
  const listed = JSON.parse(execFileSync(python, ["-c", script, project.file(".sarif")], { encoding: "utf8" }));
  const kinds = {
    malicious: "malicious-package", "suspicious-name": "suspicious-package-name", "permissive-range": "permissive-version-range",
    unpinned: "unpinned-dependency", invalid: "unreadable-dependency",
  };
  const { findings, dependencies } = project.json;
  const expected = [
    ...findings.map(({ rule, file, line }) => [rule, file, line]),
    ...dependencies.map(({ kind, issue, file, line }) => [kinds[kind] ?? issue, file, line]),
  ];
  const sorted = (rows) => rows.map(([code, file, line]) => `${code} ${decodeURIComponent(file)}:${line}`).sort();
  assert.deepEqual(sorted(listed), sorted(expected));
});

each("CycloneDX is valid, and its addresses are package addresses", async (project) => {
  const text = project.text(".cdx.json");
  assert.equal(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text), null);
  const bom = JSON.parse(text);
  const references = new Set(bom.components.map((component) => component["bom-ref"]));
  assert.equal(references.size, bom.components.length);
  for (const { purl, name, version } of bom.components.filter(({ purl }) => purl)) {
    const parsed = PackageURL.fromString(purl);
    assert.deepEqual([parsed.type, parsed.name, parsed.version ?? undefined], ["pypi", name.toLowerCase(), version]);
  }
  for (const { affects } of bom.vulnerabilities) for (const { ref } of affects) assert.ok(references.has(ref), ref);
});

each("Python's csv reads a record for each finding, and a spreadsheet would run none", (project) => {
  const script = `import csv, json, sys
print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True))))`;
  const rows = JSON.parse(execFileSync(python, ["-c", script, project.file(".csv")], { encoding: "utf8" }));
  const { findings, dependencies } = project.json;
  assert.equal(rows.length, findings.length + dependencies.length);
  findings.forEach((finding, at) => {
    assert.deepEqual([rows[at].id, rows[at].state, Number(rows[at].line)], [finding.id, finding.state, finding.line]);
  });
  for (const row of rows) for (const [key, value] of Object.entries(row)) assert.doesNotMatch(value, /^[=+\-@\t\r]/, key);
});

each("an HTML parser finds in the HTML report only what was put there", (project) => {
  const errors = [];
  const document = parse(project.text(".html"), { onParseError: ({ code }) => errors.push(code) });
  const tags = new Set();
  const attributes = new Set();
  const styles = [];
  const policies = [];
  const walk = (node) => {
    if (node.tagName) tags.add(node.tagName);
    for (const { name, value } of node.attrs ?? []) {
      attributes.add(name);
      if (name === "href") assert.match(value, /^#(finding-\d+|dependencies)$/);
      if (name === "content" && value.startsWith("default-src")) policies.push(value);
    }
    if (node.tagName === "style") styles.push(node.childNodes[0].value);
    (node.childNodes ?? []).forEach(walk);
  };
  walk(document);
  assert.deepEqual(errors, []);
  const known = new Set("html head meta title style body header h1 h2 h3 h4 p ul ol li b strong span a code pre main table thead tbody tr th td article div dl dt dd".split(" "));
  assert.deepEqual([...tags].filter((tag) => !known.has(tag)), []);
  const plain = new Set(["lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "aria-label"]);
  assert.deepEqual([...attributes].filter((name) => !plain.has(name)), []);
  const hash = createHash("sha256").update(styles.join()).digest("base64");
  assert.deepEqual(policies, [`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`]);
});

const SECTIONS = ["Issue description", "Location", "Current state", "Recommended solution", "Why this helps", "Implementation steps", "Testing recommendations"];

each("a CommonMark parser finds the report's structure in its Markdown, and nothing that runs", (project) => {
  const script = `import json, pathlib, sys
from markdown_it import MarkdownIt
md = MarkdownIt("commonmark").enable("table")
read = {}
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.md")):
    tokens = md.parse(path.read_text(encoding="utf-8"))
    inline = [child for token in tokens for child in token.children or []]
    headings = [after.content for token, after in zip(tokens, tokens[1:]) if token.type == "heading_open"]
    read[path.relative_to(sys.argv[1]).as_posix()] = {
        "headings": headings,
        "kinds": sorted({token.type for token in [*tokens, *inline]}),
        "links": [child.attrs["href"] for child in inline if child.type == "link_open"],
        "rows": sum(token.type == "tr_open" for token in tokens),
    }
print(json.dumps(read))`;
  const root = dirname(project.file(""));
  const read = JSON.parse(execFileSync(python, ["-c", script, root], { encoding: "utf8" }));
  const open = project.json.findings.filter(({ state }) => state === "open");
  for (const [path, { headings, kinds, links }] of Object.entries(read)) {
    assert.deepEqual(kinds.filter((kind) => /^html|^image|^blockquote|^hr|^code_block/.test(kind)), [], path);
    for (const link of links) assert.ok(existsSync(join(root, dirname(path), link)), `${path}: ${link}`);
    if (path.startsWith(`${STEM}/finding-`)) assert.deepEqual(headings.slice(1), SECTIONS, path);
  }
  assert.equal(Object.keys(read).length, open.length + 2);
  const fixed = ({ headings }) => headings.filter((heading) => !/^\d+\\?\. |^Security Review: |^Dependency Audit|^POA/.test(heading));
  assert.deepEqual(fixed(read[`${STEM}.md`]), fixed(structure ??= read[`${STEM}.md`]));
});
/** The first project's headings, which every other one has too. */
let structure;

each("Python's zipfile unpacks the archive into the folder, and it holds what was written", (project) => {
  const into = join(folder, "unpacked");
  const script = `import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
archive.extractall(sys.argv[2])
print(json.dumps(archive.namelist()))`;
  const names = JSON.parse(execFileSync(python, ["-c", script, project.file(".zip"), into], { encoding: "utf8" }));
  const below = (root) => readdirSync(root, { recursive: true }).filter((name) => statSync(join(root, name)).isFile()).sort();
  const written = below(dirname(project.file(""))).filter((name) => !name.endsWith(".zip"));
  assert.deepEqual([...names].sort(), written);
  for (const name of names) {
    assert.match(name, /^security-analysis-2026-11-20[\w./-]*$/);
    assert.ok(!name.includes(".."), name);
    assert.ok(readFileSync(join(into, name)).equals(readFileSync(join(dirname(project.file("")), name))), name);
  }
  assert.deepEqual(below(into), written);
  rmSync(into, { recursive: true });
});

each("bandit, Ruff and pre-commit accept their settings", (project) => {
  const settings = join(dirname(project.file("")), STEM, "setup");
  const code = join(folder, "code.py");
  writeFileSync(code, "import subprocess\n\nassert subprocess\neval(input())\n");
  const skipped = /skips: \[(.*)\]/.exec(readFileSync(join(settings, ".bandit"), "utf8"))[1].match(/B\d+/g) ?? [];
  const found = spawnSync(bandit, ["-c", join(settings, ".bandit"), "-f", "json", code], { encoding: "utf8" });
  const tests = JSON.parse(found.stdout).results.map(({ test_id }) => test_id);
  assert.ok(tests.includes("B307") && !tests.some((id) => skipped.includes(id)), `${tests}; ${skipped}`);
  // Ruff knows its settings by the file's name, which is the one that they are to be added to.
  cpSync(join(settings, "pyproject-security.toml"), join(folder, "pyproject.toml"));
  const checked = spawnSync(ruff, ["check", "--no-cache", "--output-format", "json", code], { encoding: "utf8" });
  assert.equal(checked.status, 1, checked.stderr);
  assert.ok(JSON.parse(checked.stdout).some((row) => row.code === "S307"), checked.stdout);
  assert.doesNotMatch(checked.stderr, /warning|error/i);
  const valid = spawnSync(python, ["-m", "pre_commit", "validate-config", join(settings, ".pre-commit-config.yaml")], { encoding: "utf8" });
  assert.deepEqual([valid.status, valid.stdout + valid.stderr], [0, ""]);
});

test("the set-up files are what their readers read", () => {
  const folderOf = join(dirname(projects.vulnerable.file("")), STEM, "setup");
  const script = `import sys, yaml
for name in (".bandit", ".pre-commit-config.yaml", "github-security.yml"):
    read = yaml.safe_load(open(sys.argv[1] + "/" + name, encoding="utf-8"))
    assert isinstance(read, dict), name
assert read["jobs"]["review"]["steps"], read
try:
    import tomllib
except ImportError:
    sys.exit()
assert tomllib.load(open(sys.argv[1] + "/pyproject-security.toml", "rb"))["tool"]["ruff"]["lint"]["extend-select"] == ["S"]`;
  execFileSync(python, ["-c", script, folderOf], { stdio: "inherit" });
});
