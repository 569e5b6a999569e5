import { expect, signIn, test } from "../support/test";
import { HOME, ROLES, session } from "../support/people";

for (const role of ROLES) {
    test(`the ${role} signs in`, async ({ page }) => {
        await signIn(page, role);
        await expect(page).toHaveURL(new RegExp(`${HOME[role]}$`));
        await page.context().storageState({ path: session(role) });
    });
}
