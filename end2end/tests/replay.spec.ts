// Recordings: what was shown is shown again, here and in asciinema's own player.

import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { as, bar, expectInAsciinema, recorded, replayRows, shownIn, toTheEnd } from "../support/replays";
import { expect, settled, test } from "../support/test";
import { leave, newTerminal, openLab, screen, type } from "../support/terminals";

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
        await page.waitForTimeout(500);
        await type(page, "clear; printf '\\033[31mred\\033[0m 学校 é\\n'; seq 1 5; echo la''st\n");
        await expect(screen(page)).toContainText("last");
        await page.getByRole("button", { name: "Set a mark" }).click();
        await page.getByLabel("What happens here").fill("Counted to five");
        await page.getByRole("button", { name: "Set the mark" }).click();
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

        const file = await page.request.get(`${new URL(page.url()).pathname.replace("replay", "recording.cast")}`);
        await expectInAsciinema(browser, await file.text(), live);
    });
});

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
