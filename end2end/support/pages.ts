// Every page of the product, by who sees it.

import type { Role } from "./people";

export type Listed = {
    path: string;
    /** For pages whose address is found by a link: from where, and which link. */
    through?: { from: string; link: RegExp };
};

export const PUBLIC: Listed[] = [{ path: "/sign-in" }];

export const PAGES: Record<Role, Listed[]> = {
    student: [
        { path: "/student" },
        { path: "lab", through: { from: "/student", link: /^\/student\/labs\// } },
        { path: "/account" },
        { path: "/account/sessions" },
    ],
    teacher: [{ path: "/teacher" }, { path: "class", through: { from: "/teacher", link: /^\/teacher\/classes\// } }],
    operator: [{ path: "/admin" }, { path: "/admin/containers" }],
    admin: [
        { path: "/admin" },
        { path: "/admin/containers" },
        { path: "/admin/people" },
        { path: "person", through: { from: "/admin/people", link: /^\/admin\/people\/\d+$/ } },
        { path: "/admin/audit" },
        { path: "/admin/style" },
    ],
};
