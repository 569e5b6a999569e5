// What programs ask of a browser by what they print, and what a paste may hold: each within its bounds.

import { expectAccessible } from "../support/checks";
import { expect, settled, test } from "../support/test";
import { answers, leave, line, newTerminal, screen, type } from "../support/terminals";
import type { Locator, Page } from "@playwright/test";

test.use({ as: "admin" });
test.setTimeout(120_000);

async function openShell(page: Page) {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto("/admin/shell");
    await settled(page);
    await expect(page.locator(".xterm-rows:visible").first()).toBeVisible({ timeout: 60_000 });
    await newTerminal(page);
}

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const put = (page: Page, words: string) => page.evaluate((text) => navigator.clipboard.writeText(text), words);

/** A line that asks for the clipboard as programs do, and says when it has. */
const osc52 = (payload: string, mark: string) => `printf '\\033]52;c;${payload}\\007'; echo ${mark.slice(0, 2)}''${mark.slice(2)}\n`;
const base64 = (words: string) => Buffer.from(words).toString("base64");

test("a program puts text on the clipboard once it may, and never reads it", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    await put(page, "mine");
    const question = page.getByRole("status").filter({ hasText: /wants to put 13 characters on your clipboard/ });

    // To read is refused without a word.
    await type(page, osc52("?", "asked-to-read"));
    await expect(line(page, "asked-to-read")).toBeVisible();
    await expect(page.getByText(/wants to put/)).toHaveCount(0);

    await type(page, osc52(base64("by a program!"), "asked-to-copy"));
    await expect(question).toBeVisible();
    await expectAccessible(page);
    expect(await copied(page)).toBe("mine");
    await question.getByRole("button", { name: "Allow from here on" }).click();
    await expect.poll(() => copied(page)).toBe("by a program!");
    await answers(page);
    await type(page, osc52(base64("once more"), "asked-again"));
    await expect.poll(() => copied(page)).toBe("once more");
    await expect(page.getByText(/wants to put/)).toHaveCount(0);

    // In another terminal it is asked anew; a refusal is remembered.
    await newTerminal(page);
    await type(page, osc52(base64("not this text"), "asked-elsewhere"));
    await question.getByRole("button", { name: "Refuse" }).click();
    await answers(page);
    await type(page, osc52(base64("nor this one."), "asked-in-vain"));
    await expect(line(page, "asked-in-vain")).toBeVisible();
    await expect(page.getByText(/wants to put/)).toHaveCount(0);
    expect(await copied(page)).toBe("once more");
    await leave(page);
    await leave(page);
});

/** The pages that links lead to. */
const mockSchool = (page: Page) =>
    page.context().route("https://school.example/**", (route) => route.fulfill({ contentType: "text/html", body: "<h1>There</h1>" }));

/** Follows the link at the begin of a line: it opens a page that cannot reach ours. */
async function expectLeads(page: Page, there: Locator, url: string) {
    const opened = page.context().waitForEvent("page");
    await there.hover({ position: { x: 20, y: 8 }, force: true });
    await there.click({ position: { x: 20, y: 8 }, force: true });
    const other = await opened;
    await other.waitForURL(url);
    expect(await other.evaluate(() => window.opener)).toBeNull();
    expect(page.context().pages()).toHaveLength(2);
    await other.close();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
}

test("titles are one line, and links lead to the web alone", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    const tabs = page.getByRole("navigation", { name: "Open terminals" });
    // Directions turned around and a bell are left out, and so is what is too long.
    await type(page, "printf '\\033]0;Build \\342\\200\\256of <b>it</b> %s\\007' \"$(seq -s. 200)\"\n");
    await expect(tabs).toContainText("Build of <b>it</b> 1.2.3");
    expect(Array.from((await tabs.getByText("Build of").textContent()) ?? "").length).toBeLessThanOrEqual(128);

    const link = (where: string, words: string) => `printf '\\033]8;;${where}\\033\\\\${words}\\033]8;;\\033\\\\\\n'\n`;
    await mockSchool(page);
    await type(page, "clear\n");
    for (const [where, words] of [
        ["https://school.example/page", "to-the-page"],
        ["javascript:alert(1)", "to-a-script"],
        ["file:///etc/passwd", "to-a-file"],
    ]) {
        await type(page, link(where, words));
        // A key typed before the prompt would stand on the line.
        await expect(line(page, words)).toBeVisible();
        await expect(screen(page)).toContainText(new RegExp(`${words}\\s*#`));
    }
    for (const words of ["to-a-script", "to-a-file"]) {
        await line(page, words).click({ position: { x: 20, y: 8 }, force: true });
    }
    await expectLeads(page, line(page, "to-the-page"), "https://school.example/page");
    await answers(page);
    await leave(page);
});

test("an address that is printed as it is leads there too", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    await mockSchool(page);
    const address = "https://school.example/printed";
    await type(page, `clear; echo ${address}\n`);
    await expect(line(page, address)).toBeVisible();
    // Nothing is drawn anew between the mouse's coming and its click.
    await expect(screen(page)).toContainText(/printed\s*#/);
    await expectLeads(page, line(page, address), address);
    await answers(page);
    await leave(page);
});

/** A picture of one pixel, as a PNG. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** The two ways in which programs send pictures, and a part of each that must not be read as text. */
const PICTURES = [
    { name: "sixel", sequence: '\\033Pq"1;1;12;6#0;2;100;0;0#0!12~\\033\\\\', data: "!12~" },
    { name: "iterm", sequence: `\\033]1337;File=inline=1;width=4;height=2:${PIXEL}\\007`, data: PIXEL.slice(0, 8) },
];

test("no program draws a picture", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    for (const { name, sequence, data } of PICTURES) {
        await type(page, `clear; printf '${sequence}'; echo ${name}''-sent\n`);
        // Nothing of it stands before the words.
        await expect(line(page, `${name}-sent`)).toBeVisible();
        await answers(page);
        await expect(screen(page)).not.toContainText(data);
        await expect(page.locator(".xterm").locator("canvas, img")).toHaveCount(0);
    }
    await leave(page);
});

test("a paste cannot press keys of its own", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    // A program that takes pastes in brackets, and shows what it is given.
    await type(page, "printf '\\033[?2004h'; echo rea''dy; cat -v; printf '\\033[?2004l'\n");
    await expect(line(page, "ready")).toBeVisible();
    await put(page, "safe\u001b[201~rm -rf\u001b[A");
    await page.getByRole("button", { name: "Paste" }).first().click();
    await page.keyboard.press("Enter");
    await expect(screen(page)).toContainText("^[[200~safe[201~rm -rf[A^[[201~");
    await page.keyboard.press("Control+C");
    await answers(page);
    await leave(page);
});
