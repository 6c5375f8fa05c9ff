//! How many connections one origin may have. A connection holds its permit as long as it lives, unused or not: what is
//! unused goes to the next request anyway, so a call waits only where all are at work.

use http::{Uri, uri::Authority};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Origins past which those without connections are forgotten.
const REMEMBERED_ORIGINS: usize = 1024;

pub(super) struct SocketLimit {
    /// Zero is no limit.
    max: usize,
    origins: Mutex<HashMap<Authority, Arc<Semaphore>>>,
}

impl SocketLimit {
    pub(super) fn new(max: usize) -> Self {
        Self { max: max.min(Semaphore::MAX_PERMITS), origins: Mutex::default() }
    }

    pub(super) fn is_set(&self) -> bool {
        self.max > 0
    }

    /// Waits until the origin may have one more connection. Who waits longest is served first.
    pub(super) async fn permit(&self, origin: &Uri) -> Option<OwnedSemaphorePermit> {
        let authority = origin.authority().filter(|_| self.is_set())?;
        let semaphore = {
            let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
            if origins.len() >= REMEMBERED_ORIGINS {
                origins.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
            }
            let semaphore = origins.entry(authority.clone());
            Arc::clone(semaphore.or_insert_with(|| Arc::new(Semaphore::new(self.max))))
        };
        semaphore.acquire_owned().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_origin_has_its_own_count_and_gets_it_back() {
        let limit = SocketLimit::new(1);
        let (one, other) = (Uri::from_static("http://one:80/"), Uri::from_static("http://other:80/"));
        let held = limit.permit(&one).await;
        assert!(held.is_some() && limit.permit(&other).await.is_some());
        let mut waiting = std::pin::pin!(limit.permit(&one));
        assert!(
            std::future::poll_fn(|cx| std::task::Poll::Ready(waiting.as_mut().poll(cx).is_pending())).await
        );
        drop(held);
        assert!(waiting.await.is_some());
    }

    #[tokio::test]
    async fn origins_without_connections_are_forgotten() {
        let limit = SocketLimit::new(1);
        let _held = limit.permit(&Uri::from_static("http://held/")).await;
        for number in 0..2 * REMEMBERED_ORIGINS {
            limit.permit(&format!("http://bucket-{number}/").parse().unwrap()).await;
        }
        let origins = limit.origins.lock().unwrap();
        let held = Authority::from_static("held");
        assert!(origins.len() <= REMEMBERED_ORIGINS && origins.contains_key(&held));
    }
}
