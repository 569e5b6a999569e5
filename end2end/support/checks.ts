// What holds for every page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test, type Locator, type Page } from "@playwright/test";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

type Found = { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] };

/** What a theme alone can break. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** No fault that axe knows against WCAG 2.2 AA. */
export async function expectAccessible(page: Page) {
    // Axe passes by what cannot be seen.
    for (const dialog of await page.locator("dialog[open]").all()) await expect(dialog).toHaveCSS("opacity", "1");
    expectNone(page, await violationsOf(page));
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
    return page.evaluate(
        async ({ runOnly, scripted }) => {
            const axe = (window as unknown as { axe: { run(options: unknown): Promise<{ violations: Found[] }> } }).axe;
            // A page without scripts has promises, but no timers, by which axe does its work in turns and gives up on
            // style sheets that do not come.
            if (!scripted) {
                const soon = (work: () => void, ms = 0) => void (ms < 100 && Promise.resolve().then(work));
                Object.assign(window, { setTimeout: soon });
            }
            return (await axe.run({ runOnly, resultTypes: ["violations"], preload: scripted })).violations;
        },
        { runOnly: rules ?? WCAG_22_AA, scripted: test.info().project.use.javaScriptEnabled !== false },
    );
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
