// Administration of people, and the log of it: made, signed in with a password of their own, suspended, written down.

import { expect, settled, signIn, test } from "../support/test";

test.describe.configure({ mode: "serial" });
test.use({ as: "admin" });

test("a person is made, signs in, is suspended, and the log tells of it", async ({ page, browser, faults }, info) => {
    test.setTimeout(120_000);
    // Each project makes somebody of its own.
    const login = `nora${info.project.name.replace(/\D/g, "")}`;

    await page.goto("/admin/people");
    await settled(page);
    await page.getByRole("button", { name: "Add person" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a person" });
    await dialog.getByLabel("Given name").fill("Nora");
    await dialog.getByLabel("Family name").fill("Newcomer");
    await dialog.getByLabel("Login").fill(login);
    await dialog.getByLabel("E-mail").fill(`${login}@lyceum.example`);
    await dialog.getByLabel("Student").check();
    await dialog.getByRole("button", { name: /^(Add|Make|Create)/ }).click();
    const secret = dialog.locator("code, output").first();
    await expect(secret).toBeVisible();
    const password = (await secret.innerText()).trim();

    const theirs = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage();
    await signIn(theirs, login, password);
    // The first thing asked of them is a password that no admin has seen.
    await expect(theirs).toHaveURL(/\/account/);

    await page.goto(`/admin/people?search=${login}`);
    await settled(page);
    await page.getByRole("link", { name: "Nora Newcomer" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Nora");
    await settled(page);
    await page.getByRole("button", { name: "Suspend" }).click();
    await page.getByRole("dialog", { name: /Suspend/ }).getByRole("button", { name: "Suspend" }).click();
    await expect(page.getByRole("button", { name: "Reactivate" })).toBeVisible();

    await theirs.goto("/account");
    await expect(theirs).toHaveURL(/\/sign-in/);
    await theirs.context().close();

    await page.goto("/admin/audit");
    await expect(page.getByRole("table")).toContainText("suspend");
    faults.length = 0;
});

test("people are found by name, role and state, and the address can be sent on", async ({ page }) => {
    await page.goto("/admin/people?role=teacher");
    await settled(page);
    await expect(page.getByRole("table")).toContainText("Ada Winter");
    await page.getByRole("searchbox", { name: "Search" }).fill("winter");
    await page.getByRole("searchbox", { name: "Search" }).press("Enter");
    await expect(page).toHaveURL(/search=winter/);
    await expect(page.getByRole("row")).toHaveCount(2);
});

test("the log is filtered and downloaded", async ({ page }) => {
    await page.goto("/admin/audit");
    await settled(page);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download CSV" }).click();
    expect((await download).suggestedFilename()).toBe("audit.csv");
    await page.goto("/admin/audit?who=nobody-of-that-name");
    await expect(page.getByText("Nothing in the log fits these filters.")).toBeVisible();
});
