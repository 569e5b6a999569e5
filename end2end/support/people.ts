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

/** Somebody at the demo school. */
export type Person = { login: string; name: string };

/** Two tests run at once, each with people of its own: nobody else is at work in their terminals. But one teacher holds the class. */
export const PEOPLE: Record<Role, [Person, Person]> = {
    admin: [
        { login: "admin", name: "Ingrid Halvorsen" },
        { login: "tomasz.wilk", name: "Tomasz Wilk" },
    ],
    operator: [
        { login: "operator", name: "Devon Okafor" },
        { login: "marit.sandvik", name: "Marit Sandvik" },
    ],
    teacher: [
        { login: "teacher", name: "Ada Winter" },
        { login: "teacher", name: "Ada Winter" },
    ],
    student: [
        { login: "student", name: "Jonas Lindqvist" },
        { login: "isabel.santos", name: "Isabel Santos" },
    ],
};

/** Who has this role in this test. */
export const person = (role: Role): Person => PEOPLE[role][Number(process.env.TEST_PARALLEL_INDEX ?? 0) % 2];

/** The file that keeps a person's session between tests: signing in is throttled, and a test should not depend on it. */
export const sessionOf = (login: string) => `test-results/.sessions/${login}.json`;

export const session = (role: Role) => sessionOf(person(role).login);
