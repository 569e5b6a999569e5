// Figures of the pages: how long the server takes, what a first visit loads, when something is painted, how soon a page
// knows what the engine does. Each table says what is wanted, and where it is not met.
// usage: LYCEUM_URL=… [WRITE=docs/BENCHMARKS.md] node bench/pages.mjs   (scripts/bench.sh starts the server)
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";

const URL_BASE = process.env.LYCEUM_URL ?? "http://localhost:3000";
const PASSWORD = "lyceum-demo";
const WARM_UP = 20;
const REQUESTS = 300;
const LOADS = 5;
/** Refused sign-ins of each kind, two of a login: few enough that no throttle answers instead. */
const REFUSALS = 44;
/** What is wanted at most: kB of WebAssembly for the student's first page, and ms. */
const WASM_KB = 350;
const FIRST_PAINT_MS = 1000;
const LARGEST_PAINT_MS = 2500;
const PROMPT_MS = 1000;
const WORD_MS = 1000;
/** How far apart a wrong password and an unknown login may be: the clock is to tell nothing. Medians of so few differ
 *  by a tenth by themselves. */
const REFUSAL_RATIO = 1.2;
const APART = "the longer ÷ the shorter";

/** A desktop has this index, and a phone a quarter of it: Lighthouse slows the processor down four times
 *  (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md). */
const DESKTOP_INDEX = 1750;
const PHONE_INDEX = DESKTOP_INDEX / 4;
/** Rounds of the index; the median counts. */
const INDEX_ROUNDS = 5;

/** What Lighthouse simulates for a phone, and for a desk. */
const PHONE = { latency: 150, kbit: 1638, width: 390, height: 844 };
const DESK = { name: "desk (40 ms, 10 Mbit/s)", latency: 40, kbit: 10240, cpu: 1, width: 1440, height: 900 };

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

const index = await machineIndex();
PHONE.cpu = Math.max(1, index / PHONE_INDEX);
const slowed =
    index < PHONE_INDEX
        ? `CPU as it is: its index of ${index.toFixed(0)} is below a phone's of ${PHONE_INDEX.toFixed(0)}`
        : `CPU ÷ ${PHONE.cpu.toFixed(1)}: its index of ${index.toFixed(0)} becomes a phone's of ${PHONE_INDEX.toFixed(0)}`;
PHONE.name = `phone, 4G (150 ms, 1.6 Mbit/s, ${slowed})`;

const sessions = {};
for (const role of ["student", "teacher", "admin"]) sessions[role] = await signIn(role);

const classPath = await linkOf("teacher", "/teacher", /^\/teacher\/classes\//);
const labPath = await linkOf("student", "/student", /^\/student\/labs\//);

const shown = [];
table("Time of the server, ms", ["page", "p50", "p95", "max", "kB"], [
    await timing("student", "/student"),
    await timing("teacher", "/teacher"),
    await timing("teacher", classPath, "/teacher/classes/…"),
    await timing("admin", "/admin"),
    await timing("admin", "/admin/people"),
]);

table(`Sign-in refused, ms, of ${REFUSALS}`, ["", "p50", "p95"], await refusals(), { [APART]: { 1: REFUSAL_RATIO } });

table("First load with an empty cache, kB as sent", ["page", "wasm", "js", "css", "fonts", "html", "all"], [
    await weight(null, "/sign-in"),
    await weight("student", "/student"),
    await weight("student", labPath, "/student/labs/…"),
    await weight("teacher", "/teacher"),
    await weight("teacher", classPath, "/teacher/classes/…"),
    await weight("admin", "/admin"),
], { "/student": { 1: WASM_KB } });

for (const profile of [PHONE, DESK]) {
    table(`Painted, ms, median of ${LOADS}: ${profile.name}`, ["page", "first", "largest"], [
        await paint(null, "/sign-in", profile),
        await paint("student", "/student", profile),
        await paint("teacher", classPath, profile, "/teacher/classes/…"),
        await paint("admin", "/admin", profile),
    ], { "*": { 1: FIRST_PAINT_MS, 2: LARGEST_PAINT_MS } });
}

table(`From the click on "Open lab" to the prompt, container up, ms, of ${LOADS}`, ["", "median", "slowest"], [await toPrompt()], { "*": { 1: PROMPT_MS } });

table(`From the engine's event to the word on the class page, ms, of ${LOADS}`, ["", "median", "slowest"], await toWord(), { "*": { 2: WORD_MS } });

await browser.close();
if (process.env.WRITE) write(process.env.WRITE);

/** How fast this machine runs scripts, as Lighthouse counts it: tenths of rounds a second, of strings that are built
 *  letter by letter and of lists that are copied. */
async function machineIndex() {
    const page = await (await browser.newContext()).newPage();
    const rounds = [];
    for (let round = 0; round < INDEX_ROUNDS; round++) {
        rounds.push(
            await page.evaluate(() => {
                const WITHIN = 500;
                const pace = (work) => {
                    const begun = performance.now();
                    let done = 0;
                    while (performance.now() - begun < WITHIN) work(done++);
                    return done / 10 / ((performance.now() - begun) / 1000);
                };
                let kept = 0;
                const strings = pace(() => {
                    let text = "";
                    for (let letter = 0; letter < 10_000; letter++) text += "a";
                    kept += text.length;
                });
                const lists = [0, 1].map(() => Array.from({ length: 100_000 }, (_, at) => at));
                const copies = pace((round) => {
                    const [from, to] = [lists[round % 2], lists[(round + 1) % 2]];
                    for (let at = 0; at < from.length; at++) to[at] = from[at];
                });
                return kept > 0 ? (strings + copies) / 2 : 0;
            }),
        );
    }
    await page.context().close();
    return rounds.sort((a, b) => a - b)[Math.floor(INDEX_ROUNDS / 2)];
}

async function signIn(role) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${URL_BASE}/sign-in`);
    await page.waitForLoadState("networkidle");
    await page.locator("input[name=login]").fill(role);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    const { cookies, origins } = await context.storageState();
    await context.close();
    // An empty cache has no style sheet, and no cookie that says it has.
    return { cookies: cookies.filter(({ name }) => name !== "lyceum_sheet"), origins };
}

async function linkOf(role, path, pattern) {
    const context = await browser.newContext({ storageState: sessions[role] });
    const page = await context.newPage();
    await page.goto(URL_BASE + path);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    await context.close();
    const found = links.find((href) => pattern.test(href));
    if (!found) throw new Error(`${path} has no link to ${pattern}`);
    return found;
}

/** From the request's first byte to the answer's last, one after another on one connection. */
async function timing(role, path, name = path) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const cookie = sessions[role].cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const times = [];
    let bytes = 0;
    for (let n = 0; n < WARM_UP + REQUESTS; n++) {
        const started = performance.now();
        bytes = await new Promise((resolve, reject) => {
            get(URL_BASE + path, { agent, headers: { cookie, "accept-encoding": "gzip" } }, (response) => {
                if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`));
                let length = 0;
                response.on("data", (chunk) => (length += chunk.length));
                response.on("end", () => resolve(length));
            }).on("error", reject);
        });
        if (n >= WARM_UP) times.push(performance.now() - started);
    }
    agent.destroy();
    times.sort((a, b) => a - b);
    return [name, at(times, 0.5).toFixed(1), at(times, 0.95).toFixed(1), at(times, 1).toFixed(1), (bytes / 1000).toFixed(1)];
}

/** A wrong password and a login that nobody has, in turn. */
async function refusals() {
    const context = await browser.newContext({ storageState: sessions.admin });
    const page = await context.newPage();
    await page.goto(`${URL_BASE}/admin/people?role=student`);
    const cells = await page.locator("tbody td, tbody td *").evaluateAll((all) => all.map((cell) => cell.textContent.trim()));
    const logins = [...new Set(cells.filter((text) => /^[a-z]+\.[a-z]+$/.test(text)))].slice(0, REFUSALS / 2);
    if (logins.length < REFUSALS / 2) throw new Error(`the list of people names ${logins.length} logins`);
    await context.close();
    const form = await (await fetch(`${URL_BASE}/sign-in`)).text();
    const action = /<form action="([^"]*sign_in[^"]*)"/.exec(form)?.[1];
    const refused = async (login) => {
        const begun = performance.now();
        const answer = await fetch(URL_BASE + action, {
            method: "POST",
            redirect: "manual",
            headers: { accept: "application/json", origin: URL_BASE },
            body: new URLSearchParams({ login, password: "not the password", next: "" }),
        });
        const said = await answer.text();
        if (!said.includes("Login or password is wrong")) throw new Error(`sign-in said ${answer.status}: ${said}`);
        return performance.now() - begun;
    };
    const [wrong, unknown] = [[], []];
    for (const login of [...logins, ...logins]) {
        wrong.push(await refused(login));
        unknown.push(await refused(login.replace(".", "-")));
    }
    for (const times of [wrong, unknown]) times.sort((a, b) => a - b);
    const line = (name, times) => [name, at(times, 0.5).toFixed(1), at(times, 0.95).toFixed(1)];
    const apart = [0.5, 0.95].map((share) => {
        const [less, more] = [at(wrong, share), at(unknown, share)].sort((a, b) => a - b);
        return (more / less).toFixed(2);
    });
    return [line("wrong password", wrong), line("unknown login", unknown), [APART, ...apart]];
}

/** What comes over the wire for a page, by kind, until the network is quiet. */
async function weight(role, path, name = path) {
    const context = await browser.newContext({ storageState: role ? sessions[role] : undefined });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    const kinds = new Map();
    const sum = { wasm: 0, js: 0, css: 0, fonts: 0, html: 0, all: 0 };
    cdp.on("Network.responseReceived", ({ requestId, response }) => kinds.set(requestId, kindOf(response.mimeType)));
    cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
        const kind = kinds.get(requestId);
        if (kind) sum[kind] += encodedDataLength;
        sum.all += encodedDataLength;
    });
    await page.goto(URL_BASE + path);
    await page.waitForLoadState("networkidle");
    await context.close();
    return [name, ...Object.values(sum).map((bytes) => (bytes / 1000).toFixed(1))];
}

function kindOf(mime) {
    if (mime.includes("wasm")) return "wasm";
    if (mime.includes("javascript")) return "js";
    if (mime.includes("css")) return "css";
    if (mime.includes("font")) return "fonts";
    return mime.includes("html") ? "html" : undefined;
}

async function paint(role, path, profile, name = path) {
    const first = [];
    const largest = [];
    for (let n = 0; n < LOADS; n++) {
        const context = await browser.newContext({
            storageState: role ? sessions[role] : undefined,
            viewport: { width: profile.width, height: profile.height },
        });
        const page = await context.newPage();
        const cdp = await context.newCDPSession(page);
        await cdp.send("Network.enable");
        await cdp.send("Network.emulateNetworkConditions", {
            offline: false,
            latency: profile.latency,
            downloadThroughput: (profile.kbit * 1000) / 8,
            uploadThroughput: (profile.kbit * 1000) / 8,
        });
        await cdp.send("Emulation.setCPUThrottlingRate", { rate: profile.cpu });
        await page.goto(URL_BASE + path);
        await page.waitForLoadState("networkidle");
        const seen = await page.evaluate(
            () =>
                new Promise((resolve) => {
                    const fcp = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN;
                    new PerformanceObserver((list) => resolve({ fcp, lcp: list.getEntries().at(-1).startTime })).observe({
                        type: "largest-contentful-paint",
                        buffered: true,
                    });
                }),
        );
        first.push(seen.fcp);
        largest.push(seen.lcp);
        await context.close();
    }
    first.sort((a, b) => a - b);
    largest.sort((a, b) => a - b);
    return [name, at(first, 0.5).toFixed(0), at(largest, 0.5).toFixed(0)];
}

/** A new terminal each time; the first visit starts the lab and is not counted. */
async function toPrompt() {
    const context = await browser.newContext({ storageState: sessions.student });
    const page = await context.newPage();
    const times = [];
    for (let n = 0; n <= LOADS; n++) {
        await page.goto(`${URL_BASE}/student`);
        await page.waitForLoadState("networkidle");
        // Looked for by the page itself, in each frame: who asks from outside asks twice a second.
        const prompt = await page.evaluateHandle(() => {
            const there = () => [...document.querySelectorAll(".xterm-rows")].some(({ textContent }) => textContent.includes("$ "));
            const after = new Promise((resolve, reject) => {
                setTimeout(() => reject(new Error("no prompt within two minutes")), 120_000);
                const clicked = ({ timeStamp }) => {
                    const look = () => (there() ? resolve(performance.now() - timeStamp) : requestAnimationFrame(look));
                    look();
                };
                addEventListener("click", clicked, { capture: true, once: true });
            });
            return { after };
        });
        await page.getByRole("link", { name: /open lab/i }).first().click();
        const after = await prompt.evaluate(({ after }) => after);
        if (n > 0) times.push(after);
        await page.locator(".xterm-helper-textarea").first().focus();
        await page.keyboard.type("exit\n");
        await page.getByRole("status").filter({ hasText: /^Ended/ }).getByRole("button", { name: "Close" }).click();
    }
    await context.close();
    times.sort((a, b) => a - b);
    return ["student", at(times, 0.5).toFixed(0), at(times, 1).toFixed(0)];
}

/** A lab's container is killed, started and at last removed by somebody else; the page is told by the engine's events. */
async function toWord() {
    const context = await browser.newContext({ storageState: sessions.teacher });
    const page = await context.newPage();
    await page.goto(`${URL_BASE}${classPath}?q=student`);
    await page.waitForLoadState("networkidle");
    const docker = (...words) => execFileSync("docker", words, { encoding: "utf8" }).trim();
    const section = classPath.split("/").at(-1);
    const [lab] = docker("ps", "--quiet", "--no-trunc", "--filter", "label=lyceum.student=student", "--filter", `label=lyceum.section=${section}`).split("\n");
    if (!lab) throw new Error("the student's lab does not run");
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: /^Watch/ }) }).first();
    await row.waitFor();
    const times = { died: [], started: [], removed: [] };
    const events = spawn("docker", ["events", "--filter", `container=${lab}`, "--format", "{{.Action}} {{.TimeNano}}"]);
    const heard = [];
    createInterface({ input: events.stdout }).on("line", (line) => heard.push(line.split(" ")));
    const told = async (kind, action, words, act) => {
        // When the page says it, by the page's own clock, which is the engine's. It watches before anything is done.
        const said = await page.evaluateHandle((pattern) => {
            const words = () => new RegExp(pattern).test(document.querySelector("main tbody").innerText);
            if (words()) throw new Error(`the page says "${pattern}" already`);
            const at = new Promise((resolve) => {
                const watch = new MutationObserver(() => words() && (watch.disconnect(), resolve(Date.now())));
                watch.observe(document.body, { subtree: true, childList: true, characterData: true });
            });
            return { at };
        }, words);
        act();
        const at = await said.evaluate(({ at }) => at);
        await said.dispose();
        while (!heard.some(([name]) => name === action)) await new Promise((resolve) => setTimeout(resolve, 10));
        const [, nano] = heard.find(([name]) => name === action);
        heard.length = 0;
        times[kind].push(at - Number(BigInt(nano) / 1_000_000n));
    };
    for (let n = 0; n < LOADS; n++) {
        await told("died", "die", "The container ended", () => docker("kill", lab));
        await told("started", "start", "Running", () => docker("start", lab));
    }
    await told("removed", "destroy", "removed, perhaps outside Lyceum", () => docker("rm", "--force", lab));
    events.kill();
    await context.close();
    return Object.entries(times).map(([kind, all]) => {
        all.sort((a, b) => a - b);
        return [kind, at(all, 0.5).toFixed(0), at(all, 1).toFixed(0)];
    });
}

function at(sorted, share) {
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** `wanted` says for a row, or for all (`*`), what each column may be at most. */
function table(title, head, rows, wanted = {}) {
    const verdict = (row) => {
        const most = Object.entries(wanted[row[0]] ?? wanted["*"] ?? {});
        if (!most.length) return "";
        const missed = most.filter(([column, limit]) => Number(row[column]) > limit);
        const words = most.map(([column, limit]) => `${head[column]} ≤ ${limit}`).join(", ");
        return `${words}: ${missed.length ? "MISSED" : "met"}`;
    };
    if (Object.keys(wanted).length) {
        rows = rows.map((row) => [...row, verdict(row)]);
        head = [...head, "wanted"];
    }
    shown.push({ title, head, rows });
    const widths = head.map((cell, n) => Math.max(cell.length, ...rows.map((row) => row[n].length)));
    const line = (row) => row.map((cell, n) => (n ? cell.padStart(widths[n]) : cell.padEnd(widths[n]))).join("  ");
    console.log(`\n${title}\n${line(head)}\n${widths.map((width) => "─".repeat(width)).join("  ")}`);
    for (const row of rows) console.log(line(row));
}

/** Puts all tables between the marks of a document. */
function write(document) {
    const cells = (row) => `| ${row.join(" | ")} |`;
    const markdown = shown.map(({ title, head, rows }) => {
        const rule = head.map((_, n) => (n ? "---:" : "---"));
        return [`**${title}**`, "", cells(head), cells(rule), ...rows.map(cells)].join("\n");
    });
    const [begin, end] = ["<!-- pages: begin -->", "<!-- pages: end -->"];
    const text = readFileSync(document, "utf8");
    if (!text.includes(begin) || !text.includes(end)) throw new Error(`${document} has no place for the figures of pages`);
    const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))];
    writeFileSync(document, `${before}\n\n${markdown.join("\n\n")}\n\n${after}`);
}
