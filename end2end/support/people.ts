// The demo school's people, one a role. All have the same password.

export const ROLES = ["admin", "operator", "teacher", "student"] as const;
export type Role = (typeof ROLES)[number];

export const PASSWORD = "lyceum-demo";

/** Where a role's sign-in leads. */
export const HOME: Record<Role, string> = {
    admin: "/admin",
    operator: "/admin",
    teacher: "/teacher",
    student: "/student",
};

/** The file that keeps a role's session between tests: signing in is throttled, and a test should not depend on it. */
export const session = (role: Role) => `test-results/.sessions/${role}.json`;
