// What the built site sends: small, and what its name changes with for good.

import { expect, settled, test } from "../support/test";
import type { Page } from "@playwright/test";

/** For the student's first page, all pieces together; kB are 1000 bytes. */
const WASM_MOST_BYTES = 350_000;

/** A file as it is sent to who reads brotli. */
const asBrotli = (page: Page, url: string) => page.request.get(url, { headers: { "accept-encoding": "br" } });

test("pages are sent small, and pieces and the style sheet small and for good", { tag: "@wide" }, async ({ page }) => {
    const files = [page.waitForResponse(/\/pkg\/split_.+\.wasm$/), page.waitForResponse(/\/pkg\/lyceum\..+\.css$/)];
    const html = await page.goto("/sign-in");
    expect(await html?.headerValue("content-encoding")).toMatch(/^(br|gzip|zstd)$/);
    for (const file of files) {
        const url = (await file).url();
        const sent = await asBrotli(page, url);
        expect(sent.status(), url).toBe(200);
        expect(sent.headers()["content-encoding"], url).toBe("br");
        expect(sent.headers()["cache-control"], url).toContain("immutable");
        // Who can read no brotli is not sent any.
        const plain = await page.request.get(url, { headers: { "accept-encoding": "identity" } });
        expect(plain.headers()["content-encoding"], url).toBeUndefined();
    }
});

test.describe("a student", () => {
    test.use({ as: "student" });

    test("loads at most 350 kB of WebAssembly for their first page", { tag: "@wide" }, async ({ page }) => {
        const pieces = new Set<string>();
        page.on("response", (response) => {
            if (response.url().endsWith(".wasm")) pieces.add(response.url());
        });
        await page.goto("/student");
        await settled(page);
        let bytes = 0;
        for (const url of pieces) {
            const sent = await asBrotli(page, url);
            expect(sent.status(), url).toBe(200);
            bytes += Number(sent.headers()["content-length"]);
        }
        expect(bytes, "the page loads WebAssembly, and its pieces tell their sizes").toBeGreaterThan(0);
        expect(bytes, [...pieces].join("\n")).toBeLessThanOrEqual(WASM_MOST_BYTES);
    });
});
