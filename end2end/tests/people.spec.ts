// Administration of people, and the log of it: made, signed in with a password of their own, suspended, written down.

import { PASSWORD, person } from "../support/people";
import { expect, settled, signedIn, signIn, test } from "../support/test";
import type { Page } from "@playwright/test";

test.describe.configure({ mode: "serial" });
test.use({ as: "admin" });

/** Makes somebody, who has these roles and no other; the password to hand over. */
async function addPerson(page: Page, given: string, family: string, login: string, roles: string[]): Promise<string> {
    await page.goto("/admin/people");
    await settled(page);
    await page.getByRole("link", { name: "Add person" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a person" });
    await dialog.getByLabel("Given name").fill(given);
    await dialog.getByLabel("Family name").fill(family);
    await dialog.getByLabel("Login").fill(login);
    await dialog.getByLabel("E-mail").fill(`${login}@lyceum.example`);
    for (const role of ["Admin", "Operator", "Teacher", "Student"]) {
        await dialog.getByRole("checkbox", { name: role, exact: true }).setChecked(roles.includes(role));
    }
    await dialog.getByRole("button", { name: /^(Add|Make|Create)/ }).click();
    const secret = dialog.locator("code, output").first();
    await expect(secret).toBeVisible();
    return (await secret.innerText()).trim();
}

test("a person is made, signs in, is suspended, and the log tells of it", async ({ page, browser, faults }, info) => {
    test.setTimeout(120_000);
    // Each project makes somebody of its own.
    const login = `nora${info.project.name.replace(/\D/g, "")}`;

    const password = await addPerson(page, "Nora", "Newcomer", login, ["Student"]);

    const theirs = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage();
    await signIn(theirs, login, password);
    // The first thing asked of them is a password that no admin has seen.
    await expect(theirs).toHaveURL(/\/account/);

    await page.goto(`/admin/people?search=${login}`);
    await settled(page);
    await page.getByRole("link", { name: "Nora Newcomer" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Nora");
    await settled(page);
    await page.getByRole("link", { name: "Suspend" }).click();
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

test("what was typed stays when it is refused", async ({ page, faults }) => {
    await page.goto("/admin/people");
    await settled(page);
    await page.getByRole("link", { name: "Add person" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a person" });
    await dialog.getByLabel("Given name").fill("Ada");
    await dialog.getByLabel("Family name").fill("Twice");
    await dialog.getByLabel("E-mail").fill("ada.twice@lyceum.example");
    await dialog.getByLabel("Login").fill("admin");
    await dialog.getByLabel("Teacher").check();
    await dialog.getByRole("button", { name: "Add person" }).click();
    await expect(dialog.getByText("This login is taken.")).toBeVisible();
    await expect(dialog.getByLabel("Given name")).toHaveValue("Ada");
    await expect(dialog.getByLabel("Login")).toHaveValue("admin");
    await expect(dialog.getByLabel("Teacher")).toBeChecked();
    // The browser notes the refusal's status itself.
    faults.length = 0;
});

test("many are given a role, suspended after a question, and resumed @wide", async ({ page }) => {
    await page.goto("/admin/people?role=student&sort=login&per_page=50");
    await settled(page);
    const bar = page.getByRole("group", { name: "With the chosen people" });
    // The switch of the keys is there once they are.
    await expect(page.getByLabel("Keys on")).toBeVisible();
    await expect(bar).toBeHidden();
    // By the keyboard alone: the first two of the list.
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(bar).toContainText("2 chosen");
    await page.keyboard.press("x");
    await expect(bar).toContainText("1 chosen");
    await page.keyboard.press("x");

    await bar.getByLabel("Role to give or take").selectOption("operator");
    await bar.getByRole("button", { name: "Give role" }).click();
    await expect(page.getByText("2 people given the role Operator")).toBeVisible();
    // The list is read again after a change; what is chosen next belongs to the new one.
    await expect(page.getByRole("row").nth(2)).toContainText("Operator");

    await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
    await expect(bar).toContainText("50 chosen");
    await bar.getByRole("button", { name: "Choose nobody" }).click();
    await expect(bar).toBeHidden();

    await page.goto("/admin/people?role=operator&sort=login");
    await settled(page);
    const rows = page.getByRole("row").filter({ hasText: "Student" });
    await expect(rows).toHaveCount(2);
    for (const row of await rows.all()) await row.getByRole("checkbox").check();
    await bar.getByRole("button", { name: "Suspend" }).click();
    const dialog = page.getByRole("dialog", { name: "Suspend 2 people?" });
    await expect(dialog).toContainText(/sessions? ends? at once|None of them is signed in/);
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await expect(page.getByText("2 people suspended")).toBeVisible();
    await expect(rows.first()).toContainText("Suspended");

    for (const row of await rows.all()) await row.getByRole("checkbox").check();
    await bar.getByRole("button", { name: "Reactivate" }).click();
    await expect(page.getByText("2 people reactivated")).toBeVisible();
    await expect(rows.first()).toContainText("Active");
    for (const row of await rows.all()) await row.getByRole("checkbox").check();
    await bar.getByLabel("Role to give or take").selectOption("operator");
    await bar.getByRole("button", { name: "Take role" }).click();
    await expect(page.getByText("2 people without the role Operator now")).toBeVisible();
});

test("one cannot suspend oneself, and is told why", async ({ page }) => {
    await page.goto("/admin/people?role=admin");
    await settled(page);
    await page.getByRole("checkbox", { name: `Choose ${person("admin").name}` }).check();
    await page.getByRole("button", { name: "Suspend" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
    await expect(page.getByText("0 people suspended, 1 refused")).toBeVisible();
    await expect(page.getByText(/You cannot suspend yourself|is the last admin/)).toBeVisible();
});

test("keys open a person, find the search, and can be switched off @wide", async ({ page }) => {
    await page.goto("/admin/people?sort=login");
    await settled(page);
    await expect(page.getByLabel("Keys on")).toBeVisible();
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
    await page.keyboard.type("jx");
    await expect(page.getByRole("searchbox", { name: "Search" })).toHaveValue("jx");
    await page.getByRole("searchbox", { name: "Search" }).fill("");
    await page.getByRole("heading", { level: 1 }).click();
    await page.getByLabel("Keys on").uncheck();
    await page.getByLabel("Keys on").blur();
    await page.keyboard.press("j");
    await expect(page.getByRole("row").nth(1).getByRole("link")).not.toBeFocused();
    await page.getByLabel("Keys on").check();
    await page.getByLabel("Keys on").blur();
    await page.keyboard.press("j");
    await expect(page.getByRole("row").nth(1).getByRole("link")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/admin\/people\/\d+$/);
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

test("who has two roles goes from one portal to the other", async ({ page, browser }, info) => {
    test.setTimeout(120_000);
    const login = `petra${info.project.name.replace(/\D/g, "")}`;
    const password = await addPerson(page, "Petra", "Doubleday", login, ["Teacher", "Admin"]);
    const first = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage();
    await signIn(first, login, password);
    await expect(first).toHaveURL(/\/account/);
    await settled(first);
    await first.getByLabel("Current password", { exact: true }).fill(password);
    await first.getByLabel("New password", { exact: true }).fill(PASSWORD);
    await first.getByRole("button", { name: "Change password" }).click();
    await expect(first.getByText("Your password is changed.").first()).toBeVisible();
    await first.context().close();

    const both = await signedIn(browser, login);
    await expect(both).toHaveURL(/\/admin$/);
    await settled(both);
    const menuOf = (page: Page) => page.locator("details", { has: page.locator("summary[aria-label^='Account of ']") });
    const open = (page: Page) => menuOf(page).locator("summary").click();
    const portal = (name: string) => menuOf(both).getByRole("link", { name, exact: true });
    await open(both);
    await expect(menuOf(both).getByText("Portals", { exact: true })).toBeVisible();
    await expect(portal("Administration")).toHaveAttribute("aria-current", "true");
    await expect(portal("Teaching")).not.toHaveAttribute("aria-current");
    await portal("Teaching").click();
    await expect(both).toHaveURL(/\/teacher$/);
    await expect(both.getByRole("heading", { level: 1 })).toHaveText("Today");
    await expect(portal("Teaching")).toBeHidden();
    await open(both);
    await expect(portal("Teaching")).toHaveAttribute("aria-current", "true");
    await portal("Administration").click();
    await expect(both).toHaveURL(/\/admin$/);
    await expect(both.getByRole("heading", { level: 1 })).toHaveText("Overview");
    await both.context().close();

    // Where there is no other portal, none is offered.
    await page.goto("/admin");
    await settled(page);
    await open(page);
    await expect(menuOf(page).getByRole("link", { name: "Profile", exact: true })).toBeVisible();
    await expect(menuOf(page).getByText("Portals", { exact: true })).toHaveCount(0);
});
