// Recordings: made in a shell on the host, and what a replay shows.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Browser, type Locator, type Page } from "@playwright/test";
import { session, type Role } from "./people";
import { newTerminal, screen, type } from "./terminals";

/** The lines that an emulator shows. */
export const shownIn = (rows: Locator): Promise<string> =>
    rows.evaluate((rows) =>
        Array.from(rows.children).map((row) => (row.textContent ?? "").replaceAll("\u00a0", " ").trimEnd()).join("\n").trimEnd(),
    );

/** The lines that the replay shows. */
export const replayRows = (page: Page): Locator => page.locator("[data-replay] .xterm-rows");

/** The bar of a replay. */
export const bar = (page: Page): Locator => page.getByRole("slider", { name: "Place in the recording" });

/** To the end of the recording. */
export async function toTheEnd(page: Page) {
    await bar(page).focus();
    await page.keyboard.press("End");
}

/** Sets a mark in the recording of the terminal that has the keyboard, and has it again then. */
export async function setMark(page: Page, words: string) {
    await page.getByRole("button", { name: "Set a mark" }).filter({ visible: true }).click();
    await page.getByLabel("What happens here").fill(words);
    await page.getByRole("button", { name: "Set the mark" }).click();
    await expect(screen(page)).toBeVisible();
}

/** A shell on the host that says these words one after another, in which more may be done then, and that has ended;
 *  the number of its session. */
export async function recorded(browser: Browser, words: string[], more?: (page: Page) => Promise<void>): Promise<number> {
    const context = await browser.newContext({ storageState: session("admin"), javaScriptEnabled: true });
    const page = await context.newPage();
    await page.goto("/admin/shell");
    await expect(page.locator(".xterm-rows:visible").first()).toBeVisible({ timeout: 60_000 });
    await newTerminal(page);
    await expect(page.getByText(/^Recording, switched on by/).filter({ visible: true })).toBeVisible();
    for (const word of words) {
        await type(page, `echo ${word}\n`);
        await expect(page.locator(".xterm.focus .xterm-rows")).toContainText(word.replaceAll("'", ""));
        await page.waitForTimeout(1100);
    }
    await more?.(page);
    await page.getByRole("button", { name: "Share this terminal" }).click();
    const share = page.getByRole("dialog", { name: "Share this terminal" });
    const id = Number((await share.getByLabel("Link").inputValue()).match(/\d+$/)?.[0]);
    await share.getByRole("button", { name: "Close" }).click();
    await expect(share).toBeHidden();
    await page.locator(".xterm-rows:visible").first().click({ force: true });
    await type(page, "exit\n");
    await expect(page.getByRole("status").filter({ hasText: /^Ended/ }).first()).toBeVisible();
    await listed(page, id);
    await context.close();
    return id;
}

/** Waits until this session stands in the list of those that have ended and have a recording. */
async function listed(page: Page, id: number) {
    await expect
        .poll(
            async () => {
                await page.goto("/admin/terminals?recorded=yes&state=ended");
                return page.locator(`a[href$="/terminals/${id}/replay"]`).count();
            },
            { timeout: 20_000 },
        )
        .toBeGreaterThan(0);
}

/** Waits until asciinema's own player shows this at the end of a file. */
export async function expectInAsciinema(browser: Browser, file: string, wanted: string) {
    const player = createRequire(import.meta.url).resolve("asciinema-player/dist/bundle/asciinema-player.min.js");
    const page = await browser.newPage({ javaScriptEnabled: true });
    await page.setContent("<!doctype html><div id=player style='width:1200px'></div>");
    await page.addScriptTag({ content: readFileSync(player, "utf8") });
    await page.evaluate(async (data) => {
        type Player = { play(): Promise<void>; pause(): Promise<void>; seek(to: string): Promise<void> };
        const { AsciinemaPlayer } = window as unknown as {
            AsciinemaPlayer: { create(source: unknown, host: Element | null, options: unknown): Player };
        };
        const player = AsciinemaPlayer.create({ data }, document.getElementById("player"), { preload: true });
        await player.play();
        await player.pause();
        await player.seek("100%");
    }, file);
    const rows = page.locator(".ap-term-text");
    await expect.poll(() => shownIn(rows)).toBe(wanted);
    await page.close();
}

/** A page of somebody else. */
export async function as(browser: Browser, role: Role): Promise<Page> {
    const context = await browser.newContext({ storageState: session(role) });
    return context.newPage();
}
