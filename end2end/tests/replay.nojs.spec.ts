// A recording without a script: its facts, its files, and its screen at any time as text.

import { expectAccessible, expectNoSideScroll } from "../support/checks";
import { recorded } from "../support/replays";
import { expect, test } from "../support/test";

test.use({ as: "admin" });
test.setTimeout(180_000);

test("a recording is read without a script", async ({ page, browser }) => {
    const id = await recorded(browser, ["fi''rst", "sec''ond"]);
    await page.goto(`/terminals/${id}/replay?t=9999`);
    const screen = page.getByRole("region", { name: /^The screen at/ });
    await expect(screen).toContainText("second");
    await expect(page.getByRole("link", { name: "asciicast v3" })).toBeVisible();
    await page.getByRole("textbox", { name: "Screen at" }).fill("0:00");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(screen).not.toContainText("second");
    await expectAccessible(page);
    await expectNoSideScroll(page);
});

test("sessions are found and read without a script", async ({ page, browser }) => {
    const id = await recorded(browser, ["wo''rds"]);
    await page.goto("/admin/terminals");
    await page.getByLabel("Recording").selectOption("yes");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page).toHaveURL(/recorded=yes/);
    await page.locator(`a[href="/admin/terminals/${id}"]`).click();
    await expect(page.getByText("Switched on by")).toBeVisible();
});
