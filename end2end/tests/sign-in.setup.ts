import { expect, signIn, test } from "../support/test";
import { HOME, PEOPLE, ROLES, sessionOf } from "../support/people";

for (const role of ROLES) {
    for (const login of new Set(PEOPLE[role].map((one) => one.login))) {
        test(`${login} signs in`, async ({ page }) => {
            await signIn(page, login);
            await expect(page).toHaveURL(new RegExp(`${HOME[role]}$`));
            await page.context().storageState({ path: sessionOf(login) });
        });
    }
}
