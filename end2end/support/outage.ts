// What a page says when the server's database fails under it.

import type { Page } from "@playwright/test";
import { expectAccessibleInBothThemes, expectNamed, expectNoSideScroll } from "./checks";
import { OwnServer } from "./own-server";
import { PASSWORD } from "./people";
import { expect, settled, test as base } from "./test";

/** A test with a server of its own, which goes however the test ends. */
export const test = base.extend<{ own: OwnServer }>({
    own: async ({ faults }, use) => {
        const own = await OwnServer.start();
        await use(own);
        await own.stop();
        // The browser notes each of the answers itself.
        faults.length = 0;
    },
});

/** Signs somebody in to that server. */
export async function signInTo(own: OwnServer, page: Page, login: string) {
    await page.goto(`${own.url}/sign-in`);
    await settled(page);
    await page.getByLabel(/login|user name|e-mail/i).first().fill(login);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(`${own.url}/${login}`);
}

/** Opens a page that is answered with this status, and checks that it is one of ours and names its request. */
export async function expectErrorPage(page: Page, url: string, status: number, heading: string) {
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(status);
    const id = answer?.headers()["x-request-id"] ?? "none";
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(page.locator("#main")).toContainText(id);
    await expect(page.getByRole("link", { name: "Try again" })).toBeVisible();
    await expectNamed(page);
    await expectNoSideScroll(page);
    // What axe needs of the page is more than one without script can give.
    if (!(await page.evaluate(() => matchMedia("(scripting: enabled)").matches))) return;
    await settled(page);
    await expectAccessibleInBothThemes(page);
}

/** The whole story, as far as it is the same with and without script. */
export async function expectOutagesTold(page: Page, own: OwnServer) {
    await own.loseDatabase();
    await expectErrorPage(page, `${own.url}/student`, 503, "The database is not available");
    const ready = await page.request.get(`${own.url}/readyz`);
    expect(ready.status()).toBe(503);
    expect(await ready.json()).toMatchObject({ status: "unready", database: "missing" });

    await own.mendDatabase();
    await page.getByRole("link", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Today");

    await own.sql("ALTER TABLE sections RENAME TO sections_away");
    await expectErrorPage(page, `${own.url}/student`, 500, "Something went wrong on our side");
    await own.sql("ALTER TABLE sections_away RENAME TO sections");
    await page.getByRole("link", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Today");
}
