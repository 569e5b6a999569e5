// Figures of a terminal in a browser: a flood until its end is on the glass, and from a key to its glyph.
// Says what it measured in lines of JSON. Started by termbench (benches/src/figures/browser.rs).
import { launch, openTerminal, say, shown } from "./terminal.mjs";

const { FILE: file } = process.env;
const bytes = Number(process.env.FILE_BYTES);
const runs = Number(process.env.RUNS);
const keys = Number(process.env.KEYS);

/** Between two keys, ms, and up to so much more: on no timer's beat. */
const KEY_EVERY = 40;
const JITTER = 30;
const HEAP_EVERY = 100;
const FLOOD_TIMEOUT = 240_000;
const GLASS = [
    "the flood on the glass",
    "tasks over 50 ms",
    "longest task",
    "heap's rise",
    "heap's rise at its peak, garbage included",
];

const browser = await launch();
try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    // A flood that never ends is that figure's alone.
    for (const [wanted, part] of [[process.env.GLASS, glass], [process.env.ECHO, echo]]) {
        if (wanted !== "true") continue;
        const page = await context.newPage();
        await openTerminal(page);
        await part(page);
        await page.keyboard.type("exit\n");
        await page.waitForTimeout(300);
        await page.close();
    }
} finally {
    await browser.close();
}

/** B1b: a file as long as B1's, from Enter to its end on the screen. */
async function glass(page) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    const heap = async () => {
        const { metrics } = await cdp.send("Performance.getMetrics");
        return metrics.find(({ name }) => name === "JSHeapUsedSize").value / 2 ** 20;
    };
    const rates = [];
    const long = [];
    const longest = [];
    const rises = [];
    const peaks = [];
    for (let run = 0; run < runs; run++) {
        await page.evaluate(() => {
            window.longTasks = [];
            window.longTaskObserver?.disconnect();
            window.longTaskObserver = new PerformanceObserver((list) =>
                list.getEntries().forEach((entry) => window.longTasks.push(entry.duration)),
            );
            window.longTaskObserver.observe({ type: "longtask" });
        });
        await page.keyboard.type(`clear; stty raw -echo; cat ${file}; stty sane; printf 'end-''of-flood-${run}\\n'`);
        await cdp.send("HeapProfiler.collectGarbage");
        const before = await heap();
        let peak = before;
        const sampler = setInterval(() => heap().then((now) => (peak = Math.max(peak, now)), () => {}), HEAP_EVERY);
        // Looked for before Enter is pressed: what is begun meanwhile may begin after it.
        await page.evaluate((words) => {
            let begun;
            addEventListener("keydown", (event) => (begun = event.timeStamp), { capture: true, once: true });
            const look = () => {
                const rows = document.querySelector(".xterm.focus .xterm-rows");
                if (begun && rows?.textContent.includes(words)) window.took = performance.now() - begun;
                else requestAnimationFrame(look);
            };
            window.took = 0;
            look();
        }, `end-of-flood-${run}`);
        await page.keyboard.press("Enter");
        const ended = await page.waitForFunction(() => window.took > 0, null, { timeout: FLOOD_TIMEOUT }).catch(() => null);
        clearInterval(sampler);
        if (!ended) return GLASS.forEach((what) => say(what, `no end after ${FLOOD_TIMEOUT / 1000} s`));
        const took = await page.evaluate(() => window.took);
        await cdp.send("HeapProfiler.collectGarbage");
        rises.push(Math.max(0, (await heap()) - before));
        peaks.push(peak - before);
        const tasks = await page.evaluate(() => window.longTasks);
        rates.push(bytes / 1e3 / took);
        long.push(tasks.length);
        longest.push(Math.max(0, ...tasks));
    }
    [rates, long, longest, rises, peaks].forEach((values, at) => say(GLASS[at], values));
}

/** B3b: from the key's event to the frame in which its letter has been drawn. */
async function echo(page) {
    await page.keyboard.type("clear; cat >/dev/null\n");
    await page.waitForTimeout(500);
    await page.evaluate(() => {
        window.times = [];
        const rows = document.querySelector(".xterm.focus .xterm-rows");
        const letters = () => (rows.textContent.match(/[A-Z]/g) ?? []).length;
        const waiting = [];
        const begin = letters();
        addEventListener("keydown", (event) => waiting.push(event.timeStamp), { capture: true });
        new MutationObserver(() => {
            const now = performance.now();
            while (waiting.length && letters() - begin > window.times.length) window.times.push(now - waiting.shift());
        }).observe(rows, { subtree: true, childList: true, characterData: true });
    });
    const cdp = await page.context().newCDPSession(page);
    for (let n = 0; n < keys; n++) {
        const text = String.fromCharCode(65 + (n % 26));
        await cdp.send("Input.dispatchKeyEvent", { type: "keyDown", text, key: text, code: `Key${text}` });
        await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", key: text, code: `Key${text}` });
        await page.waitForTimeout(KEY_EVERY + Math.random() * JITTER);
    }
    await page.waitForFunction((count) => window.times.length >= count, keys, { timeout: 10_000 });
    const times = (await page.evaluate(() => window.times)).sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
    say("key to glyph, p50", [at(0.5)]);
    say("key to glyph, p95", [at(0.95)]);
    say("key to glyph, p99", [at(0.99)]);
    await page.keyboard.press("Control+c");
}
