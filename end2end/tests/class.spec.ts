// A class is held: the teacher starts labs, sees them, and stops them; the roster can be searched and sent on.

import { openClass } from "../support/terminals";
import { expect, settled, test } from "../support/test";

/** Each window size has its own student, so that both can be tested at once. */
const STUDENT = {
    "hydrated-1440": { search: "albrecht", name: /Ben Albrecht/ },
    "hydrated-390": { search: "andersen", name: /William Andersen/ },
} as Record<string, { search: string; name: RegExp }>;

test.describe("a teacher's class", () => {
    test.use({ as: "teacher" });

    test("start one, see it run, stop it", async ({ page }, { project }) => {
        test.setTimeout(120_000);
        const { search, name } = STUDENT[project.name];
        await openClass(page);
        await settled(page);

        await page.getByRole("searchbox", { name: "Search" }).fill(search);
        await expect(page).toHaveURL(new RegExp(`q=${search}`));
        const row = page.getByRole("row", { name });
        await expect(row).toBeVisible();
        await expect(page.getByRole("row")).toHaveCount(2);

        const stop = row.getByRole("button", { name: /^Stop/ });
        if (await stop.isVisible()) {
            await stop.click();
            await page.getByRole("button", { name: "Stop", exact: true }).click();
        }
        await row.getByRole("button", { name: /^Start/ }).click();
        // Said for some seconds.
        await expect(page.getByText(/1 started/)).toBeVisible({ timeout: 60_000 });
        await expect(row).toContainText("Running", { timeout: 60_000 });
        await expect(row.getByRole("link", { name: /^Watch/ })).toBeVisible();
        // What it uses, as it is measured.
        await expect(row).toContainText(/\d+(\.\d)? %/, { timeout: 20_000 });
        await expect(row).toContainText(/\d+(\.\d)? [KM]iB/);
        await expect(row.getByRole("img", { name: /^CPU, the last two minutes/ }).filter({ visible: true })).toBeVisible();

        await stop.click();
        await expect(page.getByRole("heading", { name: "Stop one lab?" })).toBeVisible();
        await page.getByRole("button", { name: "Stop", exact: true }).click();
        await expect(row).toContainText("Stopped", { timeout: 30_000 });
    });

    test("what is searched for stays in the address", async ({ page }) => {
        await openClass(page);
        await page.goto(`${page.url()}?q=haddad&sort=state`);
        await settled(page);
        await expect(page.getByRole("searchbox", { name: "Search" })).toHaveValue("haddad");
        await expect(page.getByRole("row", { name: /Amira Haddad/ })).toBeVisible();
        await expect(page.getByRole("row")).toHaveCount(2);
    });
});
