// The README's pictures. usage: LYCEUM_URL=… node pictures.mjs FOLDER   (scripts/screenshots.sh starts the server)
import { join } from "node:path";
import { chromium } from "@playwright/test";

const URL_BASE = process.env.LYCEUM_URL ?? "http://localhost:3000";
const PASSWORD = "lyceum-demo";
const folder = process.argv[2];

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

const MINUTE_MS = 60_000;
/** Labs that run, and those of them in which somebody works. */
const RUNNING = 12;
const AT_WORK = 5;
/** Points of a line before it is worth a picture: a sample every two seconds. */
const CHART_POINTS = 20;

const teacher = await signedIn("teacher");
await teacher.goto(`${URL_BASE}/teacher`);
const classPage = await link(teacher, /^\/teacher\/classes\//);
const logins = await startLabs(classPage);
for (const login of logins.slice(0, AT_WORK)) await atWork(login);

const student = await signedIn("student");
await terminals(student);
await picture(student, "/student", "student");

await picture(teacher, classPage, "teacher", RUNNING);
const admin = await signedIn("admin");
await picture(admin, "/admin", "admin", 2);

await browser.close();

/** Starts the first labs of the class; the logins of their students. */
async function startLabs(path) {
    await teacher.goto(URL_BASE + path);
    await teacher.waitForLoadState("networkidle");
    const rows = teacher.locator("tbody tr");
    for (let at = 0; at < RUNNING; at++) await rows.nth(at).getByRole("checkbox").check();
    const logins = await rows.locator("th .font-mono").allTextContents();
    await teacher.getByRole("button", { name: `Start ${RUNNING} chosen` }).click();
    await rows.getByText("Running", { exact: true }).nth(RUNNING - 1).waitFor({ timeout: 3 * MINUTE_MS });
    return logins;
}

/** A student works: bursts of computing, each lab with a rhythm of its own, that outlive the terminal. */
async function atWork(login) {
    const page = await signedIn(login);
    await page.goto(`${URL_BASE}/student`);
    await page.getByRole("link", { name: /open lab of CS 101/i }).first().click();
    await prompt(page, 0);
    const bursts = "while :; do seq 200000 | sort -R | md5sum; sleep $(($(date +%s) % 4)); done";
    await type(page, 0, `nohup sh -c '${bursts}' >/dev/null 2>&1 &`);
    await shows(page, 0, /\[1\] \d+/);
    await page.close();
}

async function signedIn(login) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
    const page = await context.newPage();
    await page.goto(`${URL_BASE}/sign-in`);
    await page.waitForLoadState("networkidle");
    await page.locator("input[name=login]").fill(login);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    return page;
}

async function link(page, pattern) {
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    return links.find((href) => pattern.test(href));
}

/** A page as it is once its charts, if it has some, show what happens. */
async function picture(page, path, name, charts = 0) {
    await page.goto(URL_BASE + path);
    await page.waitForLoadState("networkidle");
    await page.waitForFunction(
        ({ charts, points }) => {
            const lines = [...document.querySelectorAll("path.line-1")].map((line) => line.getAttribute("d") ?? "");
            return lines.filter((line) => line.split("L").length > points).length >= charts;
        },
        { charts, points: CHART_POINTS },
        { timeout: 3 * MINUTE_MS },
    );
    await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function terminals(page) {
    await page.goto(`${URL_BASE}/student`);
    await page.getByRole("link", { name: /open lab/i }).first().click();
    await prompt(page, 0);
    await type(page, 0, "python3 -c 'print(6*7)' && git --version && ls -la");
    await shows(page, 0, /git version/);
    await page.getByRole("button", { name: /^Split: another to the right/ }).click();
    await prompt(page, 1);
    await type(page, 1, "clear && ps -eo pid,user,%cpu,%mem,etime,comm");
    await shows(page, 1, /PID USER/);
    await prompt(page, 1);
    await page.screenshot({ path: join(folder, "terminals.png") });
}

/** Waits until a pane's screen says this. */
async function shows(page, pane, words) {
    await page.locator(".xterm-rows").nth(pane).filter({ hasText: words }).waitFor({ timeout: 2 * MINUTE_MS });
}

/** Waits until a shell waits for the next line. */
async function prompt(page, pane) {
    await shows(page, pane, /\$\s*$/);
}

async function type(page, pane, line) {
    await page.locator(".xterm-helper-textarea").nth(pane).focus();
    await page.keyboard.type(`${line}\n`);
}
