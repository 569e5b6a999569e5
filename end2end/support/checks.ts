// What holds for every page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test, type Locator, type Page, type Route } from "@playwright/test";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

type Found = { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] };

/** What a theme alone can break. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** No fault that axe knows against WCAG 2.2 AA. */
export async function expectAccessible(page: Page) {
    // Axe passes by what cannot be seen.
    for (const dialog of await page.locator("dialog[open]").all()) await expect(dialog).toHaveCSS("opacity", "1");
    const withoutScript = test.info().project.use.javaScriptEnabled === false;
    expectNone(page, withoutScript ? await violationsWithoutScript(page) : await violationsOf(page));
}

/** The same for a page with scripts, in both themes: the second has the same parts in other colours. */
export async function expectAccessibleInBothThemes(page: Page) {
    // At once, not in passing.
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    expectNone(page, await violationsOf(page, COLOURS));
}

function expectNone(page: Page, violations: Found[]) {
    const readable = violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}\n  at ${node.target.join(" ")}\n  ${node.failureSummary ?? ""}`),
    );
    expect(readable, `axe on ${page.url()}`).toEqual([]);
}

async function violationsOf(page: Page, rules?: string[]) {
    // Evaluated by the debugger, so that the page's own Content-Security-Policy stays as it is.
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
    return page.evaluate(async (runOnly) => {
        const axe = (window as unknown as { axe: { run(options: unknown): Promise<{ violations: Found[] }> } }).axe;
        return (await axe.run({ runOnly, resultTypes: ["violations"] })).violations;
    }, rules ?? WCAG_22_AA);
}

/** Axe needs timers, which a page without scripts does not have: it looks at the same page where only axe may run. */
async function violationsWithoutScript(page: Page) {
    const context = await page.context().browser()?.newContext({
        storageState: await page.context().storageState(),
        javaScriptEnabled: true,
    });
    if (!context) throw new Error("the browser has ended");
    const quiet = await context.newPage();
    const served = async (route: Route, change: (text: string) => string) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: change(await response.text()) });
    };
    // What stands there for want of a script alone is shown, and what is of no use without one is put away.
    const styled = (text: string) => text.replace(/\(scripting:\s*none\)/g, "(min-width: 0)");
    const scripts = /<script\b[\s\S]*?<\/script>|<\/?noscript>/g;
    await quiet.route(/\.css$/, (route) => served(route, styled));
    await quiet.route(page.url(), (route) => served(route, (text) => styled(text.replace(scripts, ""))));
    await quiet.goto(page.url());
    const violations = await violationsOf(quiet);
    await context.close();
    return violations;
}

/** Nothing sticks out at the side. */
export async function expectNoSideScroll(page: Page) {
    const { content, window: width } = await page.evaluate(() => ({
        content: document.documentElement.scrollWidth,
        window: window.innerWidth,
    }));
    expect(content, `${page.url()} is wider than the window`).toBeLessThanOrEqual(width);
}

/** A phone's bar at the bottom, where there is one, covers no part of it. */
export async function expectClearOfPhoneBar(page: Page, part: Locator) {
    const bar = await page.locator(".phone-bar").boundingBox();
    const box = await part.boundingBox();
    expect(box, "it is shown").not.toBeNull();
    if (bar && box) expect(box.y + box.height, "it ends above the phone's bar").toBeLessThanOrEqual(bar.y);
}

/** One heading that says what the page is, and a title that begins with it or names it. */
export async function expectNamed(page: Page) {
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/\S.* · \S/, { timeout: 3_000 });
}
