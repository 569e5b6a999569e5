// Recordings: what was shown is shown again, here and in asciinema's own player.

import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { as, bar, expectInAsciinema, recorded, replayRows, setMark, shownIn, toTheEnd } from "../support/replays";
import { expect, settled, test } from "../support/test";
import { fits, leave, newTerminal, openLab, screen, type } from "../support/terminals";
import type { Page } from "@playwright/test";

test.setTimeout(180_000);

test.describe("a student's terminal", () => {
    test.use({ as: "student" });

    test("is recorded, marked, and replayed to the same screen", async ({ page, browser }) => {
        await openLab(page);
        await newTerminal(page);
        await page.getByRole("button", { name: "Record this terminal" }).click();
        await page.getByRole("button", { name: "Record", exact: true }).click();
        const sign = page.getByText(/^Recording, switched on by/).filter({ visible: true });
        await expect(sign).toBeVisible();
        // The sign takes a line of the terminal, whose shell hears of it.
        await expect(screen(page)).toBeVisible();
        await fits(page);
        await type(page, "clear; printf '\\033[31mred\\033[0m 学校 é\\n'; seq 1 5; echo la''st\n");
        await expect(screen(page)).toContainText("last");
        await setMark(page, "Counted to five");
        // The prompt after it has come too.
        await expect(screen(page)).toContainText(/last\s*\S*[$#]/);
        const live = await shownIn(page.locator(".xterm.focus .xterm-rows"));
        await page.getByRole("button", { name: "Stop", exact: true }).filter({ visible: true }).click();
        await expect(sign).toHaveCount(0);
        await leave(page);

        await page.goto("/student/terminals?recorded=yes");
        await settled(page);
        await expectAccessible(page);
        await expectNoSideScroll(page);
        await page.locator('a[href$="/replay"]').first().click();
        await expect(replayRows(page)).toBeVisible({ timeout: 20_000 });
        await toTheEnd(page);
        await expect.poll(() => shownIn(replayRows(page))).toBe(live);
        await expect(page.getByRole("button", { name: /Counted to five/ })).toBeVisible();

        for (const { link, version } of [
            { link: "asciicast v3", version: 3 },
            { link: "v2", version: 2 },
        ]) {
            const address = await page.getByRole("link", { name: link, exact: true }).getAttribute("href");
            const file = await (await page.request.get(address ?? "")).text();
            expect(JSON.parse(file.split("\n")[0] ?? "").version).toBe(version);
            await expectInAsciinema(browser, file, live);
        }
    });
});

/** How long the shell says nothing, s. */
const SILENCE_S = 6;

/** The longest step that a replay's bar makes meanwhile, in whole seconds of the recording. */
async function longestStep(page: Page, meanwhile: () => Promise<void>): Promise<number> {
    const told = await bar(page).evaluateHandle((bar) => {
        const told: string[] = [];
        const tell = () => void told.push(bar.getAttribute("aria-valuetext") ?? "");
        tell();
        new MutationObserver(tell).observe(bar, { attributes: true, attributeFilter: ["aria-valuetext"] });
        return told;
    });
    await meanwhile();
    // "0:07 of 0:15"
    const seconds = (await told.jsonValue()).map((words) => {
        const [minutes, seconds] = words.split(" ")[0]!.split(":").map(Number);
        return minutes! * 60 + seconds!;
    });
    expect(seconds.length, "the bar moves").toBeGreaterThan(1);
    return Math.max(...seconds.slice(1).map((at, before) => at - seconds[before]!));
}

test.describe("a shell on the host", () => {
    test.use({ as: "admin" });

    test("is searched, played, and led to by a link", async ({ page, browser, context }) => {
        const words = ["al''pha", "br''avo", "char''lie"];
        const id = await recorded(browser, words);
        await page.goto(`/terminals/${id}/replay`);
        await expect(replayRows(page)).toBeVisible({ timeout: 20_000 });
        await settled(page);
        await expectAccessible(page);
        await expectNoSideScroll(page);

        // Searched: a click leads there, and not further.
        await page.getByLabel("Find in the recording").fill("BRAVO");
        await page.keyboard.press("Enter");
        const hits = page.getByRole("list", { name: "Where it was shown" }).getByRole("button");
        await hits.filter({ hasText: /bravo$/ }).last().click();
        await expect(replayRows(page)).toContainText("bravo");
        await expect(replayRows(page)).not.toContainText("charlie");
        const at = Number(await bar(page).inputValue());
        expect(at).toBeGreaterThan(1000);

        // The link leads to the same place.
        await context.grantPermissions(["clipboard-read", "clipboard-write"]);
        await page.getByRole("button", { name: /^Copy link at/ }).click();
        await expect(page.getByText(/Copied the link to/)).toBeVisible();
        const link = await page.evaluate(() => navigator.clipboard.readText());
        expect(link).toMatch(new RegExp(`/terminals/${id}/replay\\?t=[\\d.]+$`));
        await page.goto(link);
        await expect(replayRows(page)).toContainText("bravo", { timeout: 20_000 });
        await expect(replayRows(page)).not.toContainText("charlie");

        // Played on to the end, fast, by the keyboard; then back to the begin.
        await page.getByLabel("Speed").selectOption("8");
        await replayRows(page).click({ force: true });
        await page.keyboard.press("Space");
        await expect(replayRows(page)).toContainText("charlie", { timeout: 20_000 });
        await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible({ timeout: 20_000 });
        await bar(page).focus();
        await page.keyboard.press("Home");
        await expect(replayRows(page)).not.toContainText("alpha");
    });

    test("is gone through by its marks, with or without its silence", async ({ page, browser }) => {
        const id = await recorded(browser, ["al''pha"], async (shell) => {
            await setMark(shell, "Before the silence");
            await type(shell, `sleep ${SILENCE_S}; echo om''ega\n`);
            await expect(screen(shell)).toContainText("omega", { timeout: 20_000 });
            await setMark(shell, "After the silence");
        });
        await page.goto(`/terminals/${id}/replay`);
        const rows = replayRows(page);
        await expect(rows).toBeVisible({ timeout: 20_000 });
        await settled(page);
        const at = async () => Number(await bar(page).inputValue());
        const marks = page.getByRole("list", { name: "Marks in the recording" }).getByRole("button");
        await expect(marks).toHaveText([/Before the silence/, /After the silence/]);
        const toBefore = async () => {
            await marks.first().click();
            await expect(rows).not.toContainText("omega");
            await expect(rows).toContainText("alpha");
        };
        await marks.last().click();
        await expect(rows).toContainText("omega");
        const after = await at();
        await toBefore();
        const before = await at();
        expect(after - before).toBeGreaterThan(SILENCE_S * 1000);

        // By keys: each mark from the begin on, and back.
        await bar(page).focus();
        await page.keyboard.press("Home");
        await expect.poll(at).toBe(0);
        await rows.click({ force: true });
        await page.keyboard.press("]");
        await expect.poll(at).toBe(before);
        await page.keyboard.press("]");
        await expect.poll(at).toBe(after);
        await expect(rows).toContainText("omega");
        await page.keyboard.press("[");
        await expect.poll(at).toBe(before);
        await expect(rows).not.toContainText("omega");

        const play = page.getByRole("button", { name: "Play", exact: true });
        const overSilence = async () => {
            await toBefore();
            return longestStep(page, async () => {
                await play.click();
                await expect(rows).toContainText("omega", { timeout: 20_000 });
                await expect(play).toBeVisible({ timeout: 20_000 });
            });
        };
        await page.getByLabel("Speed").selectOption("4");
        const skip = page.getByRole("checkbox", { name: "Skip silence" });
        await expect(skip).toBeChecked();
        expect(await overSilence()).toBeGreaterThanOrEqual(SILENCE_S - 2);
        await skip.uncheck();
        expect(await overSilence()).toBeLessThanOrEqual(1);
    });

    test("is nobody else's", async ({ page, browser }) => {
        const id = await recorded(browser, ["pri''vate"]);
        const own = await page.goto(`/admin/terminals/${id}`);
        expect(own?.status()).toBe(200);
        await settled(page);
        await expectAccessible(page);
        await expectNoSideScroll(page);
        for (const role of ["student", "operator"] as const) {
            const stranger = await as(browser, role);
            expect((await stranger.goto(`/terminals/${id}/replay`))?.status(), role).toBe(404);
            expect((await stranger.request.get(`/terminals/${id}/recording.cast`)).status(), role).toBe(404);
            await stranger.context().close();
        }
    });
});
