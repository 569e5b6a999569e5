// The main job: a student signs in, opens the lab with one click, and has a shell that computes.

import { person } from "../support/people";
import { expect, settled, signIn, test } from "../support/test";

test("one click after sign-in there is a shell", async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, person("student").login);
    await expect(page).toHaveURL(/\/student$/);
    await settled(page);

    await page.getByRole("link", { name: /open lab/i }).first().click();
    const screen = page.locator(".xterm-rows").first();
    await expect(screen).toContainText("$", { timeout: 60_000 });

    await page.locator(".xterm-helper-textarea").first().focus();
    await page.keyboard.type("python3 -c 'print(6*7)'\n");
    await expect(screen.locator("div").filter({ hasText: /^42\s*$/ }).first()).toBeVisible();
});
