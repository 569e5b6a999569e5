// Terminals in the student's lab, on a real engine: what is typed arrives once, what was shown comes back.

import { person, session } from "../support/people";
import { expect, settled, test } from "../support/test";
import { expectAccessible, expectClearOfPhoneBar, expectNoSideScroll } from "../support/checks";
import { answers, leave, line, newTerminal, openClass, openLab, places, screen, type, Wire } from "../support/terminals";
import type { Page } from "@playwright/test";

test.use({ as: "student" });
test.setTimeout(180_000);

test("a terminal computes, and says when its shell has ended", async ({ page }) => {
    await openLab(page);
    await newTerminal(page);
    await type(page, "python3 -c 'print(6*7)'\n");
    await expect(line(page, "42")).toBeVisible();
    await type(page, "exit 3\n");
    await expect(page.getByRole("status").filter({ hasText: "Ended with status 3" })).toBeVisible();
    await page.getByRole("button", { name: "Open a new one" }).click();
    await answers(page);
    await leave(page);
});

test("the line under a terminal says how long the way to the server takes", async ({ page }) => {
    await openLab(page);
    await expect(page.getByRole("status").filter({ hasText: "Connected" }).first()).toBeVisible();
    await expect(page.getByTitle("Round-trip time to the server").first()).toHaveText(/^(< )?\d+ ms$/);
});

test("terminals are for everybody", async ({ page }) => {
    await openLab(page);
    await newTerminal(page);
    await expectNoSideScroll(page);
    await expectClearOfPhoneBar(page, page.locator(".desk"));
    await expectAccessible(page);
    // The keyboard can leave the terminal.
    await page.keyboard.press("Control+Shift+Space");
    await expect(page.getByRole("button", { name: "New terminal" }).first()).toBeFocused();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await leave(page);
});

// A phone shows one terminal at a time: its project leaves out what is tagged so.
test("splits, their sizes and their screens are there after a reload", { tag: "@wide" }, async ({ page }) => {
    await openLab(page);
    await newTerminal(page);
    await type(page, "echo le''ft\n");
    await page.getByRole("button", { name: "Split: another to the right" }).click();
    await expect(page.getByRole("separator")).toHaveCount(1);
    await answers(page);
    await type(page, "echo ri''ght; stty size\n");

    const divider = page.getByRole("separator");
    const box = await divider.boundingBox();
    if (!box) throw new Error("the divider is not shown");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 200, box.y + box.height / 2, { steps: 8 });
    await page.mouse.up();
    const share = await divider.getAttribute("aria-valuenow");
    expect(Number(share)).toBeLessThan(45);
    await divider.focus();
    await page.keyboard.press("ArrowRight");
    await expect(divider).toHaveAttribute("aria-valuenow", String(Number(share) + 2));

    await page.reload();
    await settled(page);
    await expect(divider).toHaveAttribute("aria-valuenow", String(Number(share) + 2));
    const screens = page.locator(".xterm-rows:visible");
    await expect(screens.filter({ hasText: "left" })).toHaveCount(1);
    await expect(screens.filter({ hasText: "right" })).toHaveCount(1);

    // The keyboard goes from one to the other and ends both.
    await page.locator(".xterm-rows", { hasText: "right" }).click({ force: true });
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await expect(screen(page)).toContainText("left");
    await leave(page);
    await expect(screen(page)).toContainText("right");
    await leave(page);
});

/** A new terminal that keeps what it hears in a file, and words typed into it once its wire is cut. */
async function typedWhileAway(page: Page, file: string, words: string): Promise<Wire> {
    const wire = await Wire.lay(page);
    await openLab(page);
    await newTerminal(page);
    await type(page, `cat > ${file}\n`);
    await wire.cut();
    await expect(page.getByRole("status").filter({ hasText: /Reconnecting/ }).first()).toBeVisible();
    await type(page, words);
    await expect(page.getByRole("status").filter({ hasText: /\d+ keys wait/ }).first()).toBeVisible();
    return wire;
}

test("keys typed while the network is away arrive, once", async ({ page }, info) => {
    const file = `typed-${info.project.name}.txt`;
    const wire = await typedWhileAway(page, file, "typed while away\n");
    wire.mend();
    await expect(page.getByRole("status").filter({ hasText: "Connected" }).first()).toBeVisible({ timeout: 20_000 });
    await expect(screen(page)).toContainText("typed while away");
    await page.keyboard.press("Control+D");
    await type(page, `wc -c ${file}; rm ${file}\n`);
    await expect(screen(page)).toContainText(`17 ${file}`);
    await leave(page);
});

test("what was typed without a network outlives its page, and is typed once", async ({ page }, info) => {
    const file = `left-${info.project.name}.txt`;
    const wire = await typedWhileAway(page, file, "left by a page\n");
    await page.reload();
    wire.mend();
    await settled(page);
    const restored = page.locator(".xterm-rows:visible", { hasText: "left by a page" });
    await expect(restored).toBeVisible({ timeout: 20_000 });
    await restored.click({ force: true });
    await page.keyboard.press("Control+D");
    await type(page, `wc -c ${file}; rm ${file}\n`);
    await expect(screen(page)).toContainText(`15 ${file}`);
    // Nothing is left for another page.
    const left = await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("typed")));
    expect(left).toEqual([]);
    await leave(page);
});

test("output that came while the network was away is whole", async ({ page }) => {
    const wire = await Wire.lay(page);
    await openLab(page);
    await newTerminal(page);
    await type(page, "for i in $(seq 1 200); do echo line $i; sleep 0.02; done; echo do''ne\n");
    await expect(screen(page)).toContainText("line 20");
    await wire.cut();
    await expect(page.getByRole("status").filter({ hasText: /Reconnecting/ }).first()).toBeVisible();
    wire.mend();
    await expect(screen(page)).toContainText("done", { timeout: 30_000 });
    for (const number of [198, 199, 200]) await expect(line(page, `line ${number}`)).toHaveCount(1);
    await leave(page);
});

test("an editor's screen comes back after a reload", async ({ page }) => {
    await openLab(page);
    await newTerminal(page);
    await type(page, "vim -u NONE\n");
    // Its empty lines; the words of welcome go when a phone's window changes its size.
    await expect(screen(page)).toContainText(/~\s+~\s+~/);
    await type(page, "ikept over the reload");
    await expect(screen(page)).toContainText("kept over the reload");
    await page.reload();
    await settled(page);
    const restored = page.locator(".xterm-rows:visible", { hasText: "kept over the reload" });
    await expect(restored).toBeVisible({ timeout: 20_000 });
    await restored.click({ force: true });
    await page.keyboard.press("Escape");
    await type(page, ":q!\n");
    await answers(page);
    await leave(page);
});

test("closing asks when a program may be lost", async ({ page }) => {
    // Of this test's own, and not to be found in the line that looks for it.
    const seconds = String(1_000_000 + Math.floor(Math.random() * 1_000_000));
    const looked = `sleep ${seconds.slice(0, -1)}[${seconds.slice(-1)}]`;
    await openLab(page);
    await newTerminal(page);
    await type(page, `echo beg''un; sleep ${seconds}\n`);
    await expect(line(page, "begun")).toBeVisible();
    await page.keyboard.press("Control+Shift+X");
    const question = page.getByRole("dialog", { name: "Close this terminal?" });
    await expect(question).toContainText("may still be running");
    // Asked again before the browser has told that the question is closed, it is asked.
    await question.getByRole("button", { name: "Cancel" }).evaluate(async (cancel: HTMLButtonElement) => {
        const dialog = cancel.closest("dialog");
        cancel.click();
        for (let turn = 0; dialog?.open && turn < 1000; turn += 1) await Promise.resolve();
        if (dialog?.open) throw new Error("the question is not closed at once");
        document.activeElement?.dispatchEvent(
            new KeyboardEvent("keydown", { key: "X", code: "KeyX", ctrlKey: true, shiftKey: true, bubbles: true }),
        );
    });
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
    await question.getByRole("button", { name: "Close terminal" }).click();
    await expect(question).toBeHidden();
    await openLab(page);
    await newTerminal(page);
    await type(page, `while pgrep -f '${looked}'; do sleep 0.2; done; echo all''-gone\n`);
    await expect(line(page, "all-gone")).toBeVisible();
    await leave(page);
});

test("what is pressed while the network is away is told not to have gone out, and breaks nothing", async ({ page }) => {
    const wire = await Wire.lay(page);
    await openLab(page);
    await newTerminal(page);
    await wire.cut();
    await expect(page.getByRole("status").filter({ hasText: /Reconnecting/ }).first()).toBeVisible();
    await page.getByRole("button", { name: "Record this terminal" }).click();
    await page.getByRole("button", { name: "Record", exact: true }).click();
    const told = page.getByRole("status").filter({ hasText: "That was not sent" });
    await expect(told).toBeVisible();
    wire.mend();
    await expect(page.getByRole("status").filter({ hasText: "Connected" }).first()).toBeVisible({ timeout: 20_000 });
    await told.getByRole("button", { name: "I have read it" }).click();
    await expect(told).toHaveCount(0);
    await answers(page);
    await leave(page);
});

test("a copy of the tab takes its terminals over, and hands them back when asked", async ({ page, context }) => {
    const copy = await context.newPage();
    // What a browser that restores a tab twice gives to both.
    for (const tab of [page, copy]) {
        await tab.addInitScript(() => sessionStorage.setItem("lyceum.terminals.client", "7351"));
    }
    await openLab(page);
    await newTerminal(page);
    await openLab(copy);
    const says = (tab: Page) => tab.getByRole("status").filter({ hasText: "The terminals are open in another window" });
    await expect(says(page).first()).toBeVisible();
    await page.getByRole("button", { name: "Use them here" }).first().click();
    await expect(says(copy).first()).toBeVisible();
    await copy.close();
    await expect(says(page)).toHaveCount(0);
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await answers(page);
    await leave(page);
});

test("the student sees who watches", async ({ page, browser }) => {
    await openLab(page);
    await newTerminal(page);
    await type(page, "echo shown''-to-the-teacher\n");
    await expect(screen(page)).toContainText("shown-to-the-teacher");

    const teacher = await browser.newContext({ storageState: session("teacher") });
    const watching = await teacher.newPage();
    await openClass(watching);
    const row = watching.getByRole("row", { name: person("student").name });
    await row.getByRole("link", { name: /^Watch / }).first().click();
    await expect(watching.locator(".xterm-rows", { hasText: "shown-to-the-teacher" })).toBeAttached({ timeout: 20_000 });
    await expect(page.getByRole("status").filter({ hasText: /is watching/ })).toBeVisible();
    await teacher.close();
    await expect(page.getByRole("status").filter({ hasText: /is watching/ })).toBeHidden();
    await leave(page);
});

test("terminals of two labs stand side by side, and do so after a reload", { tag: "@wide" }, async ({ page }) => {
    await openLab(page);
    await page.goto("/student");
    await settled(page);
    const another = page.getByRole("link", { name: /^Open lab of (?!CS 101 A$)/ }).first();
    const name = (await another.getAttribute("aria-label"))?.replace("Open lab of ", "") ?? "";
    await another.click();
    await expect(page.locator(".xterm-rows:visible").first()).toBeVisible({ timeout: 60_000 });
    await page.getByRole("link", { name: "Side by side" }).click();
    await page.waitForURL(/\/student\/desk$/);
    await settled(page);

    // What runs in one's labs is there; two of this test's own stand in one tab.
    const first = await places(page);
    for (const lab of ["CS 101 A", name]) {
        await expect(first.getByRole("group", { name: "Labs" }).getByRole("button", { name: lab })).toBeVisible();
    }
    await first.getByRole("button", { name: "CS 101 A" }).click();
    await answers(page);
    const second = await places(page);
    await second.getByRole("button", { name: "To the right" }).click();
    await second.getByRole("button", { name }).click();
    await answers(page);
    await type(page, "hostname\n");
    await expect(line(page, name.toLowerCase().replaceAll(" ", "-"))).toBeVisible();
    await expectAccessible(page);

    await page.reload();
    await settled(page);
    await expect(page.getByRole("separator")).toHaveCount(1);
    await expect(page.locator(".xterm-rows:visible")).toHaveCount(2);
    for (const lab of ["CS 101 A", name]) {
        await expect(page.getByRole("button", { name: `Move ${lab}: `, exact: false })).toHaveCount(1);
    }
    for (const pane of [1, 0]) {
        await page.locator(".xterm-rows:visible").nth(pane).click({ force: true });
        await leave(page);
    }
});
