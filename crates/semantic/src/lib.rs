//! Scopes, imports, qualified names, constants of one file.
