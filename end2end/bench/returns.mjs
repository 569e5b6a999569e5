// What a terminal's page shows after it was loaded anew under a running program, and after a time without the network,
// beside an emulator that was fed with the file. Says what it measured in lines of JSON. Started by termbench
// (benches/src/figures/returns.rs).
import headless from "@xterm/headless";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, openTerminal, say, shown } from "./terminal.mjs";

const { EMIT: emit, FILE: file } = process.env;
const bytes = Number(process.env.FILE_BYTES);
const reloads = Number(process.env.RELOADS);
const gaps = Number(process.env.GAPS);
const gap_ms = Number(process.env.GAP_S) * 1000;

/** The program prints for so long for each reload, ms; the page is loaded anew at a random moment of the first half. */
const FOR_EACH = 2500;
/** It goes on for so long after a gap, ms. */
const AFTER_GAP = 15_000;
/** What has arrived is drawn within this time, ms. */
const DRAWN_WITHIN = 2000;
/** Lines of what was scrolled away that are compared with the reference. */
const TAIL = 1000;
/** A line of the file: its number, and dots. */
const NUMBERED = /(\d{10})\.{69}/g;
/** New output has to be shown within this time, ms. */
const PATIENCE = 30_000;

const browser = await launch();
try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await reloaded(await context.newPage());
    await apart(context);
} finally {
    await browser.close();
}

/** Prints the file within this time, and then that it has. */
async function print(page, within_ms) {
    const rate = Math.ceil(bytes / (within_ms / 1000));
    await page.keyboard.type(`clear; ${emit} emit --rate ${rate} --file ${file}; printf 'all-''printed\\n'\n`);
    await page.waitForFunction(newest, -1, { timeout: PATIENCE });
}

/** In the page: the number of the newest line that is shown, if it is newer than this. */
function newest(than) {
    const rows = [...document.querySelectorAll(".xterm-rows")].find((rows) => rows.checkVisibility({ visibilityProperty: true }));
    const numbers = [...(rows?.innerText ?? "").matchAll(/(\d{10})\.{69}/g)].map(([, number]) => Number(number));
    const newest = Math.max(-1, ...numbers);
    return newest > than ? { newest } : false;
}

async function reloaded(page) {
    await openTerminal(page);
    await print(page, reloads * FOR_EACH);
    const times = [];
    let wrong = 0;
    for (let reload = 0; reload < reloads; reload++) {
        const next = sleep(FOR_EACH);
        await sleep((Math.random() * FOR_EACH) / 2);
        const before = await page.evaluate(newest, -1);
        const begun = performance.now();
        await page.reload({ waitUntil: "commit" });
        await page.waitForFunction(newest, before.newest, { timeout: PATIENCE });
        times.push(performance.now() - begun);
        const rows = await page.evaluate(rowsShown);
        const numbers = rows.flatMap((row) => [...row.matchAll(NUMBERED)].map(([, number]) => Number(number)));
        wrong += numbers.filter((number, at) => at > 0 && number !== numbers[at - 1] + 1).length;
        await next;
    }
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await shown(page, "all-printed", PATIENCE);
    say(`${reloads} page reloads: lines unlike the reference`, [wrong + (await differing(page))]);
    say(`${reloads} page reloads: newest line on the glass, p50`, [median(times)]);
    await end(page);
}

async function apart(context) {
    const pages = [];
    for (let gap = 0; gap < gaps; gap++) {
        const page = await context.newPage();
        const wire = await lay(page);
        await openTerminal(page);
        pages.push({ page, wire });
    }
    // All begin together: none has ended before the others are there.
    await Promise.all(pages.map(({ page }) => print(page, gap_ms + AFTER_GAP)));
    const shownNow = () => Promise.all(pages.map(async ({ page }) => (await page.evaluate(newest, -1)).newest));
    pages.forEach(({ wire }) => wire.cut());
    // What had arrived is still being drawn.
    await sleep(DRAWN_WITHIN);
    const before = await shownNow();
    await sleep(gap_ms - DRAWN_WITHIN);
    if (String(await shownNow()) !== String(before)) throw new Error("something came through a wire that was cut");
    const times = await Promise.all(
        pages.map(async ({ page, wire }, at) => {
            const begun = performance.now();
            wire.mend();
            await page.waitForFunction(newest, before[at], { timeout: PATIENCE });
            return performance.now() - begun;
        }),
    );
    const wrong = [];
    for (const { page } of pages) {
        await page.bringToFront();
        await shown(page, "all-printed", PATIENCE + AFTER_GAP);
        wrong.push(await differing(page));
        await end(page);
    }
    say(`${gap_ms / 1000} s without network: lines unlike the reference`, wrong);
    say(`${gap_ms / 1000} s without network: newer lines on the glass, p50`, [median(times)]);
}

/** The terminals' socket of a page, to be cut and mended. To be laid before the page opens. */
async function lay(page) {
    const open = new Set();
    let whole = true;
    await page.routeWebSocket(/\/ws\/terminals$/, (socket) => {
        if (!whole) return void socket.close({ code: 1011 });
        const server = socket.connectToServer();
        const both = { socket, server };
        open.add(both);
        socket.onClose(() => open.delete(both));
    });
    return {
        cut() {
            whole = false;
            for (const { socket, server } of open) {
                void socket.close({ code: 1011 });
                void server.close({ code: 1011 });
            }
            open.clear();
        },
        mend: () => void (whole = true),
    };
}

/** In the page: the rows of the terminal shown. */
function rowsShown() {
    const rows = [...document.querySelectorAll(".xterm-rows")].find((rows) => rows.checkVisibility({ visibilityProperty: true }));
    return [...rows.children].map((row) => row.textContent.replaceAll("\u00a0", " ").trimEnd());
}

/** How many lines, of those on the screen and the last that were scrolled away, are others than those of an emulator
 *  that was fed with the file and nothing has interrupted. */
async function differing(page) {
    const rows = await page.evaluate(rowsShown);
    // The screen's own view of text for those who mark it with a finger.
    await page.evaluate(() => document.querySelector("button[aria-label=More]").click());
    await page.getByRole("button", { name: "Mark and copy text" }).click();
    const text = await page.getByLabel("Lines", { exact: true }).innerText();
    await page.keyboard.press("Escape");
    const wanted = await reference(rows.length, rows.at(-1));
    const tail = (lines) => lines.slice(-TAIL);
    return unlike(rows, wanted.rows) + unlike(tail(text.trimEnd().split("\n")), tail(wanted.lines));
}

async function reference(rows, prompt) {
    const emulator = new headless.Terminal({ cols: 120, rows, scrollback: 5000, allowProposedApi: true });
    const text = (await readFile(file, "utf8")).replaceAll("\n", "\r\n");
    await new Promise((parsed) => emulator.write(`${text}all-printed\r\n${prompt}`, parsed));
    const buffer = emulator.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, at) => buffer.getLine(at).translateToString(true).trimEnd());
    emulator.dispose();
    return { rows: lines.slice(-rows), lines };
}

/** How many lines are others. */
function unlike(found, wanted) {
    const lines = Array.from({ length: Math.max(found.length, wanted.length) }, (_, at) => at);
    return lines.filter((at) => found[at]?.trimEnd() !== wanted[at]).length;
}

function median(times) {
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

async function end(page) {
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await page.keyboard.type("exit\n");
    await page.getByRole("status").filter({ hasText: /^Ended/, visible: true }).first().waitFor();
    await page.close();
}
