//! The project's own set-up, build, test and bench commands.

fn main() {}
