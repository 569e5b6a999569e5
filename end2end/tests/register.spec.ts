// A newcomer makes an account where the school allows it.

import { expect, settled, test } from "../support/test";

test("a newcomer registers and is a student", async ({ page, faults }, info) => {
    const login = `new${info.project.name.replace(/\D/g, "")}`;
    await page.goto("/sign-in");
    await settled(page);
    await page.getByRole("link", { name: "Make an account" }).click();
    await page.getByLabel("Given name").fill("Nele");
    await page.getByLabel("Family name").fill("Neu");
    await page.getByLabel("E-mail").fill(`${login}@lyceum.example`);
    await page.getByLabel("Login").fill("admin");
    await page.getByLabel("Password", { exact: true }).fill("a long enough one");
    await page.getByRole("button", { name: "Make the account" }).click();
    await expect(page.getByText("This login is taken.")).toBeVisible();
    await expect(page.getByLabel("Given name")).toHaveValue("Nele");
    faults.length = 0;
    await page.getByLabel("Login").fill(login);
    await page.getByRole("button", { name: "Make the account" }).click();
    await expect(page).toHaveURL(/\/student$/);
});
