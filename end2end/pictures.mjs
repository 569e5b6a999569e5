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

const student = await signedIn("student");
await picture(student, "/student", "student");
await terminals(student);

const teacher = await signedIn("teacher");
await teacher.goto(`${URL_BASE}/teacher`);
await picture(teacher, await link(teacher, /^\/teacher\/classes\//), "teacher");

const admin = await signedIn("admin");
await picture(admin, "/admin", "admin");

await browser.close();

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

async function picture(page, path, name) {
    await page.goto(URL_BASE + path);
    await page.waitForLoadState("networkidle");
    // Charts need some samples before they show anything: the feeds tick every two seconds.
    await page.waitForTimeout(20_000);
    await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function terminals(page) {
    await page.goto(`${URL_BASE}/student`);
    await page.getByRole("link", { name: /open lab/i }).first().click();
    const screens = page.locator(".xterm-rows");
    await screens.first().getByText("$").first().waitFor({ timeout: 120_000 });
    await type(page, 0, "python3 -c 'print(6*7)' && git --version && ls -la");
    await page.getByRole("button", { name: /split right|split/i }).first().click();
    await screens.nth(1).getByText("$").first().waitFor({ timeout: 30_000 });
    await type(page, 1, "clear && top -n 1 -b | head -n 12");
    await page.waitForTimeout(2_000);
    await page.screenshot({ path: join(folder, "terminals.png") });
}

async function type(page, pane, line) {
    await page.locator(".xterm-helper-textarea").nth(pane).focus();
    await page.keyboard.type(`${line}\n`);
    await page.waitForTimeout(1_500);
}
