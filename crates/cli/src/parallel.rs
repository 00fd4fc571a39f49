//! Work on several threads, in an order that some of it depends on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use crate::output::{Failure, Progress};

/// The items that are done; whoever needs one waits for it.
struct Done {
    items: Mutex<Vec<bool>>,
    changed: Condvar,
}

/// Says that an item is done when it goes, also if the work on it failed: nobody shall wait forever.
struct Mark<'d>(&'d Done, usize);

impl Drop for Mark<'_> {
    fn drop(&mut self) {
        let mut items = self.0.items.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(item) = items.get_mut(self.1) {
            *item = true;
        }
        self.0.changed.notify_all();
    }
}

impl Done {
    fn wait(&self, needed: &[usize]) {
        let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        while needed.iter().any(|item| items.get(*item) == Some(&false)) {
            items = self.changed.wait(items).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Does `work` for every item of `order` (each once), on `jobs` threads. An item begins when
/// those that it needs are done, which stand before it in `order`. The results are in the order of the numbers.
pub(crate) fn in_parallel<'n, T: Send>(
    order: &[usize],
    needs: impl Fn(usize) -> &'n [usize] + Sync,
    jobs: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Result<Vec<T>, Failure> {
    let progress = Progress::new(order.len());
    let next = AtomicUsize::new(0);
    let done =
        Done { items: Mutex::new(vec![false; order.iter().max().map_or(0, |last| last + 1)]), changed: Condvar::new() };
    let each = || {
        let mut mine = Vec::new();
        while let Some((place, item)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            order.get(place).map(|item| (place, *item))
        } {
            if let Some(progress) = &progress {
                progress.show(place);
            }
            // Whatever is waited for was taken before, so that some thread works on it or it is done.
            done.wait(needs(item));
            let mark = Mark(&done, item);
            mine.push((item, work(item)));
            drop(mark);
        }
        mine
    };
    let mut all = thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.min(order.len())).map(|_| scope.spawn(each)).collect();
        let mut all = Vec::with_capacity(order.len());
        for worker in workers {
            all.extend(worker.join().map_err(|_| {
                Failure("the analyzer failed on one of the files; please report it with the file".to_owned())
            })?);
        }
        Ok(all)
    })?;
    all.sort_by_key(|(item, _)| *item);
    Ok(all.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_done_before() {
        let needs: Vec<Vec<usize>> = (0..200).map(|item| if item < 199 { vec![item + 1] } else { vec![] }).collect();
        let order: Vec<usize> = (0..200).rev().collect();
        let finished = Mutex::new(Vec::new());
        let work = |item: usize| {
            finished.lock().unwrap().push(item);
            item * 2
        };
        let Ok(results) = in_parallel(&order, |item| &needs[item], 8, work) else { panic!("it worked") };
        assert_eq!(results, (0..200).map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(*finished.lock().unwrap(), order);
    }
}
