//! Signals that ask this process to end.

use std::io;

/// A signal, by its number.
pub(super) type Signal = i32;

/// What a shell calls the end by a signal.
pub(super) fn code(signal: Signal) -> i32 {
    128 + signal
}

#[cfg(unix)]
mod unix {
    use super::{Signal, io};
    use tokio::{
        signal::unix::{self, SignalKind},
        sync::mpsc,
    };

    /// Signals as they come.
    pub(crate) struct Signals(mpsc::UnboundedReceiver<Signal>);

    impl Signals {
        /// `SIGINT` and `SIGTERM`.
        pub(crate) fn that_end() -> io::Result<Self> {
            Self::of(&[SignalKind::interrupt(), SignalKind::terminate()])
        }

        /// Whatever a program that is run here should learn of too.
        pub(crate) fn for_a_child() -> io::Result<Self> {
            let more = [SignalKind::hangup(), SignalKind::quit()];
            Self::of(&[[SignalKind::interrupt(), SignalKind::terminate()], more].concat())
        }

        fn of(kinds: &[SignalKind]) -> io::Result<Self> {
            let (sender, receiver) = mpsc::unbounded_channel();
            for kind in kinds {
                let (mut signals, sender, number) =
                    (unix::signal(*kind)?, sender.clone(), kind.as_raw_value());
                tokio::spawn(async move {
                    while signals.recv().await.is_some() && sender.send(number).is_ok() {}
                });
            }
            Ok(Self(receiver))
        }

        /// The next one.
        pub(crate) async fn next(&mut self) -> Signal {
            match self.0.recv().await {
                Some(signal) => signal,
                None => std::future::pending().await,
            }
        }
    }
}

#[cfg(not(unix))]
mod other {
    use super::{Signal, io};

    /// What Control-C is elsewhere.
    const INTERRUPT: Signal = 2;

    /// Control-C as it comes.
    pub(crate) struct Signals;

    impl Signals {
        pub(crate) fn that_end() -> io::Result<Self> {
            Ok(Self)
        }

        pub(crate) fn for_a_child() -> io::Result<Self> {
            Ok(Self)
        }

        pub(crate) async fn next(&mut self) -> Signal {
            match tokio::signal::ctrl_c().await {
                Ok(()) => INTERRUPT,
                Err(_) => std::future::pending().await,
            }
        }
    }
}

#[cfg(not(unix))]
pub(super) use other::Signals;
#[cfg(unix)]
pub(super) use unix::Signals;
