//! Copies of libraries that a project keeps among its own files: `from .bottle import request`, `from app._vendor import requests`.
//!
//! What a copy does is what the library does, so its names are known by the library's as well.

use crate::names::Resolver;
use crate::paths::PathId;

/// Folders that hold nothing but copies.
const FOLDERS: [&str; 9] =
    ["_vendor", "vendor", "vendored", "_vendored", "third_party", "thirdparty", "externals", "_externals", "extern"];
/// Libraries of one file, which are made to be copied.
const FILES: [&str; 2] = ["bottle", "six"];
/// Segments of a name that are looked at.
const MAX_SEGMENTS: usize = 12;

impl Resolver<'_, '_> {
    /// The name in the library of what an import names by a path of the project: `bottle.request` for `.bottle.request`.
    pub(crate) fn vendored(&mut self, path: PathId) -> Option<PathId> {
        let mut segments = Vec::new();
        let mut at = path;
        while let Some((parent, segment)) = self.paths.parent(at).filter(|_| segments.len() < MAX_SEGMENTS) {
            segments.push(segment);
            at = parent;
        }
        segments.reverse();
        let first = segments.iter().position(|segment| FILES.contains(segment) || FOLDERS.contains(segment))?;
        let skipped = usize::from(FOLDERS.contains(segments.get(first)?));
        let named = segments.get(first + skipped..).filter(|named| !named.is_empty())?;
        named.iter().try_fold(None, |parent, segment| self.paths.child(parent, segment).map(Some)).flatten()
    }
}
