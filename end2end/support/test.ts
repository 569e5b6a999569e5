// The test of this suite: a page that must stay quiet, and one signed in as a role.

import { test as base, expect, type Browser, type Page } from "@playwright/test";
import { PASSWORD, session, type Role } from "./people";

/** What a browser says on its console although nothing is wrong. */
const HARMLESS = [/Failed to load resource: net::ERR_INTERNET_DISCONNECTED/];

type Fixtures = {
    /** Whose session the page has; none when null. */
    as: Role | null;
    /** Faults that the page has reported so far; a test that expects some empties it. */
    faults: string[];
};

export const test = base.extend<Fixtures>({
    as: [null, { option: true }],
    storageState: async ({ as }, use) => use(as ? session(as) : undefined),
    faults: [
        async ({ context }, use) => {
            const faults: string[] = [];
            context.on("page", (page) => listen(page, faults));
            await use(faults);
            expect(faults, "the page reported faults").toEqual([]);
        },
        { auto: true },
    ],
});

function listen(page: Page, faults: string[]) {
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
        const text = message.text();
        if (message.type() === "error" && !HARMLESS.some((harmless) => harmless.test(text))) {
            faults.push(`${page.url()}: ${text}`);
        }
    });
}

/** Fills in the form of the sign-in page and sends it. */
export async function signIn(page: Page, login: string, password = PASSWORD) {
    await page.goto("/sign-in");
    await settled(page);
    await page.getByLabel(/login|user name|e-mail/i).first().fill(login);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** The first page of somebody of a test's own, in a browser in which nobody had signed in; at another address, if it
 *  is said. */
export async function signedIn(browser: Browser, login: string, address?: string): Promise<Page> {
    const where = address ? { baseURL: address } : {};
    const page = await (await browser.newContext({ storageState: { cookies: [], origins: [] }, ...where })).newPage();
    await signIn(page, login);
    await page.waitForURL(/\/(student|teacher|admin)/);
    return page;
}

/** What a page shows while a lab or a terminal is on its way. */
const ON_ITS_WAY = '#starting, .desk .skeleton, .desk .status[data-tone="busy"]';

/** Waits until the page has everything it asked for, its WebAssembly too, its labs and terminals are there, and nothing moves. */
export async function settled(page: Page) {
    await page.waitForLoadState("networkidle");
    if (base.info().project.use.javaScriptEnabled !== false) {
        // A page says when a script has taken it over; errors have nothing to take over, but for pictures of them.
        const taken = page.locator("html[data-live], html:not(:has(script[type=module])), [data-status]:not([inert] *)");
        await expect(taken.first()).toBeAttached({ timeout: 20_000 });
    }
    await expect(page.locator(ON_ITS_WAY).filter({ visible: true })).toHaveCount(0, { timeout: 40_000 });
    await page.evaluate(async () => {
        const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
        await Promise.allSettled(moving.map((one) => one.finished));
    });
}

export { expect };
