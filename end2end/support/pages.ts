// Every page of the product, by who sees it.

import type { Browser, Page } from "@playwright/test";
import { person, ROLES, type Role } from "./people";
import { expect, settled, test } from "./test";

export type Listed = {
    path: string;
    /** For pages whose address is found by a link: from where, and which link. */
    through?: { from: string; link: RegExp; name?: string }[];
    /** Other than 200. */
    status?: number;
    /** It shows the student's lab, which has to run, with a terminal in it; with a script, the student's page starts it. */
    lab?: true;
    /** It is for terminals, which nobody has without a script. */
    terminals?: true;
};

export const PUBLIC: Listed[] = [{ path: "/sign-in" }, { path: "/register" }, { path: "/no/such/page", status: 404 }];

const CLASS = { from: "/teacher", link: /^\/teacher\/classes\//, name: "Open class CS 101 A" };
const LAB = { from: "/student", link: /^\/student\/labs\//, name: "Open lab of CS 101 A" };
const WATCHED = { from: "", link: /^\/teacher\/labs\//, name: `Watch ${person("student").name}` };
const LAB_CONTAINER = { from: `/admin/containers?q=${person("student").login}&state=running&labs=only`, link: /^\/admin\/containers\/lyceum-/ };

export const PAGES: Record<Role, Listed[]> = {
    student: [
        { path: "/student" },
        { path: "lab", through: [LAB], lab: true, terminals: true },
        { path: "/student/terminals" },
        { path: "/student/desk", terminals: true },
        { path: "/account" },
        { path: "/account/sessions" },
        { path: "/terminals/999999", status: 404 },
        { path: "/admin", status: 403 },
    ],
    teacher: [
        { path: "/teacher" },
        { path: "class", through: [CLASS] },
        { path: "a student's lab", through: [CLASS, WATCHED], lab: true, terminals: true },
        { path: "/teacher/terminals" },
        { path: "/teacher/desk", terminals: true },
        { path: "/teacher/nowhere", status: 404 },
    ],
    operator: [
        { path: "/admin" },
        { path: "/admin/containers" },
        { path: "/admin/desk", terminals: true },
        { path: "/admin/ssh" },
        { path: "/admin/people", status: 403 },
    ],
    admin: [
        { path: "/admin" },
        { path: "/admin/containers" },
        { path: "a lab's container", through: [LAB_CONTAINER], lab: true },
        { path: "/admin/terminals" },
        { path: "/admin/terminals/999999", status: 404 },
        { path: "/terminals/999999/replay", status: 404 },
        { path: "/admin/shell", terminals: true },
        { path: "/admin/desk", terminals: true },
        { path: "/admin/ssh" },
        { path: "/admin/ssh/new" },
        { path: "/admin/people" },
        { path: "/admin/people/new" },
        { path: "person", through: [{ from: "/admin/people", link: /^\/admin\/people\/\d+$/ }] },
        { path: "/admin/audit" },
        { path: "/admin/settings" },
        { path: "/admin/style" },
    ],
};

/** What a test of a page has. */
export type At = { page: Page; browser: Browser; faults: string[] };

/** A test for every page, as everybody who may see it; nobody has no role. */
export function everyPage(check: (at: At, listed: Listed, role: Role | null) => Promise<void>) {
    for (const listed of PUBLIC) {
        test(`nobody opens ${listed.path}`, ({ page, browser, faults }) => check({ page, browser, faults }, listed, null));
    }
    for (const role of ROLES) {
        test.describe(role, () => {
            test.use({ as: role });
            for (const listed of PAGES[role]) {
                test(`the ${role} opens ${listed.path}`, ({ page, browser, faults }) =>
                    check({ page, browser, faults }, listed, role));
            }
        });
    }
}

/** Opens it, and waits until it is there. */
export async function open(page: Page, listed: Listed) {
    let path = listed.path;
    for (const { from, link, name } of listed.through ?? []) {
        await page.goto(from || path);
        const all = name ? page.getByRole("link", { name }) : page.locator("a[href]");
        const links = await all.evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
        const found = links.find((href) => link.test(href));
        expect(found, `${from || path} links to ${link}`).toBeTruthy();
        path = found ?? path;
    }
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(listed.status ?? 200);
    await settled(page);
}
