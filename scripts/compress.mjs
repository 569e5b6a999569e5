// Lays a .br and a .gz beside every file of the site that gains by it; the server sends them as they are.
// usage: node scripts/compress.mjs FOLDER
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const GAINS = new Set([".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"]);
const SMALLEST_BYTES = 512;

const folder = process.argv[2];
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && GAINS.has(extname(entry.name)));

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
