// What the built site sends: small, and what its name changes with for good.

import { expect, test } from "../support/test";

test("pages are sent small, and pieces and the style sheet small and for good", { tag: "@wide" }, async ({ page }) => {
    const files = [page.waitForResponse(/\/pkg\/split_.+\.wasm$/), page.waitForResponse(/\/pkg\/lyceum\..+\.css$/)];
    const html = await page.goto("/sign-in");
    expect(await html?.headerValue("content-encoding")).toMatch(/^(br|gzip|zstd)$/);
    for (const file of files) {
        const url = (await file).url();
        const sent = await page.request.get(url, { headers: { "accept-encoding": "br" } });
        expect(sent.status(), url).toBe(200);
        expect(sent.headers()["content-encoding"], url).toBe("br");
        expect(sent.headers()["cache-control"], url).toContain("immutable");
        // Who can read no brotli is not sent any.
        const plain = await page.request.get(url, { headers: { "accept-encoding": "identity" } });
        expect(plain.headers()["content-encoding"], url).toBeUndefined();
    }
});
