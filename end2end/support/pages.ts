// Every page of the product, by who sees it.

import { person, type Role } from "./people";

export type Listed = {
    path: string;
    /** For pages whose address is found by a link: from where, and which link. */
    through?: { from: string; link: RegExp; name?: string }[];
    /** Other than 200. */
    status?: number;
    /** It shows the student's lab, which has to run, with a terminal in it. */
    lab?: true;
};

export const PUBLIC: Listed[] = [{ path: "/sign-in" }, { path: "/register" }, { path: "/no/such/page", status: 404 }];

const CLASS = { from: "/teacher", link: /^\/teacher\/classes\//, name: "Open class CS 101 A" };
const LAB = { from: "/student", link: /^\/student\/labs\//, name: "Open lab of CS 101 A" };
const WATCHED = { from: "", link: /^\/teacher\/labs\//, name: `Watch ${person("student").name}` };
const LAB_CONTAINER = { from: `/admin/containers?q=${person("student").login}&state=running&labs=only`, link: /^\/admin\/containers\/lyceum-/ };

export const PAGES: Record<Role, Listed[]> = {
    student: [
        { path: "/student" },
        { path: "lab", through: [LAB] },
        { path: "/student/terminals" },
        { path: "/account" },
        { path: "/account/sessions" },
        { path: "/terminals/999999", status: 404 },
        { path: "/admin", status: 403 },
    ],
    teacher: [
        { path: "/teacher" },
        { path: "class", through: [CLASS] },
        { path: "a student's lab", through: [CLASS, WATCHED], lab: true },
        { path: "/teacher/terminals" },
        { path: "/teacher/nowhere", status: 404 },
    ],
    operator: [
        { path: "/admin" },
        { path: "/admin/containers" },
        { path: "/admin/desk" },
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
        { path: "/admin/shell" },
        { path: "/admin/desk" },
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
