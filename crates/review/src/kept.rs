//! Files that were read and may be asked about once more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use syntax::Module;

use crate::analysis::Scanned;

/// Bytes of text of which the trees and names are kept; what comes later is read again. They take some twenty times as much.
pub(crate) const MAX_BYTES: usize = 6_000_000;

/// What was read of a file.
#[derive(Debug)]
pub(crate) enum Read {
    /// Its tree. What its names mean depends on files that came behind it.
    Parsed(Arc<Module>),
    /// All that there is to know.
    Scanned(Box<Scanned>),
}

impl Read {
    fn text(&self) -> &str {
        match self {
            Self::Parsed(module) => module.source(),
            Self::Scanned(scanned) => scanned.text(),
        }
    }
}

/// What was read of files, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<Store>);

#[derive(Debug, Default)]
struct Store {
    files: BTreeMap<usize, Read>,
    bytes: usize,
}

impl Kept {
    /// Keeps a file, if there is room.
    pub(crate) fn put(&self, file: usize, read: Read) {
        let mut store = self.store();
        if store.bytes + read.text().len() <= MAX_BYTES {
            store.bytes += read.text().len();
            store.files.insert(file, read);
        }
    }

    /// Gives a file that was kept, and keeps it no longer. `None` if what was kept is not of this text: what a fix would make
    /// of a file is asked about under the file's number.
    pub(crate) fn take(&self, file: usize, text: &str) -> Option<Read> {
        let mut store = self.store();
        let read = store.files.remove(&file)?;
        store.bytes -= read.text().len();
        (read.text() == text).then_some(read)
    }

    /// Keeps only the files for which `is_wanted` holds.
    pub(crate) fn retain(&self, is_wanted: impl Fn(usize) -> bool) {
        let mut store = self.store();
        store.files.retain(|file, _| is_wanted(*file));
        store.bytes = store.files.values().map(|read| read.text().len()).sum();
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
