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

test("sessions are listed and another one is ended", async ({ page, browser }) => {
    await signIn(page, "operator");
    await expect(page).toHaveURL(/\/admin$/);
    const other = await (await browser.newContext()).newPage();
    await signIn(other, "operator");
    await expect(other).toHaveURL(/\/admin$/);
    await page.goto("/account/sessions");
    await settled(page);
    await expect(page.getByText("This one")).toBeVisible();
    const ends = page.getByRole("button", { name: /^End the session of/ });
    expect(await ends.count()).toBeGreaterThan(0);
    await other.context().close();
});
