// Several people in one terminal: they see who is there, hand control over, and type for many.

import { person, session, type Person } from "../support/people";
import { expect, settled, signedIn, test } from "../support/test";
import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { answers, leave, newTerminal, openClass, openLab, screen, type } from "../support/terminals";
import type { Browser, BrowserContext, Page } from "@playwright/test";

test.use({ as: "student" });
test.setTimeout(180_000);

/** The teacher watches the student's newest terminal, in a window of her own. */
async function watch(browser: Browser, mark: string): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ storageState: session("teacher") });
    const page = await context.newPage();
    await openClass(page);
    await settled(page);
    const row = page.getByRole("row", { name: person("student").name });
    await row.getByRole("link", { name: /^Watch / }).first().click();
    await page.waitForURL(/\/teacher\/labs\//);
    const shown = page.locator(".xterm-rows", { hasText: mark });
    await expect(shown).toBeAttached({ timeout: 20_000 });
    // Its tab, should it not be the first.
    const tabs = page.getByRole("navigation", { name: "Open terminals" }).getByRole("listitem");
    for (const tab of await tabs.all()) {
        if (await shown.isVisible()) break;
        await tab.getByRole("button").first().click();
    }
    await expect(shown).toBeVisible();
    return { context, page };
}

const people = (page: Page) => page.getByRole("group", { name: "People in this terminal" }).filter({ visible: true });

test("a student hands control to the teacher, and has it back", async ({ page, browser }) => {
    const mark = `asked-${Math.random().toString(36).slice(2, 8)}`;
    await openLab(page);
    await newTerminal(page);
    await type(page, `echo ${mark.slice(0, 3)}''${mark.slice(3)}\n`);
    await expect(screen(page)).toContainText(mark);
    const teacher = await watch(browser, mark);
    await expect(people(page)).toContainText("is watching");
    await expect(people(teacher.page)).toContainText("controls; you watch");
    await expectAccessible(page);
    await expectAccessible(teacher.page);

    await people(teacher.page).getByRole("button", { name: "Ask for control" }).click();
    const grant = page.getByRole("button", { name: /^Grant control to/ });
    await expect(grant).toBeVisible();
    await expectAccessible(page);
    await expectNoSideScroll(page);
    // The question takes no key: what is typed goes on to the shell.
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await type(page, "echo not sto''len\n");
    await expect(screen(page)).toContainText("not stolen");
    await grant.press("Enter");

    await expect(people(teacher.page)).toContainText("You control");
    await teacher.page.locator(".xterm-rows:visible").first().click({ force: true });
    await teacher.page.keyboard.type("echo by the tea''cher\n");
    for (const one of [page, teacher.page]) {
        await expect(one.locator(".xterm-rows:visible", { hasText: "by the teacher" })).toBeVisible();
    }
    // The student's keys do not land now.
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await page.keyboard.type("echo str''ay\n");
    await people(teacher.page).getByRole("button", { name: "Hand back" }).click();
    await expect(people(page)).toContainText("You control");
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await type(page, "echo ba''ck\n");
    await expect(screen(page)).toContainText("back");
    await expect(screen(page)).not.toContainText("stray");
    await teacher.context.close();
    await leave(page);
});

test("a teacher takes control with a reason, which the student sees", async ({ page, browser }) => {
    const mark = `taken-${Math.random().toString(36).slice(2, 8)}`;
    await openLab(page);
    await newTerminal(page);
    await type(page, `echo ${mark.slice(0, 3)}''${mark.slice(3)}\n`);
    await expect(screen(page)).toContainText(mark);
    const teacher = await watch(browser, mark);

    await people(teacher.page).getByRole("button", { name: "Take control…" }).click();
    const dialog = teacher.page.getByRole("dialog", { name: "Take control of this terminal" });
    await dialog.getByRole("button", { name: "Take control", exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText("3 to 200 characters");
    await expectAccessible(teacher.page);
    await dialog.getByRole("button", { name: "Helping with an error" }).click();
    await dialog.getByRole("button", { name: "Take control", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(people(teacher.page)).toContainText("You control");
    await expect(page.getByText(/has taken control: Helping with an error/)).toBeVisible();
    await expectAccessible(page);

    // One emulator answers a question of the program, though two show it.
    await teacher.page.locator(".xterm-rows:visible").first().click({ force: true });
    await teacher.page.keyboard.type("stty raw -echo min 0 time 50; printf '\\033[c'; head -c 64 | wc -c; stty sane\n");
    const count = page.locator(".xterm-rows:visible > div").filter({ hasText: /^\s*(7|10)\s*$/ });
    await expect(count).toBeVisible({ timeout: 30_000 });

    await people(page).getByRole("button", { name: "Ask for control" }).click();
    await teacher.page.getByRole("button", { name: /^Grant control to/ }).click();
    await expect(people(page)).toContainText("You control");
    await teacher.context.close();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await answers(page);
    await leave(page);
});

test("a link leads to one terminal, for those who may see it", async ({ page, browser }) => {
    await openLab(page);
    await newTerminal(page);
    await page.getByRole("button", { name: "Share this terminal" }).click();
    const dialog = page.getByRole("dialog", { name: "Share this terminal" });
    const link = await dialog.getByLabel("Link").inputValue();
    await expect(dialog.getByLabel("Invite somebody of the class")).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Close" }).click();

    const teacher = await browser.newContext({ storageState: session("teacher") });
    const shown = await teacher.newPage();
    expect((await shown.goto(link))?.status()).toBe(200);
    await expect(people(shown)).toContainText("you watch");
    await expectAccessible(shown);
    await teacher.close();
    const admin = await browser.newContext({ storageState: session("admin") });
    const kept = await admin.newPage();
    expect((await kept.goto(link))?.status()).toBe(403);
    await expect(kept.getByText("You may not see this terminal")).toBeVisible();
    await expectAccessible(kept);
    await admin.close();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await leave(page);
});

/** Each window size has its own students, so that both can be tested at once. */
const HEARERS = {
    "hydrated-1440": [["mei.tanaka", "Mei Tanaka"], ["noah.fischer", "Noah Fischer"]],
    "hydrated-390": [["olga.petrova", "Olga Petrova"], ["pavel.dvorak", "Pavel Dvorak"]],
} as Record<string, [string, string][]>;

test("a teacher types into the terminals of two students", async ({ browser }, { project }) => {
    const word = `heard-${Math.random().toString(36).slice(2, 8)}`;
    const hearers = [];
    for (const [login, name] of HEARERS[project.name]) {
        const page = await signedIn(browser, login);
        await openLab(page);
        await page.locator(".xterm-rows:visible").first().click({ force: true });
        await answers(page);
        hearers.push({ page, name });
    }
    const context = await browser.newContext({ storageState: session("teacher") });
    const teacher = await context.newPage();
    await openClass(teacher);
    await settled(teacher);
    await teacher.getByRole("button", { name: "Type into terminals…" }).click();
    const dialog = teacher.getByRole("dialog");
    const next = dialog.getByRole("button", { name: "Look at it once more" });
    const whom = dialog.getByRole("group", { name: /For whom/ });
    await expect(whom.getByRole("checkbox").first()).toBeVisible();
    for (const box of await whom.getByRole("checkbox").all()) await box.setChecked(false);
    await next.click();
    await expect(dialog.getByText("Write what is to be typed.")).toBeVisible();
    await expect(dialog.getByText("Choose at least one student.")).toBeVisible();
    for (const { name } of hearers) await whom.getByRole("checkbox", { name }).check();
    await dialog.getByLabel("What is typed").fill(`echo ${word.slice(0, 4)}''${word.slice(4)}`);
    await expectAccessible(teacher);
    await expectNoSideScroll(teacher);
    await next.click();
    await expect(dialog).toContainText("2 students");
    await dialog.getByRole("button", { name: "Type it for 2 students" }).click();
    for (const { page } of hearers) {
        await expect(page.getByText(/sends this to several terminals/)).toBeVisible({ timeout: 15_000 });
        await expect(page.locator(".xterm-rows:visible", { hasText: word })).toBeVisible({ timeout: 15_000 });
    }
    await expectAccessible(hearers[0].page);
    await expect(dialog).toContainText("2 sent");
    await expectAccessible(teacher);
    // A program that runs at each of them is stopped by a key.
    for (const { page } of hearers) {
        await type(page, "cat\n");
        await expect(screen(page)).toContainText(/[$#] cat/);
    }
    await dialog.getByRole("button", { name: "Type more" }).click();
    await expect(whom.getByRole("checkbox").first()).toBeVisible();
    for (const box of await whom.getByRole("checkbox").all()) await box.setChecked(false);
    for (const { name } of hearers) await whom.getByRole("checkbox", { name }).check();
    await dialog.getByLabel("Type", { exact: true }).selectOption("Ctrl+C");
    await expect(dialog.getByLabel("What is typed")).toBeHidden();
    await next.click();
    await expect(dialog).toContainText("Ctrl+C is pressed in the terminals of 2 students.");
    await dialog.getByRole("button", { name: "Type it for 2 students" }).click();
    for (const { page } of hearers) await expect(screen(page)).toContainText("^C", { timeout: 15_000 });
    await expect(dialog).toContainText("2 sent");
    for (const { page } of hearers) await page.context().close();
    await context.close();
});

/** Who looks on when a terminal is shown to the class. */
const CLASSMATE = {
    "hydrated-1440": { login: "rosa.jimenez", name: "Rosa Jimenez" },
    "hydrated-390": { login: "samir.rahman", name: "Samir Rahman" },
} as Record<string, Person>;

test("a terminal is shown to the class, when its owner agrees", async ({ page, browser }, { project }) => {
    const mark = `shown-${Math.random().toString(36).slice(2, 8)}`;
    await openLab(page);
    await newTerminal(page);
    await type(page, `echo ${mark.slice(0, 3)}''${mark.slice(3)}\n`);
    await expect(screen(page)).toContainText(mark);
    const teacher = await watch(browser, mark);
    await people(teacher.page).getByRole("button", { name: "Show to the class" }).click();
    await expect(page.getByText(/would like to show this terminal to the whole class/)).toBeVisible();
    await page.getByRole("button", { name: "Allow" }).click();
    await expect(page.getByText(/shows this terminal to the class/)).toBeVisible();

    const { login, name } = CLASSMATE[project.name];
    const classmate = await signedIn(browser, login);
    await openLab(classmate);
    const banner = classmate.getByRole("status").filter({ hasText: `Ada Winter shows the terminal of ${person("student").name}` });
    await expect(banner.first()).toBeVisible({ timeout: 15_000 });
    await banner.first().getByRole("button", { name: "Show it beside mine" }).click();
    await expect(classmate.locator(".xterm-rows", { hasText: mark })).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText(/one looks on/).first()).toBeVisible();
    await page.getByText("Who looks on").filter({ visible: true }).first().click();
    await expect(page.getByText(name, { exact: true }).filter({ visible: true }).first()).toBeVisible();
    await expectAccessible(page);
    await expectAccessible(classmate);
    await expectNoSideScroll(classmate);

    await teacher.context.close();
    // She may be only lost for a moment: it goes on for a quarter of a minute.
    await expect(classmate.locator(".xterm-rows", { hasText: mark })).toHaveCount(0, { timeout: 40_000 });
    await classmate.context().close();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await leave(page);
});

/** Who looks on when the teacher shows a terminal of her own. */
const LOOKER = { "hydrated-1440": "liam.murphy", "hydrated-390": "quentin.leroy" } as Record<string, string>;

test("a teacher shows a terminal of her own lab to the class", async ({ browser }, { project }) => {
    const mark = `lesson-${Math.random().toString(36).slice(2, 8)}`;
    const context = await browser.newContext({ storageState: session("teacher") });
    const page = await context.newPage();
    await openClass(page);
    await page.getByRole("link", { name: "My lab" }).click();
    await page.waitForURL(/\/teacher\/my-lab\//);
    await expect(page.locator(".xterm-rows:visible").first()).toBeVisible({ timeout: 60_000 });
    await newTerminal(page);
    await type(page, `echo ${mark.slice(0, 3)}''${mark.slice(3)}\n`);
    await expect(screen(page)).toContainText(mark);
    await page.getByRole("button", { name: "Share this terminal" }).click();
    const dialog = page.getByRole("dialog", { name: "Share this terminal" });
    await dialog.getByRole("button", { name: "Show to the class" }).click();
    await expect(dialog.getByRole("button", { name: "Stop showing" })).toBeVisible();
    await expectAccessible(page);
    await expectNoSideScroll(page);
    await dialog.getByRole("button", { name: "Close" }).click();
    const told = page.getByText(/shows this terminal to the class/).filter({ visible: true });
    await expect(told).toContainText("nobody looks yet");

    const looker = await signedIn(browser, LOOKER[project.name]);
    await openLab(looker);
    const banner = looker.getByRole("status").filter({ hasText: "Ada Winter shows a terminal to the class" });
    const offer = banner.getByRole("button", { name: "Show it beside mine" }).first();
    const lesson = looker.locator(".xterm-rows", { hasText: mark });
    // She may show one in another window too; one at a time stands beside.
    await expect(async () => {
        if (!(await lesson.isVisible())) await offer.click({ timeout: 2_000 });
        await lesson.waitFor({ timeout: 10_000 });
    }).toPass({ timeout: 30_000 });
    await expect(told).toContainText("one looks on");
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await type(page, "echo seen by a''ll\n");
    await expect(looker.locator(".xterm-rows", { hasText: "seen by all" })).toBeVisible();

    await page.getByRole("button", { name: "Stop", exact: true }).filter({ visible: true }).click();
    await expect(lesson).toHaveCount(0, { timeout: 15_000 });
    await looker.context().close();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await leave(page);
    await context.close();
});
