// One's own account: profile, sessions, and the way out.

import { expect, settled, signIn, test } from "../support/test";

test("a profile is changed and keeps what was typed", async ({ page }, info) => {
    await signIn(page, info.project.name === "hydrated-390" ? "viktor.sokolov" : "ulrike.brandt");
    await expect(page).toHaveURL(/\/student$/);
    await page.goto("/account");
    await settled(page);
    const preferred = page.getByLabel("Preferred name");
    await preferred.fill(`Luk ${info.project.name}`);
    await page.getByRole("button", { name: "Save profile" }).click();
    await expect(page.getByText("Your profile is saved.")).toBeVisible();
    await page.reload();
    await expect(preferred).toHaveValue(`Luk ${info.project.name}`);
});

test("sessions are listed, and another one is ended from here", async ({ page, browser }, info) => {
    const login = info.project.name === "hydrated-390" ? "yara.mansour" : "wanda.zielinska";
    await signIn(page, login);
    await expect(page).toHaveURL(/\/student$/);
    await page.goto("/account/sessions");
    await settled(page);
    await expect(page.getByText("This one")).toBeVisible();
    const ends = page.getByRole("button", { name: /^End the session of/ });
    // Whatever was left open before.
    await page.getByRole("button", { name: "End all others" }).click();
    await expect(page.getByText(/sessions? (has|have) ended\.$/)).toBeVisible();
    await expect(ends).toHaveCount(0);

    const other = await (await browser.newContext()).newPage();
    await signIn(other, login);
    await expect(other).toHaveURL(/\/student$/);
    await page.reload();
    await settled(page);
    await expect(ends).toHaveCount(1);
    await ends.click();
    await expect(ends).toHaveCount(0);
    await other.goto("/account");
    await expect(other).toHaveURL(/\/sign-in/);
    // The one from which it was ended goes on.
    await page.goto("/account");
    await expect(page).toHaveURL(/\/account$/);
    await other.context().close();
});
