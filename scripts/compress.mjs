// Takes the rules out of the site's style sheet that no page uses, then lays a .br and a .gz beside every file that
// gains by it; the server sends them as they are.
// usage: node scripts/compress.mjs FOLDER HASHES, the latter the file that says which hash each name carries
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { pruned } from "./sheet.mjs";

const BEST = { [constants.BROTLI_PARAM_QUALITY]: 11 };
/** How near copies are written makes one file smaller and the next larger, by up to a hundredth: the shorter is kept. */
const WAYS = [{}, { [constants.BROTLI_PARAM_NPOSTFIX]: 0, [constants.BROTLI_PARAM_NDIRECT]: 15 }];
const GAINS = new Set([".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"]);
const SMALLEST_BYTES = 512;

const [folder, hashes] = process.argv.slice(2);
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && GAINS.has(extname(entry.name)));

const sheets = files.filter((entry) => extname(entry.name) === ".css" && /[/\\]pkg$/.test(entry.parentPath ?? entry.path));
for (const entry of sheets) {
    const folder = entry.parentPath ?? entry.path;
    const css = pruned(await readFile(join(folder, entry.name), "utf8"));
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
