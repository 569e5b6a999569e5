// Without JavaScript: signing in and out, the student's day, the class, people and the audit log are plain pages and forms.

import { expectAccessible, expectNamed, expectNoSideScroll } from "../support/checks";
import { HOME, person, ROLES } from "../support/people";
import { expect, signIn, test } from "../support/test";

test("signing in and out are forms", async ({ page }) => {
    await signIn(page, "student");
    await expect(page).toHaveURL(/\/student$/);
    await page.goto("/account");
    await page.locator("summary[title^='Account']").click();
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto("/student");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("a theme is chosen by a form, and kept", async ({ page }) => {
    await signIn(page, "operator");
    await page.goto("/account");
    await page.locator("summary[title='Theme']").click();
    await page.getByRole("button", { name: "Dark" }).click();
    await expect(page).toHaveURL(/\/account/);
    await expect(page.locator("html")).toHaveClass(/(^| )dark( |$)/);
    await page.locator("summary[title='Theme']").click();
    await page.getByRole("button", { name: "As the system" }).click();
    await expect(page.locator("html")).not.toHaveClass(/(^| )dark( |$)/);
});

test("a wrong password is told on the page", async ({ page }) => {
    await signIn(page, "nobody-of-that-name", "wrong password");
    await expect(page.getByText("Login or password is wrong.")).toBeVisible();
    await expect(page.getByLabel("Login or e-mail")).toHaveValue("nobody-of-that-name");
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
});

test("a newcomer registers, and nothing typed is lost", async ({ page }, info) => {
    const login = `plain${info.project.name.replace(/\D/g, "")}`;
    await page.goto("/register");
    await page.getByLabel("Given name").fill("Paula");
    await page.getByLabel("Family name").fill("Plain");
    await page.getByLabel("E-mail").fill(`${login}@lyceum.example`);
    await page.getByLabel("Login").fill("admin");
    await page.getByLabel("Password", { exact: true }).fill("a long enough one");
    await page.getByRole("button", { name: "Make the account" }).click();
    await expect(page.getByText("This login is taken.")).toBeVisible();
    await expect(page.getByLabel("Given name")).toHaveValue("Paula");
    await page.getByLabel("Login").fill(login);
    await page.getByLabel("Password", { exact: true }).fill("a long enough one");
    await page.getByRole("button", { name: "Make the account" }).click();
    await expect(page).toHaveURL(/\/student$/);
});

for (const role of ROLES) {
    test.describe(role, () => {
        test.use({ as: role });
        test(`the ${role}'s first page can be read`, async ({ page }) => {
            expect((await page.goto(HOME[role]))?.status()).toBe(200);
            await expectNamed(page);
            await expectNoSideScroll(page);
            await expectAccessible(page);
        });
    });
}

test.describe("a student", () => {
    test.use({ as: "student" });
    test("reads the day and reaches the lab by a link", async ({ page }) => {
        await page.goto("/student");
        await page.getByRole("link", { name: /open lab/i }).first().click();
        await expect(page).toHaveURL(/\/student\/labs\//);
        await expectNamed(page);
    });

    test("is told that administration is not theirs", async ({ page, faults }) => {
        expect((await page.goto("/admin"))?.status()).toBe(403);
        expect((await page.goto("/no/such/page"))?.status()).toBe(404);
        // The browser notes the two statuses itself.
        faults.length = 0;
    });
});

test.describe("a teacher", () => {
    test.use({ as: "teacher" });
    test("reads the roster", async ({ page }) => {
        await page.goto("/teacher");
        await page.locator("#main a[href^='/teacher/classes/']").first().click();
        await expect(page.getByRole("row").nth(5)).toBeVisible();
    });
});

test.describe("an admin", () => {
    test.use({ as: "admin" });
    test("finds a person and reads the audit log", async ({ page }) => {
        await page.goto("/admin/people");
        await page.getByRole("searchbox").first().fill("student");
        await page.keyboard.press("Enter");
        await expect(page).toHaveURL(/\/admin\/people\?.*student/);
        await expect(page.getByRole("row").nth(1)).toBeVisible();
        await page.goto("/admin/audit");
        await expect(page.getByRole("row").nth(1)).toBeVisible();
    });

    test("makes a person, who signs in; edits, suspends and resets them", async ({ page, browser }, info) => {
        const login = `otto${info.project.name.replace(/\D/g, "")}`;
        await page.goto("/admin/people");
        await page.getByRole("link", { name: "Add person" }).click();
        await expect(page).toHaveURL(/\/admin\/people\/new$/);
        await page.getByLabel("Given name").fill("Otto");
        await page.getByLabel("Family name").fill(info.project.name);
        await page.getByLabel("E-mail").fill(`${login}@lyceum.example`);
        await page.getByLabel("Login").fill("admin");
        await page.getByLabel("Teacher").check();
        await page.getByRole("button", { name: "Add person" }).click();
        await expect(page.getByText("This login is taken.")).toBeVisible();
        await expect(page.getByLabel("Given name")).toHaveValue("Otto");
        await expect(page.getByLabel("Teacher")).toBeChecked();
        await page.getByLabel("Login").fill(login);
        await page.getByRole("button", { name: "Add person" }).click();
        const first = (await page.locator("output").innerText()).trim();
        await page.reload();
        await expect(page.getByText(first)).toHaveCount(0);

        const context = await browser.newContext({ javaScriptEnabled: false, storageState: { cookies: [], origins: [] } });
        const theirs = await context.newPage();
        await signIn(theirs, login, first);
        await expect(theirs).toHaveURL(/\/account/);
        await theirs.goto("/student");
        await expect(theirs).toHaveURL(/\/account/);
        await theirs.getByLabel("Current password").fill(first);
        await theirs.getByLabel("New password").fill("a password of my own");
        await theirs.getByRole("button", { name: "Change password" }).click();
        await expect(theirs.getByText("Your password is changed.")).toBeVisible();
        await theirs.goto("/teacher");
        await expect(theirs).toHaveURL(/\/teacher$/);

        await page.goto(`/admin/people?search=${login}`);
        await page.getByRole("row").nth(1).getByRole("link").click();
        await page.getByLabel("Given name").fill("Ottilie");
        await page.getByRole("button", { name: "Save" }).click();
        await expect(page.getByRole("heading", { level: 1 })).toContainText("Ottilie");
        await expect(page.getByText("Saved.")).toBeVisible();
        await page.getByRole("link", { name: "Suspend" }).click();
        await expect(page.getByText("1 open session ends at once")).toBeVisible();
        await page.getByRole("button", { name: "Suspend" }).click();
        await theirs.goto("/teacher");
        await expect(theirs).toHaveURL(/\/sign-in/);
        await page.getByRole("button", { name: "Reactivate" }).click();
        await page.getByRole("link", { name: "Reset password" }).click();
        await page.getByRole("button", { name: "Reset password" }).click();
        const second = (await page.locator("output").innerText()).trim();
        await signIn(theirs, login, second);
        await expect(theirs).toHaveURL(/\/account/);
        await context.close();
    });

    test("chooses several, is asked, and reads what came of it", async ({ page }) => {
        await page.goto("/admin/people?role=admin");
        await page.getByRole("checkbox", { name: `Choose ${person("admin").name}` }).check();
        await page.getByRole("button", { name: "Suspend" }).click();
        await expect(page.getByText(/^Suspend \d pe/).first()).toBeVisible();
        await page.getByRole("button", { name: "Suspend them" }).click();
        await expect(page.getByText("0 people suspended, 1 refused")).toBeVisible();
        await page.getByRole("button", { name: "Give role" }).click();
        await expect(page.getByText("Choose somebody first.")).toBeVisible();
    });

    test("is told that a colour is too pale, and keeps what was typed", async ({ page }) => {
        await page.goto("/admin/settings");
        await page.getByText("Own", { exact: true }).click();
        await page.getByLabel("Own colour").fill("#ffcc00");
        await page.getByRole("button", { name: "Save" }).click();
        await expect(page.getByText("Choose a darker one.")).toBeVisible();
        await expect(page.getByLabel("Own colour")).toHaveValue("#ffcc00");
    });
});
