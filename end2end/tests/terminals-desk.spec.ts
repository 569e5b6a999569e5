// The desk around terminals: places, sizes, finding, what follows a person. On the host's shell, which is the admin's.

import { expectAccessible } from "../support/checks";
import { session } from "../support/people";
import { expect, settled, test } from "../support/test";
import { answers, leave, line, newTerminal, screen, type } from "../support/terminals";
import type { Page } from "@playwright/test";

test.use({ as: "admin" });
test.setTimeout(180_000);

async function openShell(page: Page) {
    await page.goto("/admin/shell");
    await settled(page);
    await expect(page.locator(".xterm-rows:visible").first()).toBeVisible({ timeout: 60_000 });
}

const box = async (page: Page, words: string) => {
    const found = await page.locator(".xterm", { hasText: words }).boundingBox();
    if (!found) throw new Error(`${words} is not shown`);
    return found;
};

/** Two terminals side by side, which say "left-" and "right-" with the test's own word. */
async function twoHalves(page: Page, token: string) {
    await newTerminal(page);
    await type(page, `echo left''-${token}\n`);
    await expect(screen(page)).toContainText(`left-${token}`);
    await page.getByRole("button", { name: "Split: another to the right" }).click();
    await answers(page);
    await type(page, `echo right''-${token}\n`);
    await expect(screen(page)).toContainText(`right-${token}`);
}

test("a pane is dragged onto another, moved by keys, and given the whole window", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    await twoHalves(page, "one");
    expect((await box(page, "left-one")).x).toBeLessThan((await box(page, "right-one")).x);

    // Dropped in the middle they change places.
    const bars = page.locator("[data-grip]:visible");
    const grab = await bars.last().boundingBox();
    const onto = await box(page, "left-one");
    if (!grab) throw new Error("there is no bar");
    await page.mouse.move(grab.x + 60, grab.y + grab.height / 2);
    await page.mouse.down();
    await page.mouse.move(onto.x + onto.width / 2, onto.y + onto.height / 2, { steps: 8 });
    await page.mouse.up();
    await expect.poll(async () => (await box(page, "right-one")).x - (await box(page, "left-one")).x).toBeLessThan(0);

    // Dropped at the lower edge it takes the lower half.
    const from = await page.locator("[data-grip]:visible").last().boundingBox();
    const other = await box(page, "left-one");
    if (!from) throw new Error("there is no bar");
    await page.mouse.move(from.x + 60, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(other.x + other.width / 2, other.y + other.height - 20, { steps: 8 });
    await page.mouse.up();
    await expect.poll(async () => (await box(page, "right-one")).y - (await box(page, "left-one")).y).toBeGreaterThan(100);

    // By keys: they change places again.
    await page.locator(".xterm-rows", { hasText: "right-one" }).click({ force: true });
    await page.keyboard.press("Control+Shift+S");
    await expect.poll(async () => (await box(page, "right-one")).y - (await box(page, "left-one")).y).toBeLessThan(-100);
    await page.locator("[data-grip]:visible").last().focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(async () => (await box(page, "right-one")).y - (await box(page, "left-one")).y).toBeGreaterThan(100);

    // The whole window, and back.
    await page.locator(".xterm-rows", { hasText: "right-one" }).click({ force: true });
    await page.keyboard.press("Control+Shift+Z");
    await expect.poll(async () => (await page.locator(".desk").boundingBox())?.width).toBe(1440);
    await expect(page.locator(".xterm-rows:visible")).toHaveCount(1);
    await expect(page.locator(".side-bar")).toBeHidden();
    await type(page, "until stty size | grep '^[3-9]. 1..$'; do sleep 0.1; done\n");
    await expect(line(page, "[3-9]\\d 1\\d\\d")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Back to the page" }).click();
    await expect(page.locator(".xterm-rows:visible")).toHaveCount(2);
    await page.locator(".xterm-rows", { hasText: "right-one" }).click({ force: true });
    await leave(page);
    await leave(page);
});

test("what has scrolled away is found", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    await newTerminal(page);
    await type(page, "for i in $(seq 1 300); do echo Needle-$i; done; echo needle-x\n");
    await expect(line(page, "needle-x")).toBeVisible();
    await page.keyboard.press("Control+Shift+F");
    const field = page.getByRole("textbox", { name: "Find" });
    await expect(field).toBeFocused();
    const count = page.getByRole("search").getByRole("status");
    await field.fill("needle-12");
    await expect(count).toHaveText(/of 11$/);
    await page.getByRole("button", { name: "Upper and lower case count" }).click();
    await expect(count).toHaveText("Nothing found");
    await field.fill("Needle-7$");
    await expect(count).toHaveText("Nothing found");
    await page.getByRole("button", { name: "Regular expression" }).click();
    await expect(count).toHaveText("1 of 1");
    await expect(page.locator(".xterm-rows:visible > div").filter({ hasText: /^Needle-7\s*$/ })).toBeVisible();
    await field.fill("Needle-(");
    await expect(count).toHaveText("This is no regular expression");
    await field.fill("Needle-30*$");
    await expect(count).toHaveText(/of 3$/);
    const first = await count.textContent();
    await page.keyboard.press("Enter");
    await expect(count).not.toHaveText(first ?? "");
    await page.keyboard.press("Shift+Enter");
    await expect(count).toHaveText(first ?? "");
    await expectAccessible(page);
    await field.press("Escape");
    await expect(field).toBeHidden();
    // A key leads back to the newest.
    await page.keyboard.press("Enter");
    await answers(page);
    await leave(page);
});

test("letters, settings and layouts follow a person to another browser", { tag: "@wide" }, async ({ page, browser }) => {
    await openShell(page);
    await twoHalves(page, "two");
    const letters = (on: Page) =>
        on.locator(".xterm-rows:visible").first().evaluate((rows) => getComputedStyle(rows).fontSize);
    for (const _ of [1, 2, 3]) await page.keyboard.press("Control+=");
    await expect.poll(() => letters(page)).toBe("16px");
    await page.getByRole("button", { name: "Keys and settings" }).click();
    const settings = page.getByRole("dialog", { name: "Keys and settings" });
    await settings.getByLabel(/Copy what is marked/).check();
    await settings.getByRole("button", { name: "Smaller letters" }).click();
    await expect(settings.getByRole("status")).toHaveText("15 px");
    await expectAccessible(page);
    await settings.getByRole("button", { name: "Close" }).click();

    await page.getByRole("button", { name: "Layouts" }).click();
    const layouts = page.getByRole("dialog", { name: "Layouts" });
    await layouts.getByLabel("Name", { exact: true }).fill("   ");
    await layouts.getByRole("button", { name: "Save" }).click();
    await expect(layouts.getByRole("alert")).toHaveText("Give the layout a name.");
    await layouts.getByLabel("Name", { exact: true }).fill("two and one");
    await layouts.getByRole("button", { name: "Save" }).click();
    await expect(layouts.getByRole("button", { name: /^two and one/ })).toBeVisible();
    await layouts.getByRole("button", { name: "Rename two and one" }).click();
    await layouts.getByLabel("New name").fill("side by side");
    await layouts.getByRole("button", { name: "Rename", exact: true }).click();
    await expect(layouts.getByRole("button", { name: /^side by side/ })).toBeVisible();
    await expectAccessible(page);
    await layouts.getByRole("button", { name: "Close" }).click();

    // Marked with the mouse, it is on the clipboard.
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator(".xterm-rows:visible > div", { hasText: /^right-two/ }).first().dblclick({ position: { x: 8, y: 8 }, force: true });
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("right");

    const elsewhere = await browser.newContext({ storageState: session("admin"), viewport: { width: 1440, height: 900 } });
    const other = await elsewhere.newPage();
    await openShell(other);
    // Terminals that have another's size may be shown smaller; what was chosen is in the settings.
    await other.getByRole("button", { name: "Keys and settings" }).click();
    const there = other.getByRole("dialog", { name: "Keys and settings" });
    await expect(there.getByRole("status")).toHaveText("15 px");
    await there.getByRole("button", { name: "Close" }).click();
    // The terminals that run come first; the layout takes them where they are wanted.
    const running = await other.locator(".xterm").count();
    await other.getByRole("button", { name: "Layouts" }).click();
    await other.getByRole("button", { name: /^side by side/ }).click();
    await expect.poll(() => other.locator(".xterm").count()).toBeGreaterThanOrEqual(running);
    await expect(other.getByRole("separator").first()).toBeVisible();
    await other.getByRole("button", { name: "Layouts" }).click();
    await other.getByRole("button", { name: "Remove side by side" }).click();
    await expect(other.getByText("You have saved none yet.")).toBeVisible();
    await other.getByRole("button", { name: "Close", exact: true }).first().click();
    await other.getByRole("button", { name: "Keys and settings" }).click();
    await other.getByRole("button", { name: "Normal", exact: true }).click();
    // Sent when it rests, perhaps the one before it apart.
    const sent = other.waitForResponse((answer) => {
        const words = answer.request().postData() ?? "";
        return answer.url().includes("save_preferences") && words.includes("font_px]=13") && !words.includes("copy_on_select]=true");
    });
    await other.getByRole("checkbox", { name: /Copy what is marked/ }).uncheck();
    await sent;
    await elsewhere.close();
    await page.locator(".xterm-rows", { hasText: "right-two" }).click({ force: true });
    await leave(page);
    await leave(page);
});

/** Switches one of the settings of terminals, and waits until it is kept. */
async function wish(page: Page, setting: RegExp, yes: boolean) {
    await page.getByRole("button", { name: "Keys and settings" }).click();
    const settings = page.getByRole("dialog", { name: "Keys and settings" });
    const saved = page.waitForResponse(/\/api\/save_preferences/);
    await settings.getByLabel(setting).setChecked(yes);
    await saved;
    await settings.getByRole("button", { name: "Close" }).click();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
}

test("screen readers are given the lines of a terminal when its person wishes", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    await newTerminal(page);
    const lines = page.locator(".xterm.focus .xterm-accessibility-tree");
    await expect(lines).toHaveCount(0);
    await wish(page, /screen reader/i, true);
    await type(page, "echo re''ad-out\n");
    await expect(lines.getByRole("listitem").filter({ hasText: /^read-out\s*$/ })).toHaveCount(1);
    await expect(page.locator(".xterm.focus [aria-live=assertive]")).toContainText("read-out");
    await expectAccessible(page);
    // It is kept for the person, and so is its end.
    await page.reload();
    await settled(page);
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await expect(lines).toHaveCount(1);
    await wish(page, /screen reader/i, false);
    await expect(lines).toHaveCount(0);
    await leave(page);
});

test("letters that a program hides in their ground stand out when its person wishes", { tag: "@wide" }, async ({ page }) => {
    await openShell(page);
    await newTerminal(page);
    // Grey on the same grey, in words that stand on the screen whole only when they were printed.
    await type(page, "printf '\\033[38;5;240;48;5;240mfa''int\\033[0m\\n'\n");
    const faint = screen(page).locator("span").filter({ hasText: /^faint$/ });
    const colours = () =>
        faint.evaluate((span) => {
            const style = getComputedStyle(span);
            return { letters: style.color, ground: style.backgroundColor };
        });
    await expect.poll(async () => (await colours()).letters === (await colours()).ground).toBe(true);
    await wish(page, /more contrast/i, true);
    await expect.poll(async () => (await colours()).letters === (await colours()).ground).toBe(false);
    await wish(page, /more contrast/i, false);
    await expect.poll(async () => (await colours()).letters === (await colours()).ground).toBe(true);
    await leave(page);
});

test("much at once is looked over first, and can be given up", { tag: "@wide" }, async ({ page }) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await openShell(page);
    await newTerminal(page);
    const paste = async (text: string) => {
        await page.evaluate((words) => navigator.clipboard.writeText(words), text);
        await page.getByRole("button", { name: "Paste" }).first().click();
    };
    // A program that takes what comes, without brackets.
    await type(page, "cat > /dev/null\n");
    await paste("one\ntwo\nthree");
    const question = page.getByRole("dialog", { name: "Paste 3 lines?" });
    await expect(question).toContainText("runs each line as it arrives");
    await question.getByRole("button", { name: "Cancel" }).click();
    await paste("x".repeat(1_200_000));
    await expect(page.getByRole("status").filter({ hasText: "at most 1.0 MB can be pasted" })).toBeVisible();
    await page.getByRole("button", { name: "I have read it" }).click();
    await page.keyboard.press("Control+C");
    // One that takes nothing: the paste waits, and is given up.
    await type(page, "stty -icanon -echo; echo de''af; sleep 1000\n");
    await expect(line(page, "deaf")).toBeVisible();
    await paste("y".repeat(400_000));
    await page.getByRole("dialog", { name: "Paste 400 kB?" }).getByRole("button", { name: "Paste" }).click();
    await expect(page.getByRole("status").filter({ hasText: /Pasting: .* of 400 kB/ })).toBeVisible();
    await page.getByRole("button", { name: "Cancel the rest" }).click();
    await expect(page.getByRole("status").filter({ hasText: /Pasting/ })).toBeHidden();
    await page.keyboard.press("Control+Shift+X");
    await page.getByRole("dialog", { name: "Close this terminal?" }).getByRole("button", { name: "Close terminal" }).click();
});
