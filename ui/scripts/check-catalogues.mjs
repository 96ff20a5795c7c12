// Fails when a text of the source is missing from a catalogue, is untranslated, or is no longer used.
// Works on a copy, so that it never changes the catalogues themselves.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ui = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "tokendesk-i18n-"));
const problems = [];

/** The entries of a .po file: id, text, obsolete. */
function entries(file) {
  return readFileSync(file, "utf8")
    .split(/\n\n+/)
    .map((block) => {
      const obsolete = /^#~/m.test(block);
      const text = (keyword) => {
        const lines = block.replaceAll(/^#~ /gm, "").split("\n");
        const start = lines.findIndex((line) => line.startsWith(`${keyword} "`));
        if (start < 0) return null;
        const end = lines.findIndex((line, index) => index > start && !line.startsWith('"'));
        return lines
          .slice(start, end < 0 ? lines.length : end)
          .map((line) => line.slice(line.indexOf('"') + 1, line.lastIndexOf('"')))
          .join("");
      };
      return { id: text("msgid"), text: text("msgstr"), context: text("msgctxt") ?? "", obsolete };
    })
    .filter((entry) => entry.id);
}

const placeholders = (text) =>
  [...text.matchAll(/\{(\w+)[},]|<\/?(\w+)/g)].map((match) => match[1] ?? match[2]);

try {
  for (const part of ["src", "package.json", "lingui.config.ts", "tsconfig.json"])
    cpSync(join(ui, part), join(copy, part), { recursive: true });
  symlinkSync(join(ui, "node_modules"), join(copy, "node_modules"));
  const cli = join(ui, "node_modules/@lingui/cli/dist/lingui-extract.js");
  execFileSync(process.execPath, [cli], { cwd: copy, stdio: ["ignore", "ignore", "inherit"] });

  for (const locale of readdirSync(join(copy, "src/locales"))) {
    const said = new Map();
    for (const name of ["console", "issuing"]) {
      const path = `src/locales/${locale}/${name}.po`;
      const kept = new Set(entries(join(ui, path)).map((entry) => entry.context + entry.id));
      for (const { id, text, context, obsolete } of entries(join(copy, path))) {
        const say = (what) => problems.push(`${path}: ${what}: ${JSON.stringify(id)}`);
        if (obsolete) say("no longer used");
        else if (!kept.has(context + id)) say("missing; run npm run i18n:extract");
        else if (!text) say("not translated");
        else if ((said.get(context + id) ?? text) !== text) say("translated in two ways; give one a context");
        else {
          said.set(context + id, text);
          const [wanted, given] = [new Set(placeholders(id)), new Set(placeholders(text))];
          for (const one of wanted) if (!given.has(one)) say(`the translation lacks {${one}}`);
          for (const one of given) if (!wanted.has(one)) say(`the translation has an unknown {${one}}`);
        }
      }
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  console.error(`\n${problems.length} problems in the message catalogues.`);
  process.exit(1);
}
console.log("Every text is there in every language.");
