//! Words of rights that an account alone does not give.

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
