//! Words of rights that an account alone does not give, and of those who ask.

/// In lower case.
pub(crate) const RIGHTS: [&str; 15] = [
    "admin",
    "admins",
    "administrator",
    "staff",
    "superuser",
    "sysadmin",
    "permission",
    "permissions",
    "perm",
    "perms",
    "role",
    "roles",
    "privilege",
    "privileges",
    "moderator",
];

/// For somebody who asks, in lower case.
pub(crate) const PEOPLE: [&str; 10] =
    ["user", "customer", "account", "member", "pupil", "student", "owner", "tenant", "patient", "principal"];
