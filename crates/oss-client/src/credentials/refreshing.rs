//! Credentials that are replaced in time: one request to the source at a time, whoever waits for it.

use super::{CredentialsError, Granted, Source, SourceError};
use crate::{
    Clock,
    guard::{guard, guarded},
};
use oss_protocol::sign::Credentials;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};
use tokio::sync::watch;

/// How long before their end credentials are replaced, at most: as long as the official libraries take.
const MARGIN: Duration = Duration::from_secs(180);

/// Of short lives, this part is the margin.
const MARGIN_PART: u32 = 5;

/// How long a source that failed is left alone, while what it gave before is still good.
const PAUSE: Duration = Duration::from_secs(10);

type Outcome = Result<Arc<Credentials>, CredentialsError>;

pub(super) struct Refreshing {
    source: Arc<dyn Source>,
    interval: Option<Duration>,
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// The request under way.
    flight: Option<watch::Receiver<Option<Outcome>>>,
}

struct Held {
    credentials: Arc<Credentials>,
    expires: Option<SystemTime>,
    /// When to ask for others.
    due: Option<SystemTime>,
    refused: bool,
}

impl Held {
    fn new(granted: Granted, since: SystemTime, interval: Option<Duration>) -> Self {
        let Granted { credentials, expires } = granted;
        let margin = |end: SystemTime| {
            let life = end.duration_since(since).unwrap_or_default();
            end.checked_sub(MARGIN.min(life / MARGIN_PART)).unwrap_or(end)
        };
        let old = interval.and_then(|interval| since.checked_add(interval));
        let due = [expires.map(margin), old].into_iter().flatten().min();
        Self { credentials: Arc::new(credentials), expires, due, refused: false }
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        !self.refused && self.due.is_none_or(|due| now < due)
    }

    /// Whether they can be signed with although they should have been replaced.
    fn is_good(&self, now: SystemTime) -> bool {
        !self.refused && self.expires.is_some_and(|end| now < end)
    }
}

impl Refreshing {
    pub(super) fn new(
        source: impl Source,
        first: Option<(Granted, SystemTime)>,
        interval: Option<Duration>,
        clock: Clock,
    ) -> Self {
        let held = first.map(|(granted, since)| Held::new(granted, since, interval));
        let state = Arc::new(Mutex::new(State { held, flight: None }));
        Self { source: Arc::new(source), interval, clock, state }
    }

    pub(super) async fn credentials(&self) -> Outcome {
        let mut flight = {
            let mut state = lock(&self.state);
            match &state.held {
                Some(held) if held.is_fresh((self.clock)()) => return Ok(Arc::clone(&held.credentials)),
                _ => self.join(&mut state),
            }
        };
        match flight.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone().unwrap_or_else(|| Err(ended())),
            Err(_) => Err(ended()),
        }
    }

    pub(super) fn current(&self) -> Option<Arc<Credentials>> {
        lock(&self.state).held.as_ref().map(|held| Arc::clone(&held.credentials))
    }

    pub(super) fn refused(&self, used: &Arc<Credentials>) {
        if let Some(held) = &mut lock(&self.state).held
            && Arc::ptr_eq(&held.credentials, used)
        {
            held.refused = true;
        }
    }

    /// The request under way, or a new one. It is a task of its own: who waits for it may go away.
    fn join(&self, state: &mut State) -> watch::Receiver<Option<Outcome>> {
        // A sender that is gone without an outcome belongs to a task that was ended with its runtime, or panicked.
        if let Some(flight) = state.flight.as_ref().filter(|flight| flight.has_changed().is_ok()) {
            return flight.clone();
        }
        let (sender, receiver) = watch::channel(None);
        state.flight = Some(receiver.clone());
        let (source, kept, clock) =
            (Arc::clone(&self.source), Arc::clone(&self.state), Arc::clone(&self.clock));
        let interval = self.interval;
        tokio::spawn(async move {
            let fetched = guarded(Box::pin(async { source.fetch().await })).await;
            let fetched = fetched.unwrap_or_else(|panicked| Err(SourceError::failed(panicked)));
            let now = guard(|| clock());
            let mut state = lock(&kept);
            let outcome = match now {
                Ok(now) => land(&mut state, fetched, now, interval),
                Err(panicked) => Err(SourceError::failed(panicked).into()),
            };
            state.flight = None;
            sender.send_replace(Some(outcome));
        });
        receiver
    }
}

/// What the source said becomes what is held. Where it failed, what is held goes on while it is known to be good.
fn land(
    state: &mut State,
    fetched: Result<Granted, SourceError>,
    now: SystemTime,
    interval: Option<Duration>,
) -> Outcome {
    match (fetched, &mut state.held) {
        (Ok(granted), held) => {
            let held = held.insert(Held::new(granted, now, interval));
            Ok(Arc::clone(&held.credentials))
        }
        (Err(_), Some(held)) if held.is_good(now) => {
            held.due = now.checked_add(PAUSE);
            Ok(Arc::clone(&held.credentials))
        }
        (Err(error), _) => Err(error.into()),
    }
}

fn ended() -> CredentialsError {
    SourceError::failed("asking for credentials was broken off; ask again").into()
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
