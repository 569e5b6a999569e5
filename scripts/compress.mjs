// Takes the rules out of the site's style sheet that no page uses, then lays a .br and a .gz beside every file that
// gains by it; the server sends them as they are.
// usage: node scripts/compress.mjs FOLDER
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { PurgeCSS } from "purgecss";

const GAINS = new Set([".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"]);
const SMALLEST_BYTES = 512;

const folder = process.argv[2];
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && GAINS.has(extname(entry.name)));

// Class names stand in the sources as words within strings; a word that names a class keeps it.
const words = (text) => text.match(/[\w\-/:.[\]()%&!>*+~=',#@]+/g)?.flatMap((word) => [word, ...word.split(/[^\w-]+/)]) ?? [];
const sheets = files.filter((entry) => extname(entry.name) === ".css" && /[/\\]pkg$/.test(entry.parentPath ?? entry.path));
for (const entry of sheets) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const [{ css }] = await new PurgeCSS().purge({ content: ["app/src/**/*.rs"], css: [path], defaultExtractor: words });
    await writeFile(path, css);
}

await Promise.all(
    files.map(async (entry) => {
        const path = join(entry.parentPath ?? entry.path, entry.name);
        const bytes = await readFile(path);
        if (bytes.length < SMALLEST_BYTES) return;
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
        await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }),
);
