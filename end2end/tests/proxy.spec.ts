// A proxy between the browser and the school that does not do what terminals need is named, and what mends it.

import { Proxy, type Mood } from "../support/proxy";
import { expect, signedIn, test } from "../support/test";
import { answers, newTerminal, openLab } from "../support/terminals";

/** Each has a student of its own. */
const SAID: [Mood, string, RegExp][] = [
    ["refuse", "felix.bauer", /Reconnecting.*: pages load, but no WebSocket opens; perhaps a proxy on the way lets none through/],
    ["hold", "greta.nilsen", /Reconnecting.*: pages load, but a WebSocket brings nothing; perhaps a proxy on the way holds it back/],
];

for (const [mood, login, words] of SAID) {
    test(`a proxy that would ${mood} what terminals need is named @wide`, async ({ browser, baseURL }) => {
        test.setTimeout(180_000);
        const proxy = await Proxy.before(baseURL ?? "");
        const page = await signedIn(browser, login, proxy.url);
        await openLab(page);
        await newTerminal(page);
        proxy.mood = mood;
        await page.reload();
        await expect(page.getByRole("status").filter({ hasText: words })).toBeVisible({ timeout: 60_000 });
        proxy.mood = "pass";
        await page.getByRole("button", { name: "Try now" }).click();
        await expect(page.getByRole("status").filter({ hasText: "Connected" })).toBeVisible();
        await page.locator(".xterm-rows:visible").first().click({ force: true });
        await answers(page);
        await page.context().close();
        proxy.stop();
    });
}
