// Terminals under a thumb: the row of keys, the field for a line, keyboards without keys, fingers.

import type { CDPSession, Locator, Page } from "@playwright/test";
import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { expect, test } from "../support/test";
import { leave, line, newTerminal, openLab, screen, type } from "../support/terminals";

// What is not named here is denied.
test.use({ as: "student", permissions: ["clipboard-read", "clipboard-write", "screen-wake-lock"] });
test.setTimeout(180_000);

const key = (page: Page, name: string | RegExp) => page.getByRole("toolbar", { name: "Keys", exact: true }).getByRole("button", { name, exact: typeof name === "string" });

for (const width of [390, 320]) {
    test(`keys that a phone does not have, at ${width} pixels`, async ({ page }) => {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 568 });
        await openLab(page);
        await newTerminal(page);
        await expectNoSideScroll(page);
        await expectAccessible(page);
        for (const button of await page.getByRole("toolbar", { name: "Keys", exact: true }).getByRole("button").all()) {
            const box = await button.boundingBox();
            expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
        }
        // Ctrl for one key.
        await type(page, "sleep 1000\n");
        await key(page, /^Ctrl, for/).tap();
        await expect(key(page, /^Ctrl, held/)).toHaveAttribute("aria-pressed", "true");
        await type(page, "c");
        await expect(screen(page)).toContainText("^C");
        await expect(key(page, /^Ctrl, for/)).toHaveAttribute("aria-pressed", "false");
        // Twice locks it.
        await key(page, /^Ctrl/).tap();
        await key(page, /^Ctrl/).tap();
        await type(page, "uu");
        await expect(key(page, /^Ctrl, locked/)).toHaveAttribute("aria-pressed", "true");
        await key(page, /^Ctrl/).tap();
        // The last line again, changed with arrows.
        await type(page, "echo onn''e-tw\n");
        await expect(line(page, "onne-tw")).toBeVisible();
        await key(page, "Up").tap();
        await type(page, "o");
        await page.keyboard.press("Enter");
        await expect(line(page, "onne-two")).toBeVisible();
        // Completion.
        await type(page, `touch rare-${width}-name\n`);
        await type(page, `ls rare-${width}`);
        await key(page, "Tab").tap();
        await page.keyboard.press("Enter");
        await expect(line(page, `rare-${width}-name`)).toBeVisible();
        // A key that is pressed for long goes on.
        await type(page, "echo 0123456789012345678901234567890123456789");
        await key(page, "Left").scrollIntoViewIfNeeded();
        const left = await key(page, "Left").boundingBox();
        if (!left) throw new Error("there is no such key");
        await hold(page, left, 1_200);
        await type(page, "_");
        await page.keyboard.press("Enter");
        await expect(screen(page)).toContainText(/\d_\d{2,}/);
        // The drawer.
        await key(page, /^Fn/).tap();
        await expect(page.getByRole("toolbar", { name: "Function keys" }).getByRole("button")).toHaveCount(12);
        await expectNoSideScroll(page);
        await key(page, /^Fn/).tap();
        // A line of its own.
        await key(page, "Write a line").tap();
        await page.getByLabel("Text for the terminal").fill(`echo written-${"in"}-a-field; rm -f rare-${width}-name`);
        await expectNoSideScroll(page);
        await page.getByRole("button", { name: "Send" }).tap();
        // The field keeps the focus, for the next line.
        await expect(page.locator(".xterm-rows:visible > div").filter({ hasText: /^\s*written-in-a-field\s*$/ })).toBeVisible();
        await expect(page.getByLabel("Text for the terminal")).toHaveValue("");
        await key(page, "Write a line").tap();
        // Text to be marked.
        await key(page, "Mark text").tap();
        const lines = page.getByRole("dialog", { name: "Text of the terminal" });
        await expect(lines.getByLabel("Lines")).toContainText("written-in-a-field");
        await expectAccessible(page);
        // All of it, then what is marked.
        await lines.getByRole("button", { name: "Copy all" }).tap();
        await expect(lines).toBeHidden();
        await expect.poll(() => clipboard(page)).toContain("written-in-a-field");
        await key(page, "Mark text").tap();
        await lines.getByLabel("Lines").evaluate((pre) => {
            const at = pre.textContent?.lastIndexOf("in-a-field") ?? -1;
            const text = pre.firstChild;
            if (!text || at < 0) throw new Error("the words are not there");
            getSelection()?.setBaseAndExtent(text, at, text, at + "in-a-field".length);
        });
        await lines.getByRole("button", { name: "Copy what is marked" }).tap();
        await expect(lines).toBeHidden();
        await expect.poll(() => clipboard(page)).toBe("in-a-field");
        await page.locator(".xterm-rows:visible").first().tap({ force: true });
        await leave(page);
    });
}

test("what a keyboard without keys corrects is corrected, once", async ({ page }) => {
    await openLab(page);
    await newTerminal(page);
    const devtools = await page.context().newCDPSession(page);
    const compose = (text: string) =>
        devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    const commit = (text: string) => devtools.send("Input.insertText", { text });
    // Letter by letter, then a word that was meant, as such keyboards do.
    for (const text of ["e", "ec", "ech", "ecgo"]) await compose(text);
    await commit("echo");
    await commit(" ");
    for (const text of ["s", "so", "sof"]) await compose(text);
    await commit("soft");
    await commit("-key");
    await commit("ÿ你好");
    await page.keyboard.press("Enter");
    await expect(line(page, "soft-keyÿ你好")).toBeVisible();
    // Deleting goes on where the field ends.
    await commit("echo gone");
    for (const _ of "gone") await page.keyboard.press("Backspace");
    await commit("kept");
    await page.keyboard.press("Enter");
    await expect(line(page, "kept")).toBeVisible();
    await leave(page);
});

test("a keyboard on the screen never covers the line one types on", async ({ page }) => {
    await openLab(page);
    await newTerminal(page);
    await type(page, "for i in $(seq 1 60); do echo row-$i; done\n");
    await expect(line(page, "row-60")).toBeVisible();
    for (const [width, height] of [[390, 430], [320, 260]] as const) {
        await page.setViewportSize({ width, height: 844 });
        // The page has seen the whole height of this width.
        await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, 844]);
        await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))));
        // As a keyboard takes its part of the window.
        await page.setViewportSize({ width, height });
        await expect(page.locator(".desk[data-held]")).toBeVisible();
        await type(page, "echo se''en\n");
        const seen = line(page, "seen").last();
        await expect(seen).toBeVisible();
        await expect.poll(() => bottom(seen)).toBeLessThanOrEqual(height);
        await expect.poll(() => bottom(page.getByRole("toolbar", { name: "Keys", exact: true }))).toBeLessThanOrEqual(height + 1);
        await expectNoSideScroll(page);
        await type(page, "clear\n");
    }
    await page.setViewportSize({ width: 320, height: 844 });
    await expect(page.locator(".desk[data-held]")).toHaveCount(0);
    await leave(page);
});

test("fingers scroll, and make letters larger", async ({ page }) => {
    // What is liked here stays here: the same student is at work in other tests.
    const saved: string[] = [];
    await page.route(/\/api\/save_preferences/, (route) => {
        saved.push(route.request().postData() ?? "");
        return route.fulfill({ contentType: "application/x-postcard", body: "" });
    });
    await openLab(page);
    await newTerminal(page);
    await type(page, "for i in $(seq 1 300); do echo row-$i; done\n");
    await expect(line(page, "row-300")).toBeVisible();
    const devtools = await page.context().newCDPSession(page);
    const box = await page.locator(".xterm.focus").boundingBox();
    if (!box) throw new Error("the terminal is not shown");
    const x = box.x + box.width / 2;
    await drag(devtools, [[x, box.y + 60]], [[x, box.y + box.height - 20]], 5);
    await expect(line(page, "row-300")).toHaveCount(0);
    await page.keyboard.press("Enter");
    await expect(line(page, "row-300")).toBeVisible();

    const size = () => page.locator(".xterm.focus .xterm-rows").evaluate((rows) => parseFloat(getComputedStyle(rows).fontSize));
    const before = await size();
    const y = box.y + box.height / 2;
    await drag(devtools, [[x - 30, y], [x + 30, y]], [[x - 45, y], [x + 45, y]], 8);
    await expect.poll(size).toBeGreaterThan(before + 3);
    await drag(devtools, [[x - 45, y], [x + 45, y]], [[x - 30, y], [x + 30, y]], 8);
    await expect.poll(size).toBeLessThan(before + 2);
    await page.getByRole("button", { name: "More" }).tap();
    const normal = page.getByRole("dialog", { name: "Terminals" }).getByRole("button", { name: "Normal" });
    await page.getByRole("button", { name: "Larger letters" }).tap();
    await normal.tap();
    await expect.poll(() => saved.at(-1)).toContain("font_px]=13");
    await expectAccessible(page);
    await page.getByRole("dialog", { name: "Terminals" }).getByRole("button", { name: "Close" }).tap();
    await page.locator(".xterm-rows:visible").first().tap({ force: true });
    await leave(page);
});

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** Where it ends, from the window's upper edge. */
async function bottom(part: Locator): Promise<number> {
    const box = await part.boundingBox();
    return box ? box.y + box.height : Infinity;
}

type Point = [number, number];

/** Moves fingers from one place each to another, in so many steps. */
async function drag(devtools: CDPSession, from: Point[], to: Point[], steps: number) {
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", share: number) =>
        devtools.send("Input.dispatchTouchEvent", {
            type,
            touchPoints:
                type === "touchEnd"
                    ? []
                    : from.map(([x, y], finger) => {
                          const [toX, toY] = to[finger] ?? [x, y];
                          return { x: x + (toX - x) * share, y: y + (toY - y) * share, id: finger };
                      }),
        });
    await touch("touchStart", 0);
    for (let step = 1; step <= steps; step++) await touch("touchMove", step / steps);
    await touch("touchEnd", 1);
}

async function hold(page: Page, at: NonNullable<Awaited<ReturnType<Locator["boundingBox"]>>>, ms: number) {
    const devtools = await page.context().newCDPSession(page);
    const point = { x: at.x + at.width / 2, y: at.y + at.height / 2 };
    await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
    await page.waitForTimeout(ms);
    await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

test("a phone on its side has two rows of keys, ticks under the finger, and stays awake", async ({ page }) => {
    // What the device does cannot be seen from here: what it was asked for can.
    await page.addInitScript(() => {
        const asked = { ticks: 0, locks: [] as WakeLockSentinel[] };
        Object.assign(window, { asked });
        const vibrate = navigator.vibrate.bind(navigator);
        navigator.vibrate = (pattern) => {
            asked.ticks += 1;
            return vibrate(pattern);
        };
        const request = navigator.wakeLock.request.bind(navigator.wakeLock);
        navigator.wakeLock.request = async (kind) => {
            const lock = await request(kind);
            asked.locks.push(lock);
            return lock;
        };
    });
    type Asked = { asked: { ticks: number; locks: { released: boolean }[] } };
    const asked = () =>
        page.evaluate(() => {
            const { ticks, locks } = (window as unknown as Asked).asked;
            return { ticks, held: locks.filter((lock) => !lock.released).length };
        });
    await page.setViewportSize({ width: 844, height: 390 });
    await openLab(page);
    await newTerminal(page);
    const keys = page.getByRole("toolbar", { name: "Keys", exact: true });
    const tops = new Set<number>();
    for (const button of await keys.getByRole("button").all()) tops.add(Math.round((await button.boundingBox())?.y ?? 0));
    expect(tops.size).toBe(2);
    await expectNoSideScroll(page);
    await expectAccessible(page);

    await key(page, "Tab").tap();
    await expect.poll(async () => (await asked()).ticks).toBeGreaterThan(0);
    await expect.poll(async () => (await asked()).held).toBe(1);
    await leave(page);
    // Where no terminal is, it may sleep.
    await page.getByRole("link", { name: "Today" }).filter({ visible: true }).first().click();
    await page.waitForURL(/\/student$/);
    await expect.poll(async () => (await asked()).held).toBe(0);
});
