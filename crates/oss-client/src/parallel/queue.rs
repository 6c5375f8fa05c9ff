//! The parts of an object that nobody has yet, and the sums of those that are there.

use super::Sink;
use crate::{
    ErrorKind,
    client_encryption::{KeyPlace, Keystream},
};
use bytes::Bytes;
use oss_protocol::crc64::{self, Crc64};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A part of an answer, and where it is kept.
pub(crate) struct Part<'a> {
    first: u64,
    length: u64,
    sink: Sink<'a>,
    /// Of what is stored, which may be ciphertext.
    crc: Crc64,
    /// What decrypts it from its beginning, and from where it is now.
    decryption: Option<(KeyPlace, Keystream)>,
}

impl<'a> Part<'a> {
    /// The bytes from `first` on, counted from the beginning of the answer.
    pub(crate) fn new(first: u64, length: u64, sink: Sink<'a>, place: Option<KeyPlace>) -> Self {
        let decryption = place.map(|place| (place.clone(), place.keystream()));
        Self { first, length, sink, crc: Crc64::default(), decryption }
    }

    pub(super) fn first(&self) -> u64 {
        self.first
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn written(&self) -> u64 {
        self.crc.length()
    }

    pub(super) fn missing(&self) -> u64 {
        self.length - self.written()
    }

    pub(super) async fn write(&mut self, data: Bytes) -> Result<(), ErrorKind> {
        self.crc.update(&data);
        let data = match &mut self.decryption {
            Some((_, keystream)) => keystream.apply(data),
            None => data,
        };
        self.sink.write(data).await
    }

    pub(super) async fn end_writing(&mut self) -> Result<(), ErrorKind> {
        self.sink.finish().await
    }

    pub(super) async fn begin_anew(&mut self) {
        self.crc = Crc64::default();
        if let Some((place, keystream)) = &mut self.decryption {
            *keystream = place.keystream();
        }
        self.sink.begin_anew().await;
    }
}

/// Parts that are there already, and who is told of those to come.
#[derive(Default)]
pub(crate) struct Known {
    /// Checksum and length by the first byte.
    pub(crate) done: BTreeMap<u64, (u64, u64)>,
    /// Told the first byte of each further part that is there.
    pub(crate) tell: Option<Box<dyn Fn(u64) + Send + Sync>>,
}

impl Known {
    pub(super) fn length(&self) -> u64 {
        self.done.values().map(|(_, length)| length).sum()
    }
}

pub(super) struct Queue<'a> {
    /// In their order.
    waiting: Mutex<VecDeque<Part<'a>>>,
    /// Checksum and length by the first byte.
    done: Mutex<BTreeMap<u64, (u64, u64)>>,
    tell: Option<Box<dyn Fn(u64) + Send + Sync>>,
}

impl<'a> Queue<'a> {
    pub(super) fn new(parts: Vec<Part<'a>>, Known { done, tell }: Known) -> Self {
        Self { waiting: Mutex::new(parts.into()), done: Mutex::new(done), tell }
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Part<'a>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn done(&self) -> MutexGuard<'_, BTreeMap<u64, (u64, u64)>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take_first(&self) -> Option<Part<'a>> {
        self.waiting().pop_front()
    }

    /// The first, if it begins there.
    pub(super) fn take_at(&self, first: u64) -> Option<Part<'a>> {
        let mut waiting = self.waiting();
        if waiting.front()?.first == first { waiting.pop_front() } else { None }
    }

    pub(super) fn take_last(&self) -> Option<Part<'a>> {
        self.waiting().pop_back()
    }

    pub(super) fn give_back(&self, part: Part<'a>) {
        let mut waiting = self.waiting();
        let place = waiting.partition_point(|other| other.first < part.first);
        waiting.insert(place, part);
    }

    pub(super) fn finish(&self, part: Part<'a>) {
        self.done().insert(part.first, (part.crc.value(), part.length));
        if let Some(tell) = &self.tell {
            tell(part.first);
        }
    }

    /// The checksum of all that is there, and its length.
    pub(super) fn sum(&self) -> (u64, u64) {
        self.done().values().fold((crc64::checksum(b""), 0), |(crc, length), (next, more)| {
            (crc64::combine(crc, *next, *more), length + more)
        })
    }
}
