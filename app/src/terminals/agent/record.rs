//! What has happened and is not in the record yet: kept until a web tier has written it down.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::house::now_ms;
use crate::terminals::session::Tell;
use crate::terminals::wire::{Happened, News};

/// Kept for a web tier that does not come for it; the oldest goes first.
const MAX_NEWS: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Unwritten {
    news: Mutex<Newspaper>,
    came: Notify,
}

#[derive(Debug, Default)]
struct Newspaper {
    last: u64,
    news: Vec<News>,
}

impl Tell for Unwritten {
    fn tell(&self, what: Happened) {
        self.add(what);
    }
}

impl Unwritten {
    pub(super) fn add(&self, what: Happened) {
        let mut paper = self.lock();
        if paper.news.len() >= MAX_NEWS {
            paper.news.remove(0);
        }
        paper.last += 1;
        let number = paper.last;
        paper.news.push(News { number, at_ms: now_ms(), what });
        drop(paper);
        self.came.notify_one();
    }

    /// What is not written down, once there is something.
    pub(super) async fn news(&self) -> Vec<News> {
        loop {
            let came = self.came.notified();
            let news = self.lock().news.clone();
            if !news.is_empty() {
                return news;
            }
            came.await;
        }
    }

    pub(super) fn written(&self, numbers: &[u64]) {
        self.lock().news.retain(|news| !numbers.contains(&news.number));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().news.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Newspaper> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
