// Takes the rules out of the site's style sheet that no page uses, then lays a .br and a .gz beside every file that
// gains by it; the server sends them as they are.
// usage: node scripts/compress.mjs FOLDER HASHES, the latter the file that says which hash each name carries
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import postcss from "postcss";
import selectorParser from "postcss-selector-parser";

const BEST = { [constants.BROTLI_PARAM_QUALITY]: 11 };
/** How near copies are written makes one file smaller and the next larger, by up to a hundredth: the shorter is kept. */
const WAYS = [{}, { [constants.BROTLI_PARAM_NPOSTFIX]: 0, [constants.BROTLI_PARAM_NDIRECT]: 15 }];
const GAINS = new Set([".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"]);
const SMALLEST_BYTES = 512;

const [folder, hashes] = process.argv.slice(2);
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && GAINS.has(extname(entry.name)));

// Class names stand in the sources as words within strings; a word that names a class keeps it.
const WORDS = /[\w\-/:.[\]()%&!>*+~=',#@]+/g;
const words = new Set();
for (const entry of await readdir("app/src", { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || extname(entry.name) !== ".rs") continue;
    const text = await readFile(join(entry.parentPath ?? entry.path, entry.name), "utf8");
    for (const word of text.match(WORDS) ?? []) [word, ...word.split(/[^\w-]+/)].forEach((one) => words.add(one));
}

// A selector is of use unless it needs a class that no source names; of `:is(a, b)` one of use is enough.
const isOfUse = (node) => {
    if (node.type === "class") return words.has(node.value);
    if (node.type === "selector") return node.nodes.every(isOfUse);
    if (node.type === "pseudo" && /^:(is|where)$/.test(node.value)) return node.nodes.some(isOfUse);
    return true;
};
const selectors = selectorParser();
const prune = (css) => {
    const sheet = postcss.parse(css);
    sheet.walkRules((rule) => {
        if (/keyframes$/.test(rule.parent.name ?? "")) return;
        const kept = selectors.astSync(rule.selector).nodes.filter(isOfUse).map(String);
        if (kept.length) rule.selectors = kept;
        else rule.remove();
    });
    // What held nothing but such rules; a layer's name alone is its place among the others.
    for (let emptied = true; emptied; ) {
        emptied = false;
        sheet.walkAtRules((rule) => {
            if (rule.nodes?.length === 0) [emptied] = [true, rule.remove()];
        });
    }
    return sheet.toString();
};

const sheets = files.filter((entry) => extname(entry.name) === ".css" && /[/\\]pkg$/.test(entry.parentPath ?? entry.path));
for (const entry of sheets) {
    const folder = entry.parentPath ?? entry.path;
    const css = prune(await readFile(join(folder, entry.name), "utf8"));
    // Its name goes with what it has now: browsers keep it for a year.
    const hash = createHash("sha256").update(css).digest("base64url").slice(0, 22);
    await rm(join(folder, entry.name));
    entry.name = entry.name.replace(/[\w-]{22}(?=\.css$)/, hash);
    await writeFile(join(folder, entry.name), css);
    await writeFile(hashes, (await readFile(hashes, "utf8")).replace(/^css: .*$/m, `css: ${hash}`));
}

await Promise.all(
    files.map(async (entry) => {
        const path = join(entry.parentPath ?? entry.path, entry.name);
        const bytes = await readFile(path);
        if (bytes.length < SMALLEST_BYTES) return;
        const tried = WAYS.map((way) => promisify(brotliCompress)(bytes, { params: { ...way, ...BEST } }));
        const [shortest] = (await Promise.all(tried)).sort((one, other) => one.length - other.length);
        await writeFile(`${path}.br`, shortest);
        await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }),
);
