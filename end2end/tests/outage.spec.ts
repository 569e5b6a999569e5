// The database goes away under a page that is open, and under pages that are opened.

import { expectOutagesTold, signInTo, test } from "../support/outage";
import { expect, settled } from "../support/test";

test.setTimeout(240_000);

test("a database that is gone or broken is told on a page of ours, and its return is seen", async ({ page, own }) => {
    await signInTo(own, page, "student");
    await settled(page);
    await own.loseDatabase();
    // Without loading the page anew.
    await page.locator("summary[title^='Account']").click();
    await page.locator('a.entry[href="/account"]').click();
    await expect(page.getByText("The database is not available").first()).toBeVisible({ timeout: 20_000 });
    await own.mendDatabase();
    await expectOutagesTold(page, own);
});
