// Terminals as people use them: read from the screen, typed with the keyboard.

import {
    expect,
    type Browser,
    type BrowserContext,
    type Locator,
    type Page,
    type WebSocketRoute,
} from "@playwright/test";
import { session } from "./people";

/** The screen of the terminal that has the keyboard. */
export const screen = (page: Page): Locator => page.locator(".xterm.focus .xterm-rows");

/** A line of that terminal's screen that says just this. */
export const line = (page: Page, words: string): Locator =>
    page.locator(".xterm.focus .xterm-rows > div").filter({ hasText: new RegExp(`^\\s*${words}\\s*$`) });

/** The class of all who are at work here: which one is on depends on the hour. */
const CLASS = "CS 101 A";

/** Opens the teacher's page of the class. */
export async function openClass(page: Page) {
    await page.goto("/teacher");
    await page.locator("#main").getByRole("link", { name: `Open class ${CLASS}` }).first().click();
    await page.waitForURL(/\/teacher\/classes\/\d+$/);
}

/** Opens the student's lab with its terminals. */
export async function openLab(page: Page) {
    await page.goto("/student");
    await page.getByRole("link", { name: `Open lab of ${CLASS}` }).first().click();
    await page.waitForURL(/\/student\/labs\//);
    await expect(page.locator(".xterm-rows:visible").first()).toBeVisible({ timeout: 60_000 });
}

/** The student works in the lab, in a window of their own, which has a script whatever the test's pages have. */
export async function atWork(browser: Browser): Promise<BrowserContext> {
    const student = await browser.newContext({ storageState: session("student"), javaScriptEnabled: true });
    await openLab(await student.newPage());
    return student;
}

/** A new terminal of this test's own, with a shell that answers. */
export async function newTerminal(page: Page) {
    const before = await page.locator(".xterm").count();
    await page.getByRole("button", { name: "New terminal" }).first().click();
    await expect(page.locator(".xterm")).toHaveCount(before + 1);
    await answers(page);
}

/** Where a new terminal can lead: in the bar's menu, or on the desk itself where no terminal is open; other tests of
 *  the same person may have some. */
export async function places(page: Page) {
    const shown = page.locator(".places").filter({ visible: true });
    await expect(page.getByRole("region", { name: "Terminals" })).toBeVisible();
    if ((await shown.count()) === 0) await page.locator("summary[aria-label='New terminal']").click();
    return shown.first();
}

/** Waits until the shell with the keyboard answers. */
export async function answers(page: Page) {
    const token = Math.random().toString(36).slice(2, 8);
    await expect(screen(page)).toContainText(/[$#] /, { timeout: 30_000 });
    // The word stands on the screen whole only when the shell has put it together.
    await type(page, `echo ready''${token}\n`);
    await expect(screen(page)).toContainText(`ready${token}`);
}

/** Waits until the shell with the keyboard knows how many lines its screen has. */
export async function fits(page: Page) {
    const rows = page.locator(".xterm.focus .xterm-rows > div");
    await expect(async () => {
        await type(page, "echo lines''=$(stty size)\n");
        const [, shells] = (await line(page, "lines=\\d+ \\d+").last().innerText({ timeout: 2_000 })).match(/=(\d+)/) ?? [];
        expect(Number(shells)).toBe(await rows.count());
    }).toPass();
}

/** Types key by key into the terminal that has the keyboard. */
export async function type(page: Page, text: string) {
    await page.keyboard.type(text);
}

/** Ends the shell that has the keyboard and closes its pane. */
export async function leave(page: Page) {
    await expect(screen(page)).toBeVisible();
    await type(page, "exit\n");
    await page.getByRole("status").filter({ hasText: /^Ended/ }).getByRole("button", { name: "Close" }).click();
    // The keyboard goes to the next one, if there is one.
    await expect(page.locator(".xterm.focus").or(page.getByText("No terminal is open")).first()).toBeVisible();
}

/** The wire of the terminals' socket, to be cut and mended. To be laid before the page opens. */
export class Wire {
    private open = new Set<{ page: WebSocketRoute; server: WebSocketRoute }>();
    private whole = true;

    static async lay(page: Page): Promise<Wire> {
        const wire = new Wire();
        await page.routeWebSocket(/\/ws\/terminals$/, (socket) => {
            if (!wire.whole) {
                void socket.close({ code: 1011 });
                return;
            }
            const ends = { page: socket, server: socket.connectToServer() };
            wire.open.add(ends);
        });
        return wire;
    }

    async cut() {
        this.whole = false;
        for (const { page, server } of this.open) {
            // The page's end first: what it sent to an end that is closing would be a fault of this wire.
            await page.close({ code: 1011 });
            await server.close({ code: 1000 });
        }
        this.open.clear();
    }

    mend() {
        this.whole = true;
    }
}
