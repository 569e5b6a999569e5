// Without JavaScript: signing in and out, the student's day, the class, people and the audit log are plain pages and forms.

import { expectNamed, expectNoSideScroll } from "../support/checks";
import { HOME, ROLES } from "../support/people";
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

test("a wrong password is told on the page", async ({ page }) => {
    await signIn(page, "nobody-of-that-name", "wrong password");
    await expect(page.getByText("Login or password is wrong.")).toBeVisible();
});

for (const role of ROLES) {
    test.describe(role, () => {
        test.use({ as: role });
        test(`the ${role}'s first page can be read`, async ({ page }) => {
            expect((await page.goto(HOME[role]))?.status()).toBe(200);
            await expectNamed(page);
            await expectNoSideScroll(page);
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
});
